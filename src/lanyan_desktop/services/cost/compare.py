"""Two budget versions (投标, 合同, 目标成本, 调整) beside each other, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.values import Fen, Id, Value
from lanyan_desktop.store.reader import Reader, Sort, Where

State = Literal["相同", "变化", "新增", "取消"]
_FIELDS = ("id", "type", "code", "name", "unit", "quantity", "unit_price", "amount_fen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A line as one version has it."""

    id: Id
    quantity: int | None
    unit_price: int | None
    amount_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line of either version or both; matched by code, without one by name."""

    code: str
    name: str
    unit: str
    old: Side | None
    new: Side | None

    @property
    def difference_fen(self) -> Fen:
        return Fen((self.new.amount_fen if self.new else 0) - (self.old.amount_fen if self.old else 0))

    @property
    def state(self) -> State:
        if self.old is None:
            return "新增"
        if self.new is None:
            return "取消"
        mine = (self.old.quantity, self.old.unit_price, self.old.amount_fen)
        return "相同" if mine == (self.new.quantity, self.new.unit_price, self.new.amount_fen) else "变化"

    @property
    def by_quantity_fen(self) -> Fen:
        """Of the difference, what comes of the quantity at the old price; the rest comes of the price."""
        if self.old is None or self.new is None or None in (self.old.quantity, self.new.quantity, self.old.unit_price):
            return self.difference_fen
        part = ((self.new.quantity or 0) - (self.old.quantity or 0)) * (self.old.unit_price or 0)
        return Fen((part * 2 + 1_000_000) // 2_000_000)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All lines, those of the old version in its order first."""

    pairs: tuple[Pair, ...]

    @property
    def difference_fen(self) -> Fen:
        return Fen(sum(pair.difference_fen for pair in self.pairs))

    def count(self, state: State) -> int:
        return sum(pair.state == state for pair in self.pairs)


def compare_versions(reader: Reader, *, old: Id, new: Id) -> Comparison:
    """Compare two versions of a budget. Sections are left out: their lines say it all."""
    sides = [_lines(reader, version) for version in (old, new)]
    keys = [*sides[0], *(key for key in sides[1] if key not in sides[0])]
    return Comparison(tuple(_pair(sides[0].get(key), sides[1].get(key)) for key in keys))


Row = tuple[Value, ...]


def _lines(reader: Reader, version: Id) -> Mapping[tuple[str, int], Row]:
    """The lines by code (or name) and how many of the same came before."""
    where = [Where("version_id", "=", version), Where("type", "!=", "分部")]
    found: dict[tuple[str, int], Row] = {}
    times: dict[str, int] = {}
    for row in reader.columns("budget_line", list(_FIELDS), where=where, order=[Sort("rank")]):
        key = str(row[2]) if row[2] else f"{row[1]!s} {row[3]!s}"
        found[key, times.get(key, 0)] = tuple(row)
        times[key] = times.get(key, 0) + 1
    return found


def _pair(old: Row | None, new: Row | None) -> Pair:
    shown = new or old
    assert shown is not None
    return Pair(
        code=str(shown[2] or ""), name=str(shown[3] or ""), unit=str(shown[4] or ""), old=_side(old), new=_side(new)
    )


def _side(row: Row | None) -> Side | None:
    if row is None or not isinstance(row[0], bytes):
        return None
    quantity, price, amount = (value if isinstance(value, int) else None for value in row[5:8])
    return Side(id=Id(row[0]), quantity=quantity, unit_price=price, amount_fen=Fen(amount or 0))
