"""周报 and 周计划 in one workbook: last week planned against done with cause and measure, next weeks day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from lanyan_desktop.core.values import Day, Permyriad, date_of
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue
from lanyan_desktop.exchange.excel.writing.looks import PERCENT, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

REPORT_TITLES = (
    "序号", "工作名称", "班组", "计划开始", "计划完成", "实际开始", "实际完成", "计划完成率", "实际完成率",
    "偏差（天）", "影响", "原因", "措施",
)  # fmt: skip
PLAN_TITLES = ("序号", "工作名称", "班组", "工期（天）", "计划开始", "计划完成", "本期应完成")
_REPORT_WIDTHS = (6, 28, 12, 11, 11, 11, 11, 10, 10, 9, 26, 10, 24)
_PLAN_WIDTHS = (6, 30, 12, 9, 11, 11, 11)
_SIGNATURES = ("\u3000" * 12).join(("编制：", "审核：", "项目经理：", "日期："))
_DAYS = "一二三四五六日"
MARK = "■"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """A work in the past week. Days with the finish inclusive; `late_days` in words, "" when on time."""

    number: str
    name: str
    team: str
    start: Day
    finish: Day
    began: Day | None  # 实际开始, 实际完成: what was reported
    ended: Day | None
    planned: Permyriad | None
    done: Permyriad
    late_days: str
    effect: str
    cause: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A work in the weeks to come; `works_on` says on which of its days."""

    number: str
    name: str
    team: str
    days: str
    start: Day
    finish: Day
    target: Permyriad
    works_on: Sequence[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSheets:
    """All that goes into the workbook."""

    project: str
    story: str  # how the plan stands, in one sentence
    week: tuple[Day, Day]
    ahead: tuple[Day, Day]
    report: Sequence[ReportRow]
    plan: Sequence[PlanRow]


def write_week(path: Path, sheets: WeekSheets, *, step: Step = no_step) -> int:
    """Write both sheets; gives how many rows they have.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    count = sheets.ahead[1] - sheets.ahead[0] + 1
    report, plan = _setup("周报", _REPORT_WIDTHS), _setup("周计划", (*_PLAN_WIDTHS, *([4] * count)))
    bands = [_TITLE, _META, _HEADER, _REPORT, _plan_band(count), _plan_header(count), _SIGN]
    with BookWriter(path, [report, plan], bands, step=step) as book:
        with book.sheet() as sheet:
            _write_report(sheet, sheets)
        with book.sheet() as sheet:
            _write_plan(sheet, sheets, bands[4], bands[5], count)
    return len(sheets.report) + len(sheets.plan)


def _setup(name: str, widths: Sequence[float]) -> Setup:
    return Setup(name=name, widths=tuple(widths), page=Page(landscape=True), repeat=(1, 3), freeze="C4")


_TEXT, _MIDDLE, _DATE = Slot(look=paper.LEFT), Slot(look=paper.CENTER), Slot(look=paper.DAY, shape="day")
_SHARE = Slot(look=replace(paper.NUMBER, format=PERCENT), shape="number", places=4)
_TITLE = Band(slots=(Slot(look=paper.TITLE),), height=30)
_META = Band(slots=(Slot(look=paper.META),), height=18)
_HEADER = paper.header_band(len(REPORT_TITLES), height=24)
_REPORT = Band(
    slots=(_MIDDLE, _TEXT, _MIDDLE, _DATE, _DATE, _DATE, _DATE, _SHARE, _SHARE, _MIDDLE, _TEXT, _MIDDLE, _TEXT),
    height=18,
)
_SIGN = Band(slots=(Slot(look=paper.META),), height=28)


def _plan_band(days: int) -> Band:
    return Band(slots=(_MIDDLE, _TEXT, _MIDDLE, _MIDDLE, _DATE, _DATE, _SHARE, *([_MIDDLE] * days)), height=18)


def _plan_header(days: int) -> Band:
    return paper.header_band(len(PLAN_TITLES) + days, height=30)


def _write_report(sheet: SheetWriter, sheets: WeekSheets) -> None:
    first, last = (date_of(day).isoformat() for day in sheets.week)
    columns = len(REPORT_TITLES)
    paper.add_title(sheet, _TITLE, "施工进度周报", columns)
    paper.add_across(sheet, _META, f"工程名称：{sheets.project}　　本周：{first} 至 {last}　　{sheets.story}", columns)
    sheet.add(_HEADER, REPORT_TITLES)
    for row in sheets.report:
        values: tuple[CellValue, ...] = (
            row.number, row.name, row.team or None, row.start, row.finish, row.began, row.ended, row.planned, row.done,
            row.late_days or None, row.effect or None, row.cause or None, row.measure or None,
        )  # fmt: skip
        lines = max(paper.lines_of(row.name, 32), paper.lines_of(row.effect, 30), paper.lines_of(row.measure, 28))
        sheet.add(_REPORT, values, height=paper.row_height(lines, least=18))
    paper.add_across(sheet, _SIGN, _SIGNATURES, columns)


def _write_plan(sheet: SheetWriter, sheets: WeekSheets, band: Band, header: Band, count: int) -> None:
    begin = date_of(sheets.ahead[0])
    days = [begin + timedelta(days=at) for at in range(count)]
    columns = len(PLAN_TITLES) + count
    paper.add_title(sheet, _TITLE, "施工进度周计划" if count <= 7 else "施工进度滚动计划", columns)
    words = f"工程名称：{sheets.project}　　计划期：{days[0].isoformat()} 至 {days[-1].isoformat()}"
    paper.add_across(sheet, _META, words, columns)
    sheet.add(header, (*PLAN_TITLES, *(f"{day.month}/{day.day}\n{_DAYS[day.weekday()]}" for day in days)))
    for row in sheets.plan:
        marks = (MARK if is_on else None for is_on in row.works_on)
        values: tuple[CellValue, ...] = (
            row.number, row.name, row.team or None, row.days, row.start, row.finish, row.target, *marks,
        )  # fmt: skip
        sheet.add(band, values, height=paper.row_height(paper.lines_of(row.name, 34), least=18))
    paper.add_across(sheet, _SIGN, _SIGNATURES, columns)
