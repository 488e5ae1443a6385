"""What cost records may not become: each refusal is a sentence, and nothing is changed.

Writers of the 成本 tab go through here: a code twice, accounts in a circle, a contract shared out beyond its price, a
booking in a closed month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Day, Id, Value, date_of, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.registers import delete_rows, edit_cells
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where


def edit_accounts(ledger: Ledger, edits: Sequence[CellEdit], *, project_id: Id) -> dict[RowId, Id]:
    """Write cells of accounts.

    Raises:
        LanyanError: cost.code_repeated, cost.cycle; record.invalid, record.gone.
    """
    own = [Where("project_id", "=", project_id)]
    rows = ledger.columns("cost_account", ["id", "code", "name", "parent_id"], where=own)
    codes: dict[Value, Value] = {key: code for key, code, _, _ in rows}
    parents: dict[Value, Value] = {key: parent for key, _, _, parent in rows}
    names = {key: str(name) for key, _, name, _ in rows}
    for cell in edits:
        if cell.name == "code":
            codes[cell.id] = cell.value
        if cell.name == "parent_id":
            parents[cell.id] = cell.value
    _refuse_repeated(list(codes.values()))
    for cell in edits:
        if cell.name == "parent_id" and is_in_circle(cell.id, parents):
            raise LanyanError("cost.cycle", name=names.get(cell.id, ""))
    return edit_cells(ledger, "cost_account", edits)


def is_in_circle(start: Value, parents: Mapping[Value, Value]) -> bool:
    """Whether following parents from a row comes back to it.

    >>> is_in_circle(1, {1: 2, 2: 3, 3: 1}), is_in_circle(1, {1: 2, 2: None})
    (True, False)
    """
    seen, now = {start}, parents.get(start)
    while now is not None:
        if now in seen:
            return now == start
        seen.add(now)
        now = parents.get(now)
    return False


def _refuse_repeated(codes: Sequence[Value]) -> None:
    seen: set[Value] = set()
    for code in codes:
        if code and code in seen:
            raise LanyanError("cost.code_repeated", code=code)
        seen.add(code)


def refuse_lines(reader: Reader, edits: Sequence[CellEdit]) -> None:
    """Refuse a negative quantity, and a code that another line of the version has.

    Raises:
        LanyanError: cost.negative_quantity, cost.code_repeated.
    """
    for cell in edits:
        if cell.name == "quantity" and isinstance(cell.value, int) and cell.value < 0:
            raise LanyanError("cost.negative_quantity")
    coded = {Id(cell.id): cell.value for cell in edits if cell.name == "code" and isinstance(cell.id, bytes)}
    if not any(coded.values()):
        return
    versions = {row[0] for row in reader.page("budget_line", list(coded), ["version_id"]).values()}
    wanted = [code for code in coded.values() if code]
    for version in versions:
        where = [Where("version_id", "=", version), Where("code", "in", wanted)]
        others = {code for key, code in reader.columns("budget_line", ["id", "code"], where=where) if key not in coded}
        _refuse_repeated([*others, *wanted])


def edit_parts(ledger: Ledger, edits: Sequence[CellEdit], *, contract_id: Id) -> dict[RowId, Id]:
    """Write cells of a contract's parts, which together stay within its net price.

    Raises:
        LanyanError: cost.parts_over; record.invalid, record.gone.
    """
    where = [Where("contract_id", "=", contract_id)]
    amounts: dict[Value, Value] = dict(ledger.columns("contract_part", ["id", "net_fen"], where=where))  # type: ignore[arg-type]  # rows of two columns are pairs
    amounts |= {cell.id: cell.value for cell in edits if cell.name == "net_fen"}
    number, net = ledger.page("contract", [contract_id], ["number", "net_fen"])[contract_id]
    over = sum(value for value in amounts.values() if isinstance(value, int)) - (net if isinstance(net, int) else 0)
    if over > 0:
        raise LanyanError("cost.parts_over", contract=number, over=fixed(over, 2))
    return edit_cells(ledger, "contract_part", edits, new_values={"contract_id": contract_id})


# ---- closed months


def first_of_month(day: Day) -> Day:
    """The first day of a day's month.

    >>> first_of_month(Day(20422)) == Day(20422 - 29), date_of(Day(20422)).isoformat()
    (True, '2025-11-30')
    """
    return day_of(date_of(day).replace(day=1))


def closed_months(reader: Reader, project_id: Id) -> set[Day]:
    """The first days of the months that are closed."""
    where = [Where("project_id", "=", project_id), Where("state", "=", "已结账")]
    return {Day(day) for (day,) in reader.columns("cost_month", ["first_day"], where=where) if isinstance(day, int)}


def refuse_closed(reader: Reader, project_id: Id, days: Sequence[Value]) -> None:
    """Refuse days in closed months.

    Raises:
        LanyanError: cost.closed.
    """
    closed = closed_months(reader, project_id)
    for day in days:
        if isinstance(day, int) and first_of_month(Day(day)) in closed:
            raise LanyanError("cost.closed", month=date_of(Day(day)).strftime("%Y-%m"))


def set_month(ledger: Ledger, *, project_id: Id, month: Day, is_closed: bool) -> None:
    """Close a month's books, or open them again; `month` is any day of it."""
    first = first_of_month(month)
    where = [Where("project_id", "=", project_id), Where("first_day", "=", first)]
    known = ledger.ids("cost_month", where=where)
    name, state = date_of(first).strftime("%Y-%m"), "已结账" if is_closed else "重新打开"
    with ledger.changeset(f"{'结账' if is_closed else '重新打开'} {name} 成本") as edit:
        if known:
            edit.set("cost_month", known[0], state=state)
        else:
            edit.insert("cost_month", project_id=project_id, first_day=first, state=state)


def edit_entries(ledger: Ledger, edits: Sequence[CellEdit], *, project_id: Id) -> dict[RowId, Id]:
    """Write cells of bookings; none may lie in, come into or leave a closed month.

    Raises:
        LanyanError: cost.closed; record.invalid, record.gone.
    """
    refuse_closed(ledger, project_id, [*_days_of(ledger, edits), *(one.value for one in edits if one.name == "day")])
    return edit_cells(ledger, "cost_entry", edits, new_values={"project_id": project_id})


def delete_entries(ledger: Ledger, ids: Sequence[Id], *, project_id: Id) -> None:
    """Delete bookings, none of them in a closed month.

    Raises:
        LanyanError: cost.closed.
    """
    rows = ledger.page("cost_entry", list(ids), ["day"])
    refuse_closed(ledger, project_id, [row[0] for row in rows.values()])
    delete_rows(ledger, "cost_entry", ids)


def _days_of(reader: Reader, edits: Sequence[CellEdit]) -> list[Value]:
    known = [Id(cell.id) for cell in edits if isinstance(cell.id, bytes)]
    return [row[0] for row in reader.page("cost_entry", known, ["day"]).values()]
