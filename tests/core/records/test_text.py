"""Values as people read and type them: what is shown is read back, what is typed on site is understood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.records import KINDS, Field, Shape
from lanyan_desktop.core.records.text import Unreadable, parse, parse_day, parse_instant, parse_minutes, scaled, show
from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.core.values import Day, datetime_of, day_of

MONEY = KINDS["budget_line"].field("amount_fen")
QUANTITY = KINDS["budget_line"].field("quantity")
SHARE = KINDS["activity"].field("done")
DURATION = KINDS["activity"].field("duration_min")
HOURS = KINDS["day_work_line"].field("minutes")
BEARER = KINDS["day_work"].field("bearer")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (MONEY, "1,361,402.82", 136140282),
        (MONEY, "１．２万", 1_200_000),
        (MONEY, "¥ 8.005", 801),
        (MONEY, "-0.005", -1),
        (MONEY, "—", None),
        (MONEY, "/", None),
        (QUANTITY, "12.5", 125_000),
        (QUANTITY, "0.00005", 1),
        (SHARE, "30%", 3000),
        (SHARE, "30", 3000),
        (DURATION, "7 个工作日", 3360),
        (DURATION, "7d?", 3360),
        (DURATION, "0.5", 240),
        (DURATION, "4h", 240),
        (HOURS, "8", 480),
        (HOURS, "8小时", 480),
        (BEARER, "业主", "业主签证"),
        (BEARER, "分包承担（扣款）", "分包承担(扣款)"),
    ],
)
def test_what_people_type_is_understood(field: Field, text: str, value: int | str | None) -> None:
    assert parse(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (MONEY, "1 台", "number"),
        (MONEY, "12%", "number"),
        (MONEY, "1e99", "number"),
        (MONEY, "9" * 30, "high"),
        (DURATION, "七天", "duration"),
        (BEARER, "张三", "choice"),
        (KINDS["worker"].field("enter_day"), "2025-02-30", "date"),
        (KINDS["worker"].field("is_leader"), "也许", "flag"),
    ],
)
def test_what_is_no_value_is_refused_with_a_code(field: Field, text: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(field, text)
    assert caught.value.code == code
    assert problem_sentence(field, code).startswith(field.title)


@pytest.mark.parametrize(
    "text",
    [
        "2025/3/10", "2025.3.10", "2025年3月10日", "2025-03-10 周一", "20250310", "45726", "25.3.10",
        "2025年3月10日 8:00", "3月10日",
    ],
)
def test_every_way_to_write_a_date(text: str) -> None:
    assert parse_day(text, today=date(2025, 11, 30)) == day_of(date(2025, 3, 10))


def test_a_date_without_a_year_needs_one_to_be_given() -> None:
    with pytest.raises(Unreadable):
        parse_day("3月10日")


def test_time_of_day_is_kept() -> None:
    assert datetime_of(parse_instant("2025年3月10日 8:00")).hour == 8
    assert datetime_of(parse_instant("45726.75")).hour == 18


# the others are shown rounded: a plan's instant as its date, a duration to four decimals of a day
EXACT = [
    field
    for kind in KINDS.values()
    for field in kind.fields
    if field.base is int and field.shape not in (Shape.MINUTES, Shape.MOMENT, Shape.INSTANT)
]


@given(st.sampled_from(EXACT), st.integers(-(10**12), 10**12))
def test_what_is_shown_is_read_back(field: Field, value: int) -> None:
    if field.shape is Shape.FLAG:
        value = value % 2
    if field.shape is Shape.DAY:
        value = Day(abs(value) % 40_000)
    assert parse(field, show(field, value)) == value


@given(st.integers(0, 100_000))
def test_whole_quarter_hours_come_back_from_days(quarters: int) -> None:
    minutes = quarters * 15
    assert parse_minutes(show(DURATION, minutes), unit_min=480) in range(minutes - 1, minutes + 2)


@given(st.text(max_size=20))
def test_no_text_makes_it_fall_over(text: str) -> None:
    for field in (MONEY, DURATION, BEARER, KINDS["worker"].field("enter_day")):
        try:
            parse(field, text, today=date(2025, 1, 1))
        except Unreadable:
            continue


def test_rounding_is_half_up_once() -> None:
    assert scaled("2.675", 100) == 268
    assert scaled("-2.675", 100) == -268
