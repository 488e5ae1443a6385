"""零星用工（点工）汇总表: the slips of a month by crew, with 小计, 合计 in figures and capitals, and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.core.labour.workdays import USUAL, DayRule, day_work_amount
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.money_words import money_words
from lanyan_desktop.core.values import Day, Fen, Minutes
from lanyan_desktop.exchange.excel.writing import paper
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot
from lanyan_desktop.exchange.excel.writing.cells import CellValue, Formula
from lanyan_desktop.exchange.excel.writing.looks import WORKDAYS, Choices, Look, Page, Setup
from lanyan_desktop.kit.jobs import Step, no_step

BEARERS = ("项目承担", "分包承担(扣款)", "业主签证")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """A line of a slip, with what its slip says."""

    number: str
    day: Day
    team: str
    content: str
    place: str | None = None
    trade: str | None = None
    worker: str | None = None
    heads: int = 1
    minutes: Minutes = Minutes(480)
    rate_fen_per_day: Fen | None = None
    bearer: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWorkMonth:
    """The slips of a month, crew by crew; lines of one crew stand together."""

    project: str
    month: str  # 2025年11月
    lines: Sequence[SlipLine]
    rule: DayRule = USUAL


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    width: float
    slot: Slot
    value: str  # the attribute of SlipLine, "" where it is made here


_WORKDAYS = Look(size=9, across="right", edge="thin", format=WORKDAYS)
_SUM_WORKDAYS = Look(size=9, bold=True, across="right", edge="thin", format=WORKDAYS, fill="EEF1F5")
_TEXT, _MIDDLE = Slot(look=paper.LEFT), Slot(look=paper.CENTER)
_COUNT = Slot(look=paper.CENTER, shape="number")
_TITLE = Band(slots=(Slot(look=paper.TITLE),), height=30)
_BLANK = Band(slots=(Slot(look=paper.META),), height=6)
_SIGN = Band(slots=(Slot(look=paper.META),), height=28)
_SIGNATURES = ("\u3000" * 12).join(("制表：", "审核：", "审批：", "日期："))


def write_daywork(path: Path, month: DayWorkMonth, *, step: Step = no_step) -> Fen:
    """Write the form; gives the 合计.

    部位 and 姓名 are columns only where a slip has them, so that the form is the usual one otherwise.

    Raises:
        LanyanError: export.locked, export.folder, export.full, export.unwritable, export.rows.
    """
    sheet_of = _Sheet(month)
    with BookWriter(path, [sheet_of.setup()], sheet_of.bands(), step=step) as book, book.sheet() as sheet:
        return sheet_of.write(sheet)


class _Sheet:
    """The columns this month needs, and the rows written with them."""

    def __init__(self, month: DayWorkMonth) -> None:
        self.month = month
        self.columns = _columns(month)
        self.titles = [column.title for column in self.columns]
        self.body = Band(slots=tuple(column.slot for column in self.columns), height=18)
        self.header = paper.header_band(len(self.columns), height=24)
        self.meta = paper.styled([paper.META] * (len(self.columns) - 2) + [paper.META_RIGHT] * 2, height=18)
        self.sum = Band(slots=tuple(self._sum_slot(column) for column in self.columns), height=20)
        self.days_at, self.amount_at = self._at("工日"), self._at("金额(元)")

    def _at(self, title: str) -> int:
        return self.titles.index(title)

    def _sum_slot(self, column: _Column) -> Slot:
        if column.title == "工日":
            return Slot(look=_SUM_WORKDAYS, shape="number", places=3)
        if column.title == "金额(元)":
            return paper.money_slot(paper.SUM_PRICE)
        return Slot(look=paper.SUM_LEFT if column.title == "工种" else paper.SUM_TEXT)

    def bands(self) -> list[Band]:
        return [_TITLE, _BLANK, _SIGN, self.body, self.header, self.meta, self.sum]

    def setup(self) -> Setup:
        last = 3 + 3 * len(self.month.lines) + 3
        bearers = Choices(column=self._at("费用承担"), first_row=4, last_row=last, choices=BEARERS)
        return Setup(
            name="点工汇总",
            widths=[column.width for column in self.columns],
            page=Page(landscape=True),
            repeat=(1, 3),
            freeze="A4",
            choices=(bearers,),
            text_columns=(1,),
        )

    def write(self, sheet: SheetWriter) -> Fen:
        count = len(self.columns)
        paper.add_title(sheet, _TITLE, "零星用工（点工）汇总表", count)
        about = f"工程名称：{self.month.project}        {self.month.month}"
        row = sheet.add(self.meta, [about, *[None] * (count - 3), "单位：元"])
        sheet.merge(row, 0, row, count - 3)
        sheet.merge(row, count - 2, row, count - 1)
        sheet.add(self.header, self.titles)
        days, amount = self._groups(sheet)
        self._end(sheet, days, amount)
        return amount

    def _groups(self, sheet: SheetWriter) -> tuple[int, Fen]:
        """Crew by crew with 小计 and a blank row after it; what all come to."""
        serial, days, amount = 0, 0, 0
        self.sums: list[int] = []
        for team, lines in groupby(self.month.lines, key=lambda line: line.team):
            first, of_days, of_amount = sheet.next_row, 0, 0
            for line in lines:
                serial += 1
                of_days += self.workdays(line)
                of_amount += self.amount(line)
                sheet.add(self.body, self._values(line, serial), height=self._height(line))
            self._sum(sheet, f"{team}小计" if team else "小计", f"{first}:{{}}{sheet.next_row - 1}", of_days, of_amount)
            sheet.add(_BLANK)
            days, amount = days + of_days, amount + of_amount
        return days, Fen(amount)

    def _values(self, line: SlipLine, serial: int) -> list[CellValue | Formula]:
        made: dict[str, CellValue | Formula] = {
            "序号": serial,
            "工时": _hours(line.minutes),
            "工日": self.workdays(line),
            "金额(元)": self.amount(line),
        }
        return [getattr(line, column.value) if column.value else made[column.title] for column in self.columns]

    def _height(self, line: SlipLine) -> float:
        """As high as its longest text needs: what was done is often told in several lines."""
        texts = [
            (getattr(line, column.value), column) for column in self.columns if column.slot.look.wrap and column.value
        ]
        lines = [paper.lines_of(text, int(column.width)) for text, column in texts if isinstance(text, str)]
        return paper.row_height(max(lines, default=1), least=self.body.height)

    def workdays(self, line: SlipLine) -> int:
        """In thousandths, as the form prints them."""
        return divide_half_up(line.heads * line.minutes * 1000, self.month.rule.workday_min)

    def amount(self, line: SlipLine) -> Fen:
        return day_work_amount(
            heads=line.heads, minutes=line.minutes, rate_fen_per_day=line.rate_fen_per_day, rule=self.month.rule
        )

    def _sum(self, sheet: SheetWriter, label: str, rows: str, days: int, amount: int) -> None:
        values: list[CellValue | Formula] = [None] * len(self.columns)
        values[3] = label
        for at, value in ((self.days_at, days), (self.amount_at, amount)):
            letter = column_letters(at)
            values[at] = Formula(f"SUM({letter}{rows.format(letter)})", value)
        self.sums.append(sheet.add(self.sum, values))

    def _end(self, sheet: SheetWriter, days: int, amount: Fen) -> None:
        values: list[CellValue | Formula] = [None] * len(self.columns)
        values[3], values[4] = "合计", f"人民币（大写）{money_words(amount)}"
        for at, value in ((self.days_at, days), (self.amount_at, amount)):
            letter = column_letters(at)
            parts = ",".join(f"{letter}{row}" for row in self.sums)
            values[at] = Formula(f"SUM({parts})", value) if 0 < len(self.sums) <= 250 else value
        row = sheet.add(self.sum, values)
        sheet.merge(row, 4, row, self.days_at - 1)
        paper.add_across(sheet, _SIGN, _SIGNATURES, len(self.columns))


def _hours(minutes: int) -> CellValue | Formula:
    """Hours in ten-thousandths; what decimals cannot say (20 minutes) stays a fraction."""
    hours = divide_half_up(minutes * 10_000, 60)
    return hours if hours * 60 == minutes * 10_000 else Formula(f"{minutes}/60", hours)


def _per_workday(workday_min: int) -> str:
    """What hours are divided by to be 工日, within a formula."""
    return f"/{workday_min // 60}" if workday_min % 60 == 0 else f"*60/{workday_min}"


def _columns(month: DayWorkMonth) -> list[_Column]:
    lines = month.lines
    found = [
        _Column("序号", 5, _COUNT, ""),
        _Column("单号", 15, Slot(look=paper.CODE), "number"),
        _Column("日期", 11, Slot(look=paper.DAY, shape="day"), "day"),
        _Column("班组", 14, _MIDDLE, "team"),
        _Column("工种", 9, _MIDDLE, "trade"),
        _Column("工作内容", 30, _TEXT, "content"),
        *([_Column("施工部位", 14, _TEXT, "place")] if any(line.place for line in lines) else []),
        *([_Column("姓名", 9, _MIDDLE, "worker")] if any(line.worker for line in lines) else []),
    ]
    heads, each, _, price = (column_letters(len(found) + n) for n in range(4))
    exact = f"{heads}{{r}}*{each}{{r}}{_per_workday(month.rule.workday_min)}"
    return [
        *found,
        _Column("人数", 6, _COUNT, "heads"),
        _Column("工时", 7, paper.quantity_slot(), ""),
        _Column("工日", 9, Slot(look=_WORKDAYS, shape="number", places=3, formula=f"ROUND({exact},3)"), ""),
        _Column("单价(元/工日)", 11, paper.money_slot(), "rate_fen_per_day"),
        _Column("金额(元)", 13, paper.money_slot(formula=f"ROUND({exact}*{price}{{r}},2)"), ""),
        _Column("费用承担", 14, _MIDDLE, "bearer"),
        _Column("备注", 14, _TEXT, "note"),
    ]
