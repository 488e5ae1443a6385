from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.labour.checks import (
    DayOfWork,
    Stay,
    check_month,
    id_check_digit,
    is_card_number,
    is_id_number,
)
from lanyan_desktop.core.labour.workdays import Work
from lanyan_desktop.core.values import Day, Id

ANN, BO = Id(b"a" * 16), Id(b"b" * 16)
FULL = Work(normal_min=480)


def codes(*records: DayOfWork, stays: dict[Id, Stay] | None = None) -> list[str]:
    found = check_month(records, first_day=Day(100), last_day=Day(129), stays=stays or {})
    return [finding.code for finding in found]


def test_a_quiet_month_says_nothing() -> None:
    records = [DayOfWork(worker_id=who, day=Day(day), work=FULL) for who in (ANN, BO) for day in range(100, 130)]
    assert codes(*records, stays={ANN: Stay(enter_day=Day(100), leave_day=Day(129))}) == []


def test_twice_on_one_day() -> None:
    half = Work(normal_min=240)
    assert codes(*[DayOfWork(worker_id=ANN, day=Day(101), work=half)] * 2) == ["worker_day_twice"]


def test_attendance_and_a_slip_are_only_odd_over_one_and_a_half() -> None:
    attendance = DayOfWork(worker_id=ANN, day=Day(101), work=FULL)
    half = DayOfWork(worker_id=ANN, day=Day(101), work=Work(normal_min=240), source="DG-015")
    more = DayOfWork(worker_id=ANN, day=Day(101), work=Work(normal_min=241), source="DG-015")
    assert codes(attendance, half) == []
    assert codes(attendance, more) == ["too_much"]


def test_a_day_that_is_not_in_the_month_or_the_stay() -> None:
    records = [DayOfWork(worker_id=ANN, day=Day(day), work=FULL) for day in (99, 104, 120)]
    assert codes(*records, stays={ANN: Stay(enter_day=Day(105), leave_day=Day(110))}) == [
        "day_outside", "before_entry", "before_entry", "after_leaving",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["999999196802020018", "99999919890615014X", "99999919890615014x"])
def test_real_identity_numbers(number: str) -> None:
    assert is_id_number(number)


@pytest.mark.parametrize(
    "number", ["", "99999919680202001", "999999196813020018", "999999196802020019", "9999991968020２0018"]
)
def test_impossible_identity_numbers(number: str) -> None:
    assert not is_id_number(number)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place: int, shift: int) -> None:
    good = "99999919890615014"
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert id_check_digit(wrong) != id_check_digit(good)


@given(st.text("0123456789", min_size=11, max_size=18))
def test_just_one_last_digit_passes_luhn(digits: str) -> None:
    assert sum(is_card_number(digits + str(last)) for last in range(10)) == 1
