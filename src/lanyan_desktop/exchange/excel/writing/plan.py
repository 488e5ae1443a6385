"""进度计划表 in the columns of the Chinese MS Project export: what planners exchange, and what reads back here.

The outline is told twice, by 大纲数字 and by blanks before the name; predecessors by the 标识号 of their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lanyan_desktop.core.records.text import trimmed
from lanyan_desktop.core.values import Day, Minutes, Permyriad
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue
from lanyan_desktop.exchange.excel.writing.looks import PERCENT, PERCENT_2, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

TITLES = (
    "标识号",
    "大纲数字",
    "任务名称",
    "工期",
    "开始时间",
    "完成时间",
    "前置任务",
    "资源名称",
    "完成百分比",
    "负责人",
    "备注",
)
_WIDTHS = (7, 9, 44, 12, 12, 12, 22, 14, 11, 10, 16)
_INDENT = "    "
_SIGNATURES = ("\u3000" * 12).join(("编制：", "审核：", "审批：", "日期："))
_BLOCK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A row of the plan. Durations in working minutes, None for a summary; days with the finish inclusive."""

    number: int
    wbs: str
    name: str
    level: int = 0  # 0 is outermost
    is_summary: bool = False
    duration_min: Minutes | None = None
    start: Day | None = None
    finish: Day | None = None
    predecessors: str = ""
    team: str | None = None
    done: Permyriad | None = None
    responsible: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    project: str
    rows: Sequence[PlanRow]
    day_min: int = 480


def _band(*, bold: bool, share_format: str = PERCENT) -> Band:
    fill = "F6F8FA" if bold else ""
    left, center, day, share = (
        replace(look, bold=bold, fill=fill)
        for look in (paper.LEFT, paper.CENTER, paper.DAY, replace(paper.NUMBER, format=share_format))
    )
    text, middle, date = Slot(look=left), Slot(look=center), Slot(look=day, shape="day")
    percent = Slot(look=share, shape="number", places=4)
    serial, code = Slot(look=center, shape="number"), Slot(look=replace(center, format="@"))
    return Band(slots=(serial, code, text, middle, date, date, text, middle, percent, middle, text), height=16)


_TITLE = Band(slots=(Slot(look=paper.TITLE),), height=30)
_META = paper.styled([paper.META] * 9 + [paper.META_RIGHT] * 2, height=18)
_HEADER = paper.header_band(len(TITLES), height=22)
_SIGN = Band(slots=(Slot(look=paper.META),), height=28)


def write_plan(path: Path, plan: Plan, *, step: Step = no_step) -> int:
    """Write the plan; gives how many rows it has.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    setup = Setup(
        name="进度计划",
        widths=_WIDTHS,
        page=Page(landscape=True),
        repeat=(1, 3),
        freeze="D4",
        text_columns=(1, 6),
    )
    shares = PERCENT if all((row.done or 0) % 100 == 0 for row in plan.rows if not row.is_summary) else PERCENT_2
    work, summary = _band(bold=False, share_format=shares), _band(bold=True, share_format=shares)
    bands = [_TITLE, _META, _HEADER, work, summary, _SIGN]
    with BookWriter(path, [setup], bands, step=step) as book, book.sheet() as sheet:
        paper.add_title(sheet, _TITLE, "施工进度计划表", len(TITLES))
        row = sheet.add(_META, [f"工程名称：{plan.project}", *[None] * 8, "工期单位：工作日"])
        sheet.merge(row, 0, row, 8)
        sheet.merge(row, 9, row, 10)
        sheet.add(_HEADER, TITLES)
        for is_summary, rows in _runs(plan.rows):
            columns = list(zip(*(_values(each, plan.day_min) for each in rows), strict=True))
            heights = [paper.row_height(_lines(each), least=16) for each in rows]
            sheet.add_block(summary if is_summary else work, columns, heights=heights)
        _sign(sheet)
    return len(plan.rows)


def _sign(sheet: SheetWriter) -> None:
    paper.add_across(sheet, _SIGN, _SIGNATURES, len(TITLES))


def _runs(rows: Sequence[PlanRow]) -> Iterable[tuple[bool, list[PlanRow]]]:
    """Neighbouring rows of one look, in blocks."""
    run: list[PlanRow] = []
    for row in rows:
        if run and (row.is_summary != run[0].is_summary or len(run) == _BLOCK):
            yield run[0].is_summary, run
            run = []
        run.append(row)
    if run:
        yield run[0].is_summary, run


def _lines(row: PlanRow) -> int:
    texts = ((_INDENT * row.level + row.name, 50), (row.predecessors, 24), (row.note or "", 17))
    return max(paper.lines_of(text, width) for text, width in texts)


def _values(row: PlanRow, day_min: int) -> tuple[CellValue, ...]:
    return (
        row.number,
        row.wbs,
        _INDENT * row.level + row.name,
        _duration(row.duration_min, day_min),
        row.start,
        row.finish,
        row.predecessors or None,
        row.team,
        row.done,
        row.responsible,
        row.note,
    )


def _duration(minutes: Minutes | None, day_min: int) -> str | None:
    """As MS Project writes it: 7 个工作日; what is no part of a day in hours.

    >>> _duration(Minutes(720), 480), _duration(Minutes(100), 480)
    ('1.5 个工作日', '100 分钟')
    """
    if minutes is None:
        return None
    parts = minutes * 10_000
    if parts % day_min == 0:
        return f"{trimmed(parts // day_min, 4, grouped=False)} 个工作日"
    return f"{minutes} 分钟"
