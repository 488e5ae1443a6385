from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.relations import Predecessor, parse_predecessors, print_predecessors
from lanyan_desktop.kit.errors import LanyanError

ENTRIES = st.builds(
    Predecessor,
    st.one_of(st.integers(1, 10**6).map(str), st.sampled_from(["3.19", "A12", "1.2.3"])),
    st.sampled_from(["FS", "SS", "FF", "SF"]),
    st.integers(-(10**6), 10**6),
    st.sampled_from(["工作时间", "日历时间", "百分比"]),
)


@given(st.lists(ENTRIES, max_size=6), st.sampled_from([480, 540, 1440, 600]))
def test_printed_then_read_is_the_same(entries: list[Predecessor], day_min: int) -> None:
    assert parse_predecessors(print_predecessors(entries, day_min=day_min), day_min=day_min) == entries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", ("3", "FS", 0, "工作时间")),
        ("3FS+2 个工作日", ("3", "FS", 960, "工作时间")),
        ("57ss+5d", ("57", "SS", 2400, "工作时间")),
        ("66FF+8天", ("66", "FF", 3840, "工作时间")),
        ("46FS-20d", ("46", "FS", -9600, "工作时间")),
        ("4+3", ("4", "FS", 1440, "工作时间")),
        ("7FS+50%", ("7", "FS", 5000, "百分比")),
        ("7FS+3ed", ("7", "FS", 4320, "日历时间")),
        ("7FS+3 日历天", ("7", "FS", 4320, "日历时间")),
        ("7SF+4h", ("7", "SF", 240, "工作时间")),
        ("7SF-1.5小时", ("7", "SF", -90, "工作时间")),
        ("１２ＦＦ＋２ｄ", ("12", "FF", 960, "工作时间")),
        ("12完成-开始+2天", ("12", "FS", 960, "工作时间")),
        ("12(开始—开始)", ("12", "SS", 0, "工作时间")),
        ("12完成-完成", ("12", "FF", 0, "工作时间")),
        ("3FTS+2d", ("3", "FS", 960, "工作时间")),
        ("3.19FS", ("3.19", "FS", 0, "工作时间")),
        ("3FS+2 days", ("3", "FS", 960, "工作时间")),
        ("3FS+0.5d?", ("3", "FS", 240, "工作时间")),
        ("3FS+1周", ("3", "FS", 3360, "工作时间")),
    ],
)
def test_an_entry_as_planners_write_it(text: str, expected: tuple[str, str, int, str]) -> None:
    (entry,) = parse_predecessors(text)
    assert (entry.number, entry.type, entry.lag, entry.unit) == expected


def test_all_separators_part_entries() -> None:
    assert [e.number for e in parse_predecessors("1, 2，3;4；5、6\n7,")] == list("1234567")
    assert parse_predecessors("  ") == []


@pytest.mark.parametrize("text", ["FS+", "3FS+2x", "+2d", "3FS++2d", "=1+1", "3FS+2d5"])
def test_what_is_not_understood_is_told_with_its_words(text: str) -> None:
    with pytest.raises(LanyanError) as caught:
        parse_predecessors(f"1, {text}")
    assert caught.value.code == "relation.text"
    assert caught.value.params["text"] == text.upper()
