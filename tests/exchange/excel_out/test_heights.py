"""Rows as high as what stands in them: nothing of a long text is cut off on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from lanyan_desktop.core.values import day_of
from lanyan_desktop.exchange.excel.writing.daywork import DayWorkMonth, SlipLine, write_daywork


def test_a_slip_that_tells_much_gets_the_room_for_it(tmp_path: Path) -> None:
    day = day_of(date(2025, 11, 3))
    short = SlipLine(number="1", day=day, team="木工班", content="清理")
    long = SlipLine(number="2", day=day, team="木工班", content="地下室积水抽排、垃圾清运，" * 8, note="三方确认")
    write_daywork(tmp_path / "a.xlsx", DayWorkMonth(project="甲", month="2025年11月", lines=[short, long]))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.row_dimensions[4].height == 18
    lines = -(-len(long.content) * 2 // 30)
    assert (sheet.row_dimensions[5].height or 0) > lines * 11
