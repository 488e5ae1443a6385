from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.labour.marks import Mark, UnreadableMark, parse_mark, show_mark, unit_of
from lanyan_desktop.core.values import Minutes


@pytest.mark.parametrize("text", ["√", "✓", "✔", "V", "v", "ｖ", "1", "全", "勤", "●", "全天", " √ "])
def test_a_full_day_in_every_hand(text: str) -> None:
    assert parse_mark(text) == Mark(morning_min=Minutes(240), afternoon_min=Minutes(240))


@pytest.mark.parametrize("text", ["△", "▲", "½", "0.5", "半", "半天", ".5"])
def test_half_a_day(text: str) -> None:
    assert parse_mark(text) == Mark(morning_min=Minutes(240))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *((text, "旷工") for text in ("×", "✗", "✘", "X", "x", "旷", "缺勤")),
        *((text, "其他") for text in ("0", "○")),
        ("假", "事假"),
        ("事", "事假"),
        ("病", "病假"),
        ("休", "休息"),
        ("雨", "停工"),
        ("停", "停工"),
    ],
)
def test_absence_says_why(text: str, reason: str) -> None:
    mark = parse_mark(text)
    assert mark is not None
    assert (mark.normal_min, mark.overtime_min, mark.reason) == (0, 0, reason)


@pytest.mark.parametrize("text", ["", "  ", "-", "—"])
def test_a_blank_is_not_filled_in_rather_than_absent(text: str) -> None:
    assert parse_mark(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("√+2", "工日", (480, 120)),
        ("△+1.5", "工日", (240, 90)),
        ("×+3", "工日", (0, 180)),
        ("√＋2h", "工日", (480, 120)),
        ("1.5", "工日", (480, 240)),
        ("0.25", "工日", (120, 0)),
        ("8", "小时", (480, 0)),
        ("4", "小时", (240, 0)),
        ("10", "小时", (480, 120)),
        ("1", "小时", (60, 0)),
        ("0.5", "小时", (30, 0)),
        ("8小时", "工日", (480, 0)),
        ("1工", "小时", (480, 0)),
        ("下午", "工日", (240, 0)),
        ("+2", "工日", (0, 120)),
    ],
)
def test_numbers_count_what_the_sheet_counts(text: str, unit: str, expected: tuple[int, int]) -> None:
    mark = parse_mark(text, unit=unit)  # type: ignore[arg-type]  # a plain str from the table above
    assert mark is not None
    assert (mark.normal_min, mark.overtime_min) == expected


def test_a_nine_hour_day_is_a_whole_day() -> None:
    assert parse_mark("√", workday_min=540) == Mark(morning_min=Minutes(270), afternoon_min=Minutes(270))
    assert parse_mark("10", workday_min=540, unit="小时") == Mark(
        morning_min=Minutes(270), afternoon_min=Minutes(270), overtime_min=Minutes(60)
    )


@pytest.mark.parametrize(
    ("text", "code"), [("离职", "mark"), ("√+", "mark"), ("25", "high"), ("√+17", "high"), ("1.2.3", "mark")]
)
def test_what_is_no_mark_is_said_and_not_guessed(text: str, code: str) -> None:
    with pytest.raises(UnreadableMark) as caught:
        parse_mark(text, unit="小时")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["1", "0.5", "1.5", "3"], "工日"),
        (["8", "4", "10", "1"], "小时"),
        (["√", "△"], "工日"),
        (["8", "0.5"], "不明"),
        (["3.5"], "不明"),
        (["√+4"], "工日"),
        (["8+2", "4"], "小时"),
    ],
)
def test_the_unit_is_decided_for_the_whole_sheet(cells: list[str], unit: str) -> None:
    assert unit_of(cells) == unit


marks = st.one_of(
    st.none(),
    st.builds(Mark, reason=st.sampled_from(["旷工", "事假", "病假", "休息", "停工", "其他"])),
    st.builds(
        Mark,
        morning_min=st.sampled_from([0, 240]),
        afternoon_min=st.sampled_from([0, 240]),
        overtime_min=st.integers(1, 960),
    ),
)


@given(marks)
def test_what_the_grid_writes_it_reads_back(mark: Mark | None) -> None:
    assert parse_mark(show_mark(mark)) == mark


@given(st.text(max_size=8))
def test_any_text_gives_a_mark_or_a_reason(text: str) -> None:
    code, mark = "", None
    try:
        mark = parse_mark(text)
    except UnreadableMark as error:
        code = error.code
    assert code in ("", "mark", "high")
    assert mark is None or mark.normal_min + mark.overtime_min <= 1440
