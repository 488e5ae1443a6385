"""Two budget versions (投标, 合同, 目标成本, 调整) beside each other, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.table.outline import preorder
from lanyan_desktop.core.values import Fen, Id, Value
from lanyan_desktop.store.reader import Reader, Sort, Where

State = Literal["相同", "变化", "新增", "取消"]
Basis = Literal["合价", "目标"]
"""Which price of a line: what is paid for it, or what it may cost."""
_SAME = ("id", "type", "code", "name", "unit", "quantity")
_PRICES: dict[Basis, tuple[str, str]] = {
    "合价": ("unit_price", "amount_fen"), "目标": ("target_unit_price", "target_fen"),
}  # fmt: skip


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
    def old_fen(self) -> Fen:
        return self.old.amount_fen if self.old else Fen(0)

    @property
    def new_fen(self) -> Fen:
        return self.new.amount_fen if self.new else Fen(0)

    @property
    def by_price_fen(self) -> Fen:
        """Of the difference, what comes of the price at the new quantity."""
        return Fen(self.difference_fen - self.by_quantity_fen)

    @property
    def by_quantity_fen(self) -> Fen:
        """Of the difference, what comes of the quantity at the old price; the rest comes of the price.

        A line that only one version has is all quantity, a lump sum all price.
        """
        if self.old is None or self.new is None:
            return self.difference_fen
        if self.old.quantity is None or self.new.quantity is None or self.old.unit_price is None:
            return Fen(0)
        part = (self.new.quantity - self.old.quantity) * self.old.unit_price
        return Fen((part * 2 + 1_000_000) // 2_000_000)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All lines, those of the old version in its order first."""

    pairs: tuple[Pair, ...]

    @property
    def difference_fen(self) -> Fen:
        return Fen(sum(pair.difference_fen for pair in self.pairs))

    @property
    def old_fen(self) -> Fen:
        return Fen(sum(pair.old_fen for pair in self.pairs))

    @property
    def new_fen(self) -> Fen:
        return Fen(sum(pair.new_fen for pair in self.pairs))

    @property
    def by_quantity_fen(self) -> Fen:
        return Fen(sum(pair.by_quantity_fen for pair in self.pairs))

    @property
    def by_price_fen(self) -> Fen:
        return Fen(sum(pair.by_price_fen for pair in self.pairs))

    @property
    def same_fen(self) -> Fen:
        """What the lines come to that are the same in both."""
        return Fen(sum(pair.old_fen for pair in self.pairs if pair.state == "相同"))

    def count(self, state: State) -> int:
        return sum(pair.state == state for pair in self.pairs)


def compare_versions(
    reader: Reader, *, old: Id, new: Id, old_basis: Basis = "合价", new_basis: Basis = "合价"
) -> Comparison:
    """Compare two versions of a budget, or the price of one with its own target cost.

    Sections are left out: their lines say it all. By target, lines without one count as nothing.
    """
    sides = [_lines(reader, version, basis) for version, basis in ((old, old_basis), (new, new_basis))]
    keys = [*sides[0], *(key for key in sides[1] if key not in sides[0])]
    return Comparison(tuple(_pair(sides[0].get(key), sides[1].get(key)) for key in keys))


Row = tuple[Value, ...]


def _lines(reader: Reader, version: Id, basis: Basis) -> Mapping[tuple[str, int], Row]:
    """The lines by code (or name) and how many of the same came before."""
    where = [Where("version_id", "=", version)]
    names = [*_SAME, *_PRICES[basis], "parent_id"]
    rows = reader.columns("budget_line", names, where=where, order=[Sort("rank")])
    order, _ = preorder([row[0] for row in rows], [row[-1] for row in rows])
    found: dict[tuple[str, int], Row] = {}
    times: dict[str, int] = {}
    for row in (rows[place] for place in order if rows[place][1] != "分部"):
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
