"""月度考勤表: a worker takes two rows, the marks of the days above, the overtime hours below; signed at the right.

One mark says a whole day (√ △ × 病 …), so the sheet is shorter than the one of 上午, 下午 and 加班 rows, and as quickly
read. Work days and overtime are counted by formulas from the marks, by worker and by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.core.labour.marks import Mark, show_mark
from lanyan_desktop.core.labour.workdays import USUAL, DayRule, Work
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue, Formula
from lanyan_desktop.exchange.excel.writing.looks import WORKDAYS, Look, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

MARKS, OVERTIME = "出勤", "加班"
"""What the 时段 column says of the two rows of a worker."""
_WEEKDAYS = "一二三四五六日"
_LEFT = ("序号", "工号", "姓名", "工种", "时段")
_RIGHT = ("出勤\n工日", "加班\n(h)", "总工日", "签字")
_FIRST = len(_LEFT)
_EXPLAINED = (
    "说明：√ 全天  △ 半天(上午)  下 半天(下午)  × 旷工  事 事假  病 病假  休 休息  停 停工  ○ 其他  空白 未填；"
    "加班按小时填写，{hours} 小时折 1 工。"
)
_SIGNATURES = ("\u3000" * 9).join(("制表：", "班组长：", "劳资员：", "施工员：", "项目经理：", "日期："))
_WEEKEND = "EEF1F5"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerMonth:
    """A worker and what is marked on each day of the month, None where nothing is."""

    number: str
    name: str
    trade: str | None = None
    marks: Sequence[Mark | None]

    @property
    def work(self) -> Work:
        made = [mark for mark in self.marks if mark is not None]
        return Work(normal_min=sum(m.normal_min for m in made), overtime_min=sum(m.overtime_min for m in made))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceMonth:
    """A month of a project, crew by crew."""

    project: str
    contractor: str = ""
    first_day: date
    teams: Sequence[tuple[str, Sequence[WorkerMonth]]]
    rule: DayRule = USUAL

    @property
    def days(self) -> int:
        after = date(self.first_day.year + self.first_day.month // 12, self.first_day.month % 12 + 1, 1)
        return (after - self.first_day).days


def write_attendance(path: Path, month: AttendanceMonth, *, step: Step = no_step) -> Work:
    """Write the sheet; gives all work on it.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    made = _Sheet(month)
    with BookWriter(path, [made.setup()], made.bands(), step=step) as book, book.sheet() as sheet:
        return made.write(sheet)


