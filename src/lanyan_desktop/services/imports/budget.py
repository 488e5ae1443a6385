"""From the rows of a priced bill (表-08 and its relatives) to a budget version with its tree of lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lanyan_desktop.core.forms.classify import Row, RowClass
from lanyan_desktop.core.forms.numbers import EXACT
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.taken import Cells, Taken
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Fen, Id, Value
from lanyan_desktop.services.imports.budget_writing import write_lines
from lanyan_desktop.services.imports.reading import Outcome, Settings, invalid, sentences
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader

_CODE = re.compile(r"\d{12}|\d{2}B\d{3}|[\u4e00-\u9fff]+[A-Z]?\d{3,}")
_MONEY = ("amount_fen", "provisional_fen", "target_fen", "labour_fen", "material_fen", "machine_fen", "subcontract_fen")
_TEXTS = ("serial", "unit", "responsible", "note")
_PRICED = (("amount_fen", "unit_price", "合价"), ("target_fen", "target_unit_price", "目标成本"))
_COMPUTED = {"amount_fen": "已按工程量×综合单价重算", "target_fen": "已按工程量×目标单价重算"}
_OF_ITEMS = ("code", "unit", "quantity", "unit_price")
_NAME_HIGH = KINDS["budget_line"].field("name").about.high or 1000


@dataclass(slots=True)
class Line:
    """A section or an item to be written. `parent` is an index in the list of lines, -1 at the top."""

    row: int
    parent: int
    level: int  # of a section, 0 for an item
    values: dict[str, Value]


@dataclass(slots=True)
class BudgetReading:
    """A sheet's lines in their order, and which fields the sheet has columns for."""

    taken: Taken
    lines: list[Line]
    problems: list[Problem]
    ties: list[Tie]
    version: str

    @property
    def total(self) -> Fen:
        return Fen(sum(_int(line.values.get("amount_fen")) for line in self.lines if not line.level))

    @property
    def records(self) -> int:
        return len(self.lines)

    def write(self, reader: Reader, edit: Edit, project_id: Id) -> Outcome:
        return write_lines(reader, edit, project_id, self.version, self.lines)


def read_budget(taken: Taken, settings: Settings) -> BudgetReading:
    """The lines of a recognised sheet, with problems by cell and the sums that the sheet states."""
    cells = Cells(taken)
    reader = _Lines(cells)
    for row in settings.rows(taken):
        reader.take(row)
    _check_codes(cells, reader.lines)
    cells.note_formulas(_COMPUTED)
    refused = cells.refused
    lines = _without(reader.lines, refused)
    return BudgetReading(taken, lines, cells.problems, reader.ties, settings.version)


