"""What is done to a budget: cells edited with what follows from them, lines, sections and accounts added.

Each is one changeset. 合价 follows 工程量 × 综合单价, 目标成本 follows 工程量 × 目标单价, and its parts (人材机分)
keep their proportions; what has no price keeps the amount typed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from lanyan_desktop.core.money import amount_of, split
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Day, Fen, Id, TenThousandth, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.budget import PARTS
from lanyan_desktop.services.cost.gates import refuse_closed, refuse_lines
from lanyan_desktop.services.registers import edit_cells, insert_row
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where

LineType = Literal["分部", "清单项", "措施项", "其他项", "规费", "税金"]
_PRICED = {"amount_fen": "unit_price", "target_fen": "target_unit_price"}  # what an amount follows from
_FACTORS = frozenset({"quantity", *_PRICED.values()})
_READ = ("quantity", "unit_price", "target_unit_price", "amount_fen", "target_fen", *PARTS)


def edit_lines(
    ledger: Ledger, edits: Sequence[CellEdit], *, new_values: Mapping[str, Value] | None = None
) -> dict[RowId, Id]:
    """Write cells of budget lines, with the amounts that follow from them, as one step.

    `new_values` are the fields of rows that are to be made (ids that are not the ledger's). Returns their ids.

    Raises:
        LanyanError: record.invalid, record.gone; cost.not_typed for an amount that follows from quantity and price;
            cost.negative_quantity, cost.code_repeated.
    """
    refuse_lines(ledger, edits)
    before = _load(ledger, [Id(cell.id) for cell in edits if isinstance(cell.id, bytes)])
    typed: dict[RowId, dict[str, Value]] = {}
    for cell in edits:
        typed.setdefault(cell.id, {})[cell.name] = cell.value
    more: list[CellEdit] = []
    for row_id, values in typed.items():
        old = before.get(row_id, {}) if isinstance(row_id, bytes) else {}
        _refuse_computed(old, values)
        more += [CellEdit(row_id, name, value) for name, value in derived(old, values).items()]
    kept = [cell for cell in edits if (cell.id, cell.name) not in {(one.id, one.name) for one in more}]
    return edit_cells(ledger, "budget_line", [*kept, *more], new_values=new_values)


def _load(reader: Reader, ids: Sequence[Id]) -> dict[RowId, dict[str, Value]]:
    rows = reader.page("budget_line", ids, _READ)
    return {row_id: dict(zip(_READ, row, strict=True)) for row_id, row in rows.items()}


def derived(old: Mapping[str, Value], typed: Mapping[str, Value]) -> dict[str, Value]:
    """What follows from typed values of a line: its amounts, and the parts of its target cost.

    >>> derived({"quantity": 20_000, "amount_fen": 0}, {"unit_price": 45_500})
    {'amount_fen': 910}
    """
    now = {**old, **typed}
    found: dict[str, Value] = {}
    for amount, price in _PRICED.items():
        if _FACTORS & typed.keys() and isinstance(now.get("quantity"), int) and isinstance(now.get(price), int):
            value: Value = amount_of(TenThousandth(_int(now["quantity"])), TenThousandth(_int(now[price])))
            if value != old.get(amount) or amount in typed:
                found[amount] = value
    target = found.get("target_fen", typed.get("target_fen"))
    if isinstance(target, int) and not set(PARTS) & typed.keys():
        found |= _parts_of(Fen(target), old)
    return found


def _parts_of(target: Fen, old: Mapping[str, Value]) -> dict[str, Value]:
    """The parts of a new target cost in the proportions of the old one; what had no part still has none."""
    weights = {name: _int(old.get(name)) for name in PARTS}
    rest = _int(old.get("target_fen")) - sum(weights.values())
    used = {name: weight for name, weight in [*weights.items(), ("", max(rest, 0))] if weight > 0}
    if not used or set(used) == {""}:
        return {}
    parts = dict(zip(used, split(target, list(used.values())), strict=True))
    return {name: part for name, part in parts.items() if name and part != old.get(name)}


def _refuse_computed(old: Mapping[str, Value], typed: Mapping[str, Value]) -> None:
    now = {**old, **typed}
    for amount, price in _PRICED.items():
        if amount not in typed or not (isinstance(now.get("quantity"), int) and isinstance(now.get(price), int)):
            continue
        follows = amount_of(TenThousandth(_int(now["quantity"])), TenThousandth(_int(now[price])))
        if not _FACTORS & typed.keys() and typed[amount] != follows:
            raise LanyanError("cost.not_typed")


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0


def add_line(
    ledger: Ledger, *, version_id: Id, after: Id | None = None, line_type: LineType = "清单项", name: str = ""
) -> Id:
    """A new line. After a section it becomes the last in it; after a line its next sibling; else the last root.

    Raises:
        LanyanError: record.gone when `after` has been deleted meanwhile.
    """
    parent, sibling = _where(ledger, after, is_section=line_type == "分部")
    values: dict[str, Value] = {
        "version_id": version_id,
        "parent_id": parent,
        "type": line_type,
        "name": name or ("新分部" if line_type == "分部" else "新清单项"),
    }
    return insert_row(ledger, "budget_line", values=values, after=sibling)


def _where(reader: Reader, after: Id | None, *, is_section: bool) -> tuple[Id | None, Id | None]:
    """Parent and elder sibling of a new row."""
    if after is None:
        return None, None
    row = reader.page("budget_line", [after], ["parent_id", "type"]).get(after)
    if row is None:
        raise LanyanError("record.gone", kind="清单项", id=after)
    parent = Id(row[0]) if isinstance(row[0], bytes) else None
    if row[1] != "分部":
        return (_parent_of(reader, parent), parent) if is_section and parent is not None else (parent, after)
    return (parent, after) if is_section else (after, None)


def _parent_of(reader: Reader, line_id: Id) -> Id | None:
    row = reader.page("budget_line", [line_id], ["parent_id"]).get(line_id)
    return Id(row[0]) if row is not None and isinstance(row[0], bytes) else None


def add_account(ledger: Ledger, *, project_id: Id, parent: Id | None = None, name: str = "新科目") -> Id:
    """A new cost account, last under its parent, with the next free code."""
    where = [Where("project_id", "=", project_id)]
    taken = {str(code) for (code,) in ledger.columns("cost_account", ["code"], where=where)}
    above = "" if parent is None else str(ledger.page("cost_account", [parent], ["code"])[parent][0]) + "."
    code = next(f"{above}{number}" for number in range(1, len(taken) + 2) if f"{above}{number}" not in taken)
    values: dict[str, Value] = {"project_id": project_id, "parent_id": parent, "code": code, "name": name}
    return insert_row(ledger, "cost_account", values=values)


def create_budget(ledger: Ledger, *, project_id: Id, name: str = "合同清单与目标成本") -> Id:
    """A new, empty budget version with a first section to type into, as one step; the version's id."""
    with ledger.changeset(f"新建预算 {name}") as edit:
        version_id = edit.insert("budget_version", project_id=project_id, name=name, type="合同")
        edit.insert("budget_line", version_id=version_id, type="分部", name="一、分部工程")
    return version_id


def book_cost(ledger: Ledger, *, project_id: Id, day: Day | None, content: str = "新实际成本") -> Id:
    """A new booking of actual cost, its amount still to be typed; without a day, on the day of the last booking.

    Raises:
        LanyanError: cost.no_day when there is neither a day nor an earlier booking; cost.closed.
    """
    if day is None:
        where = [Where("project_id", "=", project_id)]
        days = ledger.columns("cost_entry", ["day"], where=where, order=[Sort("day", descending=True)])
        if not days:
            raise LanyanError("cost.no_day")
        day = Day(_int(days[0][0]))
    refuse_closed(ledger, project_id, [day])
    with ledger.changeset("登记实际成本") as edit:
        return edit.insert("cost_entry", project_id=project_id, day=day, content=content, amount_fen=0)