class _Sheet:
    """Bands for a month of so many days, and the rows written with them."""

    def __init__(self, month: AttendanceMonth) -> None:
        self.month = month
        self.count = _FIRST + month.days + len(_RIGHT)
        self.days_at = _FIRST + month.days
        self.title = Band(slots=(Slot(look=paper.TITLE),), height=28)
        half = self.count // 2
        self.meta = paper.styled([paper.META] * half + [paper.META_RIGHT] * (self.count - half), height=18)
        self.team = paper.styled([paper.SUM_LEFT] * self.count, height=16)
        self.foot = Band(slots=(Slot(look=paper.META),), height=20)
        self.head = self._band(paper.HEADER, paper.HEADER, "number", height=15)
        self.weekdays = self._band(paper.HEADER, paper.HEADER, "text", height=15)
        self.marks = self._band(paper.CENTER, _count(), "text", height=15)
        self.hours = self._band(_count(size=8), _count(), "number", height=12)
        self.sum = self._band(_count(size=8, bold=True), _count(bold=True), "number", height=17)

    def _band(self, inner: Look, right: Look, shape: str, *, height: float) -> Band:
        """Names left, days in the middle (shaded at weekends), sums right."""
        is_number = shape == "number"
        is_head = inner is paper.HEADER
        slots = [Slot(look=inner if is_head else paper.CENTER) for _ in _LEFT]
        slots[0] = slots[0] if is_head else Slot(look=paper.CENTER, shape="number")
        for day in range(self.month.days):
            weekend = self._weekday(day) >= 5
            look = _with_fill(inner) if weekend else inner
            slots.append(
                Slot(look=look, shape="number" if is_number else "text", places=2 if is_number and not is_head else 0)
            )
        if is_head:
            return Band(slots=(*slots, *(Slot(look=inner) for _ in _RIGHT)), height=height)
        days, hours = (Slot(look=right, shape="number", places=4) for _ in range(2))
        total = Slot(look=replace(right, format=WORKDAYS), shape="number", places=4)
        return Band(slots=(*slots, days, hours, total, Slot(look=paper.CENTER)), height=height)

    def _weekday(self, day: int) -> int:
        return (self.month.first_day.weekday() + day) % 7

    def bands(self) -> list[Band]:
        return [self.title, self.meta, self.team, self.foot, self.head, self.weekdays, self.marks, self.hours, self.sum]

    def setup(self) -> Setup:
        widths = (4.5, 7, 8.5, 8.5, 5, *[3.4] * self.month.days, 6.5, 6, 8, 9)
        page = Page(landscape=True, left=0.3, right=0.3, top=0.4, bottom=0.5)
        return Setup(
            name=f"{self.month.first_day.month}月考勤",
            widths=widths,
            page=page,
            repeat=(1, 4),
            freeze=f"{column_letters(_FIRST)}5",
            text_columns=(1,),
        )

    def write(self, sheet: SheetWriter) -> Work:
        self._head(sheet)
        first, serial, total = sheet.next_row, 0, Work()
        for team, workers in self.month.teams:
            row = sheet.add(self.team, [f"【{team}】"])
            sheet.merge(row, 0, row, self.count - 1)
            for worker in workers:
                serial += 1
                self._worker(sheet, serial, worker)
                total += worker.work
        self._totals(sheet, first)
        sheet.skip()
        explained = _EXPLAINED.format(hours=f"{self.month.rule.overtime_day_min / 60:g}")
        paper.add_across(sheet, self.foot, explained, self.count)
        paper.add_across(sheet, self.foot, _SIGNATURES, self.count, height=26)
        return total

    def _head(self, sheet: SheetWriter) -> None:
        month, half = self.month, self.count // 2
        paper.add_title(sheet, self.title, f"{month.first_day.year}年{month.first_day.month}月份考勤表", self.count)
        about = f"工程名称：{month.project}" + (f"        劳务单位：{month.contractor}" if month.contractor else "")
        row = sheet.add(self.meta, [about, *[None] * (half - 1), "单位：工日"])
        sheet.merge(row, 0, row, half - 1)
        sheet.merge(row, half, row, self.count - 1)
        top = sheet.add(self.head, [*_LEFT, *range(1, month.days + 1), *_RIGHT])
        weekdays = [_WEEKDAYS[self._weekday(day)] for day in range(month.days)]
        sheet.add(self.weekdays, [*[None] * _FIRST, *weekdays])
        for column in (*range(_FIRST), *range(self.days_at, self.count)):
            sheet.merge(top, column, top + 1, column)

    def _worker(self, sheet: SheetWriter, serial: int, worker: WorkerMonth) -> None:
        rule = self.month.rule
        row = sheet.next_row
        texts = [show_mark(_without_overtime(mark), workday_min=rule.workday_min) or None for mark in worker.marks]
        hours = [_hours(mark.overtime_min) if mark and mark.overtime_min else None for mark in worker.marks]
        left: list[CellValue] = [serial, worker.number, worker.name, worker.trade]
        widths = ((worker.number, 7), (worker.name, 8), (worker.trade, 8))
        lines = max(paper.lines_of(text or "", width) for text, width in widths)
        height = max(self.marks.height, paper.row_height(lines) - self.hours.height)  # the names reach over both rows
        sheet.add(self.marks, [*left, MARKS, *texts, *self._sums(row, worker, texts)], height=height)
        sheet.add(self.hours, [*[None] * 4, OVERTIME, *hours])
        for column in (0, 1, 2, 3, *range(self.days_at, self.count)):
            sheet.merge(row, column, row + 1, column)

    def _sums(self, row: int, worker: WorkerMonth, texts: Sequence[str | None]) -> list[CellValue | Formula]:
        """出勤, 加班 and 总工日 of a worker; days that no symbol says are added in minutes."""
        first, last = column_letters(_FIRST), column_letters(self.days_at - 1)
        rule, work = self.month.rule, worker.work
        pairs = zip(worker.marks, texts, strict=True)
        other = sum(mark.normal_min for mark, text in pairs if mark and text not in ("√", "△", "下"))
        days = _counted(f"{first}{row}:{last}{row}") + (f"+{other}/{rule.workday_min}" if other else "")
        here, there = column_letters(self.days_at), column_letters(self.days_at + 1)
        return [
            Formula(days, divide_half_up(work.normal_min * 10_000, rule.workday_min)),
            Formula(f"SUM({first}{row + 1}:{last}{row + 1})", divide_half_up(work.overtime_min * 10_000, 60)),
            Formula(f"ROUND({here}{row}+{there}{row}*60/{rule.overtime_day_min},3)", _total(work, rule)),
        ]

    def _totals(self, sheet: SheetWriter, first: int) -> None:
        """合计 of each day and of all: 工日 in one row, 加班 hours in the next."""
        last = sheet.next_row - 1
        if last < first:
            return
        workers = [worker for _, group in self.month.teams for worker in group]
        days: list[CellValue | Formula] = [None, None, "合计", None, MARKS]
        hours: list[CellValue | Formula] = [None, None, "加班合计", None, OVERTIME]
        for day in range(self.month.days):
            marks = [mark for worker in workers if (mark := worker.marks[day])]
            days.append(self._of_day(column_letters(_FIRST + day), first, last, marks))
            overtime = divide_half_up(sum(mark.overtime_min for mark in marks) * 100, 60)
            at = column_letters(_FIRST + day)
            part = column_letters(_FIRST - 1)
            condition = f'${part}${first}:${part}${last},"{OVERTIME}"'
            hours.append(Formula(f"SUMIF({condition},{at}{first}:{at}{last})", overtime))
        sheet.add(self.sum, [*days, *self._of_all(first, last, workers)])
        sheet.add(self.sum, hours)

    def _of_day(self, at: str, first: int, last: int, marks: Sequence[Mark]) -> Formula:
        rule = self.month.rule
        shown = [(mark, show_mark(_without_overtime(mark), workday_min=rule.workday_min)) for mark in marks]
        other = sum(mark.normal_min for mark, text in shown if text not in ("√", "△", "下"))
        formula = _counted(f"{at}{first}:{at}{last}") + (f"+{other}/{rule.workday_min}" if other else "")
        return Formula(formula, divide_half_up(sum(mark.normal_min for mark in marks) * 100, rule.workday_min))

    def _of_all(self, first: int, last: int, workers: Sequence[WorkerMonth]) -> list[Formula]:
        rule = self.month.rule
        normal = sum(worker.work.normal_min for worker in workers)
        overtime = sum(worker.work.overtime_min for worker in workers)
        total = sum(_total(worker.work, rule) for worker in workers)
        values = (divide_half_up(normal * 10_000, rule.workday_min), divide_half_up(overtime * 10_000, 60), total)
        letters = [column_letters(self.days_at + n) for n in range(3)]
        return [Formula(f"SUM({at}{first}:{at}{last})", value) for at, value in zip(letters, values, strict=True)]


def _count(*, size: float = 9, bold: bool = False) -> Look:
    return Look(size=size, bold=bold, across="center", edge="thin", shrink=True)


def _with_fill(look: Look) -> Look:
    return replace(look, fill=_WEEKEND)


def _counted(cells: str) -> str:
    return f'COUNTIF({cells},"√")+COUNTIF({cells},"△")/2+COUNTIF({cells},"下")/2'


def _without_overtime(mark: Mark | None) -> Mark | None:
    if mark is None or (mark.overtime_min and not mark.normal_min):
        return None  # overtime alone: the row below says it
    return Mark(morning_min=mark.morning_min, afternoon_min=mark.afternoon_min, reason=mark.reason)


def _total(work: Work, rule: DayRule) -> int:
    """总工日 in ten-thousandths, rounded to three decimals as the form prints it."""
    parts = work.normal_min * rule.overtime_day_min + work.overtime_min * rule.workday_min
    return 10 * divide_half_up(parts * 1000, rule.workday_min * rule.overtime_day_min)


def _hours(minutes: int) -> CellValue | Formula:
    hours = divide_half_up(minutes * 100, 60)
    return hours if hours * 60 == minutes * 100 else Formula(f"{minutes}/60", hours)
