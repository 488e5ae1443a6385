from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.forecast import forecast
from lanyan_desktop.core.values import Day, Fen

plans = st.lists(st.integers(0, 10**10), min_size=1, max_size=30)


@given(plans, st.integers(0, 10**11), st.integers(0, 1500))
def test_a_forecast_begins_today_rises_and_ends_at_the_whole(steps: list[int], earned: int, today: int) -> None:
    days = [Day(30 * (n + 1)) for n in range(len(steps))]
    plan = [sum(steps[: n + 1]) for n in range(len(steps))]
    found = forecast(days, plan, today=Day(today), earned=earned)
    assert found.days[0] == today
    assert list(found.days) == sorted(set(found.days))
    assert list(found.done) == sorted(found.done)
    if plan[-1] > earned:
        assert (found.done[0], found.done[-1]) == (0, 10_000)
        assert found.cost(actual=Fen(7), eac=Fen(99))[-1] == 99


def test_late_work_ends_as_much_later() -> None:
    days = [Day(30), Day(60), Day(90)]
    found = forecast(days, [100, 200, 300], today=Day(60), earned=150)
    assert found.days == (60, 75, 105)
    assert found.done == (0, 3333, 10_000)


def test_finished_work_has_nothing_to_forecast() -> None:
    found = forecast([Day(30)], [100], today=Day(40), earned=100)
    assert (found.days, found.done) == ((40,), (10_000,))


def test_without_a_plan_there_is_just_today() -> None:
    assert forecast([], [], today=Day(5), earned=0).days == (5,)
