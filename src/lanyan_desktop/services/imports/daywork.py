"""From a 点工汇总表 to day-work slips with their lines; rows of one number are one slip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lanyan_desktop.core.forms.classify import Row, RowClass
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.taken import Cells, Taken
from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Day, Fen, Id, Value
from lanyan_desktop.services.imports.attendance_days import find_period
from lanyan_desktop.services.imports.daywork_writing import Slip, SlipLine, write_slips
from lanyan_desktop.services.imports.reading import Outcome, Settings, invalid, sentences
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader

_BEARERS = (
    (re.compile(r"业主|甲方|建设单位|签证"), "业主签证"),
    (re.compile(r"分包|扣款|劳务"), "分包承担(扣款)"),
    (re.compile(r"项目|自行|本部|总包"), "项目承担"),
)
_DAYS_SCALE = 10_000
_COMPUTED = {"days": "已按人数×工时重算", "amount_fen": "已按工日×单价重算"}


@dataclass(slots=True)
class DayWorkReading:
    """The slips of one or several sheets, in their order."""

    slips: list[Slip]
    problems: list[Problem]
    ties: list[Tie]
    workday_min: int
    sheet_of: dict[str, str] = field(default_factory=dict)  # where a number was seen first

    @property
    def total(self) -> Fen:
        return Fen(sum(self._amount(line) or 0 for slip in self.slips for line in slip.lines))

    @property
    def records(self) -> int:
        return len(self.slips)

    @property
    def worked_min(self) -> int:
        """人数 × 工时 of all lines."""
        return sum(line.heads * line.minutes for slip in self.slips for line in slip.lines)

    def _amount(self, line: SlipLine) -> Fen | None:
        return amount_of_line(line, self.workday_min)

    def write(self, reader: Reader, edit: Edit, project_id: Id) -> Outcome:
        return write_slips(reader, edit, project_id, self.slips)


def amount_of_line(line: SlipLine, workday_min: int) -> Fen | None:
    """金额 = 人数 × 工时 ÷ 一个工日 × 单价, rounded once to 分; None without a price."""
    if line.rate_fen is None:
        return None
    return Fen(divide_half_up(line.heads * line.minutes * line.rate_fen, workday_min))


def read_daywork(sheets: Sequence[Taken], settings: Settings) -> DayWorkReading:
    """The slips of recognised sheets; text dates without a year are of the sheet's month."""
    reading = DayWorkReading([], [], [], settings.workday_min)
    for taken in sheets:
        period = find_period(taken, settings.month)
        cells = Cells(taken, period.month)
        _Slips(cells, settings, reading).read()
        for name in _COMPUTED:  # not read where they are formulas: noted all the same
            column = cells.column(name)
            cells.recomputed.setdefault(column, []).extend(r for r, at in taken.sheet.uncached if at == column)
        cells.recomputed = {column: rows for column, rows in cells.recomputed.items() if rows}
        cells.note_formulas(_COMPUTED)
        reading.problems.extend(cells.problems)
    return reading


