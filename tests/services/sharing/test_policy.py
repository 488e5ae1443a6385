"""When an exchange is due: worked cases, and what holds whatever happens."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.services.sharing.policy import Outcome, Pace, Policy, Why

GOOD = Outcome(is_good=True)
LOST = Outcome(is_good=False)


def after_first(pace: Pace | None = None) -> Policy:
    """One that has looked at its place at 0."""
    policy = Policy(now=0.0, pace=pace, jitter=lambda: 1.0)
    policy.began(0.0)
    policy.ended(0.0, GOOD)
    return policy


def test_at_the_start_it_looks_what_others_did() -> None:
    assert Policy(now=5.0).due(5.0) is Why.POLL


def test_an_edit_is_sent_two_seconds_after_the_last() -> None:
    policy = after_first()
    policy.edited(10.0)
    policy.edited(11.5)
    assert (policy.due(13.4), policy.next_at(), policy.due(13.5)) == (None, 13.5, Why.EDITED)


def test_who_never_pauses_is_sent_all_the_same() -> None:
    policy = after_first()
    for n in range(21):
        policy.edited(10.0 + n)
    assert policy.due(30.0) is Why.EDITED


def test_five_hundred_operations_do_not_wait() -> None:
    policy = after_first()
    policy.edited(10.0, 499)
    assert policy.due(10.0) is None
    policy.edited(10.0)
    assert policy.due(10.0) is Why.FULL


def test_what_is_edited_during_an_exchange_goes_with_the_next() -> None:
    policy = after_first()
    policy.edited(10.0)
    policy.began(12.0)
    policy.edited(12.5)
    assert policy.due(60.0) is None
    policy.ended(13.0, GOOD)
    assert (policy.due(14.0), policy.due(14.5)) == (None, Why.EDITED)


def test_tries_that_fail_are_made_less_and_less_often() -> None:
    policy = after_first()
    now, waits = 100.0, []
    for _ in range(12):
        policy.began(now)
        policy.ended(now, LOST)
        at = policy.next_at()
        assert at is not None
        waits.append(at - now)
        now = at
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == 600.0


def test_an_edit_does_not_shorten_the_back_off() -> None:
    policy = after_first()
    policy.began(10.0)
    policy.ended(10.0, Outcome(is_good=False, wait_s=300.0))
    policy.edited(20.0, 10_000)
    assert (policy.due(309.0), policy.due(310.0)) == (None, Why.FULL)


def test_the_network_back_ends_a_back_off_but_no_pause_a_server_asked_for() -> None:
    policy = after_first()
    policy.began(10.0)
    policy.ended(10.0, LOST)
    policy.reachable(11.0)
    assert policy.due(11.0) is Why.AGAIN
    policy.began(11.0)
    policy.ended(11.0, Outcome(is_good=False, wait_s=300.0))
    policy.reachable(12.0)
    assert policy.due(12.0) is None


def test_what_only_a_person_can_mend_is_not_tried_again_before_he_does() -> None:
    policy = after_first()
    policy.began(10.0)
    policy.ended(10.0, Outcome(is_good=False, is_passing=False))
    policy.edited(11.0)
    assert (policy.due(9e9), policy.next_at()) == (None, None)
    policy.mended(20.0)
    assert policy.due(20.0) is not None


def test_asked_for_is_done_also_in_a_pause_and_in_a_back_off() -> None:
    policy = after_first()
    policy.is_paused = True
    policy.edited(1.0)
    assert policy.due(9e9) is None
    policy.asked()
    assert policy.due(1.0) is Why.ASKED
    policy.began(1.0)
    policy.ended(1.0, LOST)
    assert policy.due(9e9) is None


def test_a_gap_keeps_the_budget_of_a_place() -> None:
    policy = after_first(Pace(gap_s=20.0))
    policy.edited(1.0)
    assert (policy.due(19.0), policy.due(20.0)) == (None, Why.EDITED)


def test_what_was_left_over_is_taken_up_at_once() -> None:
    policy = after_first()
    policy.began(10.0)
    policy.ended(11.0, Outcome(is_good=True, has_more=True))
    assert policy.due(11.0) is Why.AGAIN


def test_at_leaving_only_work_that_can_be_sent_is_waited_for() -> None:
    policy = after_first()
    assert not policy.leaves_with_work(1.0)
    policy.edited(1.0)
    assert policy.leaves_with_work(1.0)
    policy.is_paused = True
    assert not policy.leaves_with_work(1.0)
    policy.is_paused = False
    policy.began(2.0)
    policy.ended(2.0, LOST)
    policy.edited(3.0)
    assert not policy.leaves_with_work(3.0)


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 100),
        st.sampled_from(["edit", "bulk", "ask", "reach", "pause", "go", "good", "lost", "busy", "stuck", "mend"]),
    ),
    max_size=60,
)


@given(EVENTS, st.floats(0, 1))
def test_next_at_tells_when_it_is_due_and_never_later(events: list[tuple[float, str]], jitter: float) -> None:
    policy, now = Policy(now=0.0, jitter=lambda: jitter), 0.0
    for step, what in events:
        now += step
        happen(policy, now, what)
        at = policy.next_at()
        if at is None:
            assert policy.due(now + 1e9) is None
        else:
            assert policy.due(max(at, now)) is not None
            assert at <= now or policy.due((at + now) / 2 - 1e-3) is None


@given(EVENTS)
def test_a_server_that_asked_for_a_pause_is_left_alone_unless_a_person_asks(events: list[tuple[float, str]]) -> None:
    policy, now = after_first(), 0.0
    policy.began(0.0)
    policy.ended(0.0, Outcome(is_good=False, wait_s=1000.0))
    for step, what in events:
        now += step / 10
        if what in {"edit", "bulk", "reach", "pause"}:
            happen(policy, now, what)
        assert policy.due(now) is None or now >= 1000.0


def happen(policy: Policy, now: float, what: str) -> None:
    outcomes = {
        "good": GOOD,
        "lost": LOST,
        "busy": Outcome(is_good=False, wait_s=30.0),
        "stuck": Outcome(is_good=False, is_passing=False),
    }
    if what in outcomes:
        policy.began(now)
        policy.ended(now, outcomes[what])
    elif what in {"edit", "bulk"}:
        policy.edited(now, 500 if what == "bulk" else 1)
    elif what in {"pause", "go"}:
        policy.is_paused = what == "pause"
    else:
        acts: dict[str, Callable[[], None]] = {
            "ask": policy.asked,
            "reach": lambda: policy.reachable(now),
            "mend": lambda: policy.mended(now),
        }
        acts[what]()
