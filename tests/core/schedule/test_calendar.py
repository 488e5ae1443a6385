from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.calendar import (
    LAST_DAY,
    DayException,
    WorkCalendar,
    build_calendar,
    shown_day,
)
from lanyan_desktop.core.schedule.holidays import FIVE_DAYS, holiday_exceptions, incomplete_years
from lanyan_desktop.core.schedule.hours import parse_hours, print_hours
from lanyan_desktop.core.values import Day, Instant, day_of, instant_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.resources import resource

MONDAY = day_of(date(2025, 3, 10))
NIGHT = build_calendar(("20:00-24:00",) + ("00:00-04:00,20:00-24:00",) * 5 + ("00:00-04:00",))
SHUT = DayException(Day(MONDAY + 2), Day(MONDAY + 4), None, "停工")
SITE = build_calendar(exceptions=[SHUT, DayException(Day(MONDAY + 3), Day(MONDAY + 3), "09:00-10:00")])
ROUND = build_calendar(("00:00-24:00",) * 7)


def at(hour: int, minute: int = 0, day: int = 0) -> Instant:
    return Instant((MONDAY + day) * 1440 + hour * 60 + minute)


def slow_count(week: tuple[str, ...], start: Instant, finish: Instant) -> int:
    """Minute by minute, as anyone would count on fingers."""
    total = 0
    for moment in range(start, finish):
        shifts = parse_hours(week[(moment // 1440 + 3) % 7])
        total += any(a <= moment % 1440 < b for a, b in shifts)
    return total


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_working_time_is_what_counting_minutes_gives(begin: int, length: int) -> None:
    week = ("08:00-12:00,13:00-17:00", "", "07:30-11:00", "20:00-24:00", "00:00-24:00", "13:00-13:01", "06:00-18:00")
    calendar = build_calendar(week)
    start, finish = Instant(at(0) + begin), Instant(at(0) + begin + length)
    assert calendar.between(start, finish) == slow_count(week, start, finish)


@given(st.sampled_from([SITE, NIGHT, ROUND]), st.integers(0, 20_000))
def test_one_value_and_many_agree_and_come_back(calendar: WorkCalendar, minutes: int) -> None:
    count = calendar.count(at(0)) + minutes
    many = np.array([count])
    assert calendar.start_at(many)[0] == calendar.start(count)
    assert calendar.finish_at(many)[0] == calendar.finish(count)
    assert calendar.count(calendar.start(count)) == count == calendar.count(calendar.finish(count))
    assert calendar.count_at(calendar.start_at(many))[0] == count
    assert calendar.finish(count) <= calendar.start(count)


@given(st.sampled_from([SITE, NIGHT, ROUND]), st.integers(0, 9999), st.integers(-5000, 5000))
def test_adding_then_measuring_gives_what_was_added(calendar: WorkCalendar, begin: int, minutes: int) -> None:
    start = Instant(at(0) + begin)
    assert calendar.between(start, calendar.add(start, minutes)) == minutes


def test_a_finish_is_exclusive_inside_and_shows_its_last_day() -> None:
    finish = SITE.add(at(8), 480)
    assert finish == at(17)
    assert shown_day(finish) == MONDAY
    assert shown_day(ROUND.add(at(0), 1440)) == MONDAY  # midnight belongs to the day before
    assert SITE.next_start(finish) == at(8, day=1)


def test_days_off_are_stepped_over_and_a_later_exception_wins() -> None:
    assert SITE.add(at(8), 3 * 480) == at(16, day=5)  # Monday, Tuesday, an hour on Thursday, 7 h on Saturday
    assert SITE.works_on(np.arange(MONDAY, MONDAY + 6)).tolist() == [True, True, False, True, False, True]


def test_next_and_last_working_moment() -> None:
    assert SITE.next_start(at(12, 30)) == at(13)
    assert SITE.last_finish(at(12, 30)) == at(12)
    assert SITE.last_finish(at(10)) == at(10) == SITE.next_start(at(10))


def test_a_round_calendar_adds_no_day() -> None:
    assert ROUND.is_whole
    assert not SITE.is_whole
    assert ROUND.add(at(0), 1440) == at(0, day=1)


@pytest.mark.parametrize(
    "text", ["8-12", "08:00-07:00", "08:00-25:00", "08:60-09:00", "08:00-12:00,11:00-13:00", "早八"]
)
def test_hours_that_make_no_sense_are_named(text: str) -> None:
    with pytest.raises(LanyanError) as caught:
        parse_hours(text)
    assert (caught.value.code, caught.value.params["text"]) == ("calendar.hours", text)


def test_hours_are_read_as_people_write_them() -> None:
    assert parse_hours(" 13：00～17：00；8:00—12:00 ") == ((480, 720), (780, 1020))
    assert parse_hours(None) == parse_hours("") == ()
    assert parse_hours("08:00-12:00,12:00-17:00") == ((480, 1020),)


@given(st.lists(st.integers(0, 1440), max_size=8, unique=True))
def test_hours_print_and_read_back(edges: list[int]) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    shifts = tuple(zip(edges[::2], edges[1::2], strict=True))
    assert parse_hours(print_hours(shifts)) == shifts


def test_a_calendar_without_work_and_dates_beyond_all_calendars_are_refused() -> None:
    with pytest.raises(LanyanError, match=r"calendar\.empty"):
        build_calendar(("",) * 7)
    for moment in (instant_of(datetime(1, 1, 1)), instant_of(datetime(9999, 12, 31))):
        with pytest.raises(LanyanError, match=r"calendar\.range"):
            SITE.count_at(np.array([moment]))
    with pytest.raises(LanyanError, match=r"calendar\.range"):
        SITE.add(Instant(LAST_DAY * 1440 - 9000), 10**9)
    with pytest.raises(LanyanError, match=r"calendar\.range"):
        SITE.count(-(10**9))


def test_the_shipped_holidays_give_the_published_number_of_working_days() -> None:
    table = json.loads(resource("calendars", "holidays_cn_2024_2027.json").read_text("utf-8"))["years"]
    calendar = build_calendar(FIVE_DAYS, holiday_exceptions(table))
    for year, days in ((2024, 251), (2025, 248), (2026, 248)):  # DOMAIN §4
        first, last = day_of(date(year, 1, 1)), day_of(date(year + 1, 1, 1))
        assert calendar.works_on(np.arange(first, last)).sum() == days
    assert incomplete_years(table) == [2027]


def test_the_shipped_holidays_are_those_of_the_shared_data(shared_data: Path) -> None:
    name = "holidays_cn_2024_2027.json"
    assert json.loads(resource("calendars", name).read_text("utf-8")) == json.loads(
        (shared_data / name).read_text("utf-8")
    )