@dataclass(slots=True)
class _Slips:
    """Walks the rows once; sums since the last subtotal and in all are compared with the stated ones."""

    cells: Cells
    settings: Settings
    reading: DayWorkReading
    by_number: dict[str, Slip] = field(default_factory=dict)
    group: int = 0
    all: int = 0

    def read(self) -> None:
        for row in self.settings.rows(self.cells.taken):
            match row.kind:
                case RowClass.ITEM:
                    self._item(row.index)
                case RowClass.SUBTOTAL | RowClass.PAGE_SUBTOTAL:
                    self._tie(row, "小计", self.group)
                    self.group = 0
                case RowClass.CUMULATIVE:
                    self._tie(row, "合计", self.all)
                    self.group = 0
                case RowClass.UNKNOWN:
                    self.cells.note_unknown(row)
                case _:
                    pass

    def _item(self, at: int) -> None:
        cells = self.cells
        number, day = cells.text(at, "number"), cells.day(at, "day")
        line = self._line(at)
        values = self._values(at, day)
        for declared, code in invalid("day_work", {name: values[name] for name in ("day", "content", "place", "note")}):
            if code != "required" or not cells.is_filled(at, declared.name):
                cells.note("field.problem", at, cells.column(declared.name), sentence=sentences([(declared, code)]))
        if number:
            sheet = self.reading.sheet_of.setdefault(plain(number), cells.taken.sheet.name)
            if sheet != cells.taken.sheet.name:
                cells.note("slip.twice", at, cells.column("number"), number=number, sheet=sheet)
        if line is None or at in cells.refused:
            return
        known = self.by_number.get(plain(number or ""))
        if known is None:
            self._add(Slip(at, number, cells.text(at, "team"), values, [line]))
        else:
            known.lines.append(line)
            if known.values["day"] != day:
                words = {"number": number, "count": len(known.lines)}
                cells.note("slip.parts", at, cells.column("number"), severity="warning", **words)
        self._count(at, line)

    def _add(self, slip: Slip) -> None:
        self.reading.slips.append(slip)
        if slip.number:
            self.by_number[plain(slip.number)] = slip

    def _values(self, at: int, day: Day | None) -> dict[str, Value]:
        cells = self.cells
        bearer, left = self._bearer(at)
        note = "；".join(text for text in (cells.text(at, "note"), left) if text) or None
        return {
            "day": day,
            "content": cells.text(at, "content") or "",
            "place": cells.text(at, "place"),
            "bearer": bearer,
            "note": note,
        }

    def _bearer(self, at: int) -> tuple[str | None, str | None]:
        """Who bears the cost, and what else stands in that cell (费用承担/备注 is often one column)."""
        text = self.cells.text(at, "bearer")
        if text is None:
            return None, None
        choices = {plain(choice): choice for choice in KINDS["day_work"].field("bearer").choices}
        first, _, rest = re.sub(r"[;；，。\n]", ",", text).partition(",")
        if plain(first) in choices:
            return choices[plain(first)], rest.strip() or None
        for pattern, choice in _BEARERS:
            if pattern.search(text):
                return choice, text if len(text) > 8 else None
        self.cells.note("bearer.unknown", at, self.cells.column("bearer"), severity="warning", text=text[:40])
        return None, text

    def _line(self, at: int) -> SlipLine | None:
        cells = self.cells
        heads = self._heads(at)
        minutes = cells.minutes(at, "minutes")
        days = cells.quantity(at, "days")
        if minutes is None and days is not None and heads:
            minutes = divide_half_up(days * self.settings.workday_min, _DAYS_SCALE * heads)
        if minutes is None:
            minutes = self.settings.workday_min if cells.column("minutes") < 0 and heads else 0
        rate = cells.money(at, "rate_fen_per_day")
        line = SlipLine(cells.text(at, "worker"), cells.text(at, "trade"), heads, minutes, rate)
        values: dict[str, Value] = {"heads": heads, "minutes": minutes, "rate_fen_per_day": rate, "trade": line.trade}
        for declared, code in invalid("day_work_line", values):
            cells.note("field.problem", at, cells.column(declared.name), sentence=sentences([(declared, code)]))
        return line

    def _heads(self, at: int) -> int:
        """人数; one where the sheet names a worker or counts no heads."""
        if self.cells.column("heads") < 0 or not self.cells.is_filled(at, "heads"):
            return 1
        heads = self.cells.number(at, "heads", scale=_DAYS_SCALE)
        if heads is not None and heads % _DAYS_SCALE:
            self.cells.note("slip.heads", at, self.cells.column("heads"), text=self.cells.text(at, "heads"))
        return (heads or 0) // _DAYS_SCALE

    def _count(self, at: int, line: SlipLine) -> None:
        """Adds the line up and compares what the row states."""
        cells, workday = self.cells, self.settings.workday_min
        amount = amount_of_line(line, workday) or Fen(0)
        self.group += amount
        self.all += amount
        stated_days = self._stated(at, "days", _DAYS_SCALE)
        days = divide_half_up(line.heads * line.minutes * 1000, workday) * 10  # paper rounds 工日 to three decimals
        if stated_days is not None and abs(stated_days - days) > 100:
            words = {"stated": f"{stated_days / _DAYS_SCALE:g}", "computed": f"{days / _DAYS_SCALE:g}"}
            cells.note("slip.days", at, cells.column("days"), severity="warning", **words)
        stated = self._stated(at, "amount_fen", 100)
        if stated is not None and stated != amount:
            self.reading.ties.append(
                Tie("金额", cells.taken.sheet.name, at, cells.column("amount_fen"), Fen(stated), amount)
            )

    def _stated(self, at: int, name: str, scale: int) -> int | None:
        column = self.cells.column(name)
        if column < 0 or (at, column) in self.cells.taken.sheet.uncached:
            return None
        return self.cells.number(at, name, scale=scale)

    def _tie(self, row: Row, label: str, computed: int) -> None:
        stated = self._stated(row.index, "amount_fen", 100)
        if stated is not None:
            column = self.cells.column("amount_fen")
            self.reading.ties.append(
                Tie(label, self.cells.taken.sheet.name, row.index, column, Fen(stated), Fen(computed))
            )