@dataclass(slots=True)
class _Lines:
    """Walks the rows once: keeps the open sections, makes lines, and adds up what totals are compared with."""

    cells: Cells
    lines: list[Line] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)  # indexes of the open sections, outermost first
    _page: int = 0
    _group: int = 0
    _part: int = 0
    _all: int = 0

    def take(self, row: Row) -> None:
        match row.kind:
            case RowClass.SECTION:
                self._section(row)
            case RowClass.ITEM:
                self._item(row)
            case RowClass.PAGE_SUBTOTAL:
                self._tie(row, "本页小计", [self._page])
                self._page = 0
            case RowClass.SUBTOTAL:
                self._tie(row, "小计", [self._group])
                self._group = 0
            case RowClass.CUMULATIVE:
                self._tie(row, "合计", [self._all, self._part])
                self._group = self._part = 0
            case RowClass.UNKNOWN:
                self.cells.note_unknown(row)
            case _:
                pass

    def _section(self, row: Row) -> None:
        while self._open and self.lines[self._open[-1]].level >= row.level:
            self._open.pop()
        values: dict[str, Value] = {"type": "分部", "name": row.label[:_NAME_HIGH]}
        serial = self.cells.text(row.index, "serial")
        values["serial"] = serial if serial != row.label else None
        self.lines.append(Line(row.index, self._parent(), row.level, values))
        self._open.append(len(self.lines) - 1)
        self._group = 0

    def _parent(self) -> int:
        return self._open[-1] if self._open else -1

    def _item(self, row: Row) -> None:
        cells, at = self.cells, row.index
        inside = [str(self.lines[index].values["name"]) for index in self._open]
        values: dict[str, Value] = {"type": "措施项" if any("措施" in name for name in inside) else "清单项"}
        values["code"] = self._code(at)
        self._name(at, values)
        values |= {name: cells.text(at, name) for name in _TEXTS if cells.column(name) >= 0}
        for name in ("quantity", "unit_price", "target_unit_price"):
            if cells.column(name) >= 0:
                values[name] = cells.quantity(at, name)
        values |= {name: cells.money(at, name) for name in _MONEY if cells.column(name) >= 0}
        for amount, price, label in _PRICED:
            self._amount(at, values, amount, price, label)
        self._check(at, values)
        self.lines.append(Line(at, self._parent(), 0, values))
        money = _int(values.get("amount_fen"))
        if money and money in (self._all, self._group, self._part) and not any(values.get(name) for name in _OF_ITEMS):
            cells.note("total.like", at, cells.column("amount_fen"), severity="warning")
        self._page, self._group, self._part, self._all = (
            sum_ + money for sum_ in (self._page, self._group, self._part, self._all)
        )

    def _code(self, at: int) -> str | None:
        """The code as text; a 12-digit code kept as a number has lost its leading zero."""
        cells = self.cells
        code, raw = cells.text(at, "code"), cells.raw(at, "code")
        if code and isinstance(raw, float) and re.fullmatch(r"\d{11}", code):
            cells.note("code.zero", at, cells.column("code"), severity="info", code=code, fixed="0" + code)
            return "0" + code
        return code

    def _name(self, at: int, values: dict[str, Value]) -> None:
        """Name and feature; a name beyond what a name may hold goes to the feature in full."""
        cells = self.cells
        name, feature = cells.text(at, "name") or values["code"], cells.text(at, "feature")
        if isinstance(name, str) and len(name) > _NAME_HIGH:
            cells.note("name.long", at, cells.column("name"), severity="info", count=len(name), kept=_NAME_HIGH - 1)
            feature = name if feature is None else f"{name}\n{feature}"
            name = name[: _NAME_HIGH - 1] + "…"
        values["name"] = name
        if feature is not None or cells.column("feature") >= 0:
            values["feature"] = feature

    def _amount(self, at: int, values: dict[str, Value], amount: str, price: str, label: str) -> None:
        """The stated amount beside quantity × price; where none is stated, the product is the amount."""
        cells = self.cells
        quantity, unit_price = cells.exact(at, "quantity"), cells.exact(at, price)
        if quantity is None or unit_price is None:
            return
        product = Fen(divide_half_up(quantity * unit_price * 100, EXACT * EXACT))
        stated = values.get(amount)
        if stated is None:
            values[amount] = product
            place = (at, cells.column(amount))
            if place not in cells.taken.sheet.uncached:
                cells.note("amount.computed", at, cells.column(price), severity="info")
        elif stated != product:
            place = (at, cells.column(amount))
            self.ties.append(Tie(label, cells.taken.sheet.name, *place, Fen(_int(stated)), product))

    def _check(self, at: int, values: dict[str, Value]) -> None:
        cells = self.cells
        quantity = values.get("quantity")
        if isinstance(quantity, int) and quantity <= 0:
            cells.note("quantity.zero", at, cells.column("quantity"), severity="warning")
        for declared, code in invalid("budget_line", values):
            column = cells.column(declared.name)
            cells.note("field.problem", at, column, sentence=sentences([(declared, code)]))

    def _tie(self, row: Row, label: str, sums: list[int]) -> None:
        column = self.cells.column("amount_fen")
        stated = self.cells.money(row.index, "amount_fen") if column >= 0 else None
        if stated is not None:
            nearest = min(sums, key=lambda found: abs(found - stated))
            self.ties.append(Tie(label, self.cells.taken.sheet.name, row.index, column, stated, Fen(nearest)))


def _check_codes(cells: Cells, lines: list[Line]) -> None:
    """Codes that are not national codes, in a sheet where most are; codes that come more than once."""
    codes = [(line.row, str(line.values["code"])) for line in lines if line.values.get("code")]
    times = Counter(code for _, code in codes)
    is_national = sum(1 for _, code in codes if _CODE.fullmatch(code)) * 2 > len(codes)
    seen: set[str] = set()
    for row, code in codes:
        column = cells.column("code")
        if is_national and not _CODE.fullmatch(code):
            cells.note("code.form", row, column, severity="warning", code=code)
        if times[code] > 1 and code not in seen:
            if is_national or not seen:  # where codes are no codes at all, the first says it
                cells.note("code.repeated", row, column, severity="warning", code=code, count=times[code])
            seen.add(code)


def _without(lines: list[Line], refused: set[int]) -> list[Line]:
    """The lines that can be written, parents renumbered; a refused section hands its lines to its parent."""
    kept: list[Line] = []
    moved: dict[int, int] = {-1: -1}
    for index, line in enumerate(lines):
        parent = moved[line.parent]
        if line.row in refused:
            moved[index] = parent
            continue
        line.parent = parent
        moved[index] = len(kept)
        kept.append(line)
    return kept


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0
