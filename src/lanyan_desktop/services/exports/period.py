"""周报, 滚动计划 and 月计划 as printed sheets: planned against done with cause and measure, days to come marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from lanyan_desktop.core.schedule.printed import SheetBook, SheetColumn, SheetTable
from lanyan_desktop.core.values import Day, Id, Permyriad, date_of, day_of
from lanyan_desktop.exchange.excel.writing.sheets import write_sheets
from lanyan_desktop.exchange.excel.writing.week import MARK, PLAN_TITLES, REPORT_TITLES, PlanRow, ReportRow
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.exports.week import plan_rows, week_sheets
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.store.reader import Reader

_REPORT_WIDTHS = (6, 24, 12, 12, 12, 12, 12, 7, 7, 7, 24, 7, 20)
_PLAN_WIDTHS = (5, 26, 14, 7, 12, 12, 8)
_LONG = frozenset({"工作名称", "影响", "措施"})
_DAYS = "一二三四五六日"
_SIGNED = ("编制：", "审核：", "项目经理：", "日期：")


def week_book(reader: Reader, *, project_id: Id, weeks: int = 1) -> SheetBook:
    """The week that ends on the data date and the plan of the `weeks` after it.

    Raises:
        LanyanError: export.nothing for an empty plan, export.no_data_date without a data date.
    """
    view = _view(reader, project_id)
    sheets = week_sheets(view, weeks=weeks)
    first, last = sheets.week
    about = f"本周：{_span(first, last)}　　{sheets.story}"
    report = SheetTable(
        name="周报",
        title="施工进度周报",
        about=about,
        columns=_columns(REPORT_TITLES, _REPORT_WIDTHS),
        rows=[_report_row(row) for row in sheets.report] or [("", "本周没有安排的工作", *[""] * 11)],
        signatures=_SIGNED,
    )
    title = "施工进度周计划" if weeks == 1 else f"施工进度{_WEEKS.get(weeks, '')}滚动计划"
    plan = _plan_table("周计划", title, sheets.ahead, sheets.plan)
    return SheetBook(project=sheets.project, name="周报与周计划", tables=[report, plan])


_WEEKS = {2: "两周", 4: "四周"}


def month_book(reader: Reader, *, project_id: Id, month: date | None = None) -> SheetBook:
    """月计划 of the month of a date; None: the one after the data date's, or after today's.

    Raises:
        LanyanError: export.nothing for an empty plan.
    """
    view = _view(reader, project_id)
    first, last = month_days(view, month)
    begin, name = date_of(first), view.loaded.project.name
    title = f"{begin.year}年{begin.month}月施工进度计划"
    table = _plan_table("月计划", title, (first, last), plan_rows(view, (first, last)))
    return SheetBook(project=name, name="月计划", tables=[table])


def month_days(view: PlanView, month: date | None = None) -> tuple[Day, Day]:
    """First and last day of the month of a date; None: the next one."""
    data_day = view.loaded.project.data_day
    base = month or (date_of(data_day) if data_day is not None else date.today())
    first = base.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    if month is None:
        first, after = after, (after + timedelta(days=32)).replace(day=1)
    return Day(day_of(first)), Day(day_of(after) - 1)


def export_month(
    reader: Reader, path: Path, *, project_id: Id, month: date | None = None, step: Step = no_step
) -> Exported:
    """Write the month's plan as a workbook.

    Raises:
        LanyanError: as `month_book`, and those of the writer.
    """
    rows = write_sheets(path, month_book(reader, project_id=project_id, month=month), step=step)
    return Exported(form="month", title="月计划", path=path, rows=rows, unit="行")


def _view(reader: Reader, project_id: Id) -> PlanView:
    view = load_view(reader, project_id)
    if not len(view):
        raise LanyanError("export.nothing", what="进度计划")
    return view


def _columns(titles: Sequence[str], widths: Sequence[int]) -> list[SheetColumn]:
    pairs = zip(titles, widths, strict=True)
    return [SheetColumn(title.replace("（", "\n（"), width, is_left=title in _LONG) for title, width in pairs]


def _plan_table(name: str, title: str, span: tuple[Day, Day], planned: Sequence[PlanRow]) -> SheetTable:
    days = [date_of(Day(day)) for day in range(span[0], span[1] + 1)]
    marks = [SheetColumn(f"{day.day}\n{_DAYS[day.weekday()]}", 3) for day in days]
    return SheetTable(
        name=name,
        title=title,
        about=f"计划期：{_span(*span)}",
        columns=[*_columns(PLAN_TITLES, _PLAN_WIDTHS), *marks],
        rows=[_plan_row(row) for row in planned]
        or [("", "这段时间没有安排的工作", *[""] * (len(_PLAN_WIDTHS) - 2 + len(days)))],
        signatures=_SIGNED,
    )


def _span(first: Day, last: Day) -> str:
    return f"{_iso(first)} 至 {_iso(last)}"


def _iso(day: Day) -> str:
    return date_of(day).isoformat()


def _iso_or_blank(day: Day | None) -> str:
    return "" if day is None else _iso(day)


def _share(value: Permyriad | None) -> str:
    return "" if value is None else f"{(value + 50) // 100}%"


def _report_row(row: ReportRow) -> tuple[str, ...]:
    return (
        row.number, row.name, row.team, _iso(row.start), _iso(row.finish), _iso_or_blank(row.began),
        _iso_or_blank(row.ended), _share(row.planned), _share(row.done),
        row.late_days, row.effect, row.cause, row.measure,
    )  # fmt: skip


def _plan_row(row: PlanRow) -> tuple[str, ...]:
    marks = (MARK if is_on else "" for is_on in row.works_on)
    fixed = (row.number, row.name, row.team, row.days, _iso(row.start), _iso(row.finish), _share(row.target))
    return (*fixed, *marks)
