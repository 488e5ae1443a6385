"""What a table does to a register: edits, new rows, deletions, moves. One changeset, one undo step each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.records import KINDS, Kind
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.registers.retention import check_kept
from lanyan_desktop.store.ledger import Edit, Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where


def edit_cells(
    ledger: Ledger, kind: str, edits: Sequence[CellEdit], *, new_values: Mapping[str, Value] | None = None
) -> dict[RowId, Id]:
    """Write cells as one step; ids that are not the ledger's (``new:0``) stand for rows to be made.

    `new_values` are the fields each new row has beside what was typed: its project, its version. New rows come last
    among their siblings. Returns the ids of the new rows by what they were called.

    Raises:
        LanyanError: record.invalid (nothing is written), record.gone.
    """
    made: dict[RowId, Id] = {}
    fresh: dict[RowId, dict[str, Value]] = {}
    columns: dict[str, dict[Id, Value]] = {}
    for cell in edits:
        if isinstance(cell.id, bytes):
            columns.setdefault(cell.name, {})[Id(cell.id)] = cell.value
        else:
            fresh.setdefault(cell.id, {})[cell.name] = cell.value
    with ledger.changeset(_intent(ledger, KINDS[kind], edits, len(fresh))) as edit:
        for name, cells in columns.items():
            edit.set_many(kind, name, list(cells), list(cells.values()))
        common = dict(new_values or {})
        ranks = _ranks_after(ledger, KINDS[kind], common, None, len(fresh))
        for (row_id, values), rank in zip(fresh.items(), ranks, strict=True):
            made[row_id] = edit.insert(kind, **(common | rank | values))  # type: ignore[arg-type]  # no field is called id
    return made


def _intent(reader: Reader, kind: Kind, edits: Sequence[CellEdit], fresh: int) -> str:
    """What the log and the undo button call the step."""
    if fresh:
        return f"新增{kind.title} {fresh} 行"
    if len(edits) == 1 and isinstance(edits[0].id, bytes):
        row_id = Id(edits[0].id)
        label = reader.labels(kind.name, [row_id]).get(row_id, "")
        return f"修改{kind.title}「{label}」的{kind.field(edits[0].name).title}"
    return f"修改{kind.title} {len({cell.id for cell in edits})} 行 {len(edits)} 格"


def insert_row(ledger: Ledger, kind: str, *, values: Mapping[str, Value], after: Id | None = None) -> Id:
    """A new record with these fields, after a sibling (None: last among its siblings).

    Raises:
        LanyanError: record.invalid.
    """
    declared = KINDS[kind]
    with ledger.changeset(f"新增{declared.title}") as edit:
        (rank,) = _ranks_after(ledger, declared, values, after, 1)
        return edit.insert(kind, **(rank | dict(values)))  # type: ignore[arg-type]  # no field is called id


def _ranks_after(
    reader: Reader, kind: Kind, values: Mapping[str, Value], after: Id | None, count: int
) -> list[dict[str, Value]]:
    """The ranks of new siblings, as fields; nothing for kinds that have no order of their own."""
    if not kind.has("rank") or "rank" in values:
        return [{} for _ in range(count)]
    low, high = _neighbours(_siblings(reader, kind, values), after)
    return [{"rank": rank} for rank in ranks_between(low, high, count)]


def _siblings(reader: Reader, kind: Kind, values: Mapping[str, Value]) -> list[tuple[Id, str]]:
    """Ids and ranks of the records under the same owner and parent, in order."""
    owners = [field.name for field in kind.fields if field.about.inner and field.required and field.about.refers]
    where = [Where(name, "=", values[name]) for name in owners if name in values]
    if kind.tree:
        where.append(Where(kind.tree, "=", values.get(kind.tree)))
    rows = reader.columns(kind.name, ["id", "rank"], where=where, order=[Sort("rank")])
    return [(Id(row[0]), str(row[1])) for row in rows if isinstance(row[0], bytes)]


def _neighbours(siblings: Sequence[tuple[Id, str]], after: Id | None) -> tuple[str | None, str | None]:
    """The ranks to stay between; equal ones (two offices inserted at one place) are stepped over."""
    if after is None:
        return (siblings[-1][1] if siblings else None), None
    place = next((n for n, (row_id, _) in enumerate(siblings) if row_id == after), len(siblings) - 1)
    low = siblings[place][1] if siblings else None
    high = next((rank for _, rank in siblings[place + 1 :] if low is None or rank > low), None)
    return low, high


def move_rows(
    ledger: Ledger,
    kind: str,
    ids: Sequence[Id],
    *,
    parent: Id | None = None,
    after: Id | None = None,
    is_first: bool = False,
) -> None:
    """Put records, in this order, under a parent (None: at the top), after a sibling (None: last; `is_first`: first).

    Raises:
        LanyanError: record.gone; record.cycle where a record would come to lie under itself.
    """
    declared = KINDS[kind]
    if not ids:
        return
    with ledger.changeset(f"移动{declared.title} {len(ids)} 行") as edit:
        owners = [f.name for f in declared.fields if f.about.inner and f.required and f.about.refers]
        row = ledger.page(kind, [ids[0]], owners)[ids[0]]
        values = dict(zip(owners, row, strict=True)) | ({declared.tree: parent} if declared.tree else {})
        moved = set(ids)
        siblings = [sibling for sibling in _siblings(ledger, declared, values) if sibling[0] not in moved]
        low, high = (None, siblings[0][1] if siblings else None) if is_first else _neighbours(siblings, after)
        edit.set_many(kind, "rank", list(ids), list(ranks_between(low, high, len(ids))))
        if declared.tree:
            _refuse_cycle(ledger, declared, moved, parent)
            edit.set_many(kind, declared.tree, list(ids), [parent] * len(ids))


def _refuse_cycle(reader: Reader, kind: Kind, moved: set[Id], parent: Id | None) -> None:
    above = parent
    while above is not None:
        if above in moved:
            raise LanyanError("record.cycle", kind=kind.title)
        row = reader.page(kind.name, [above], [kind.tree]).get(above)
        above = Id(row[0]) if row is not None and isinstance(row[0], bytes) else None


def delete_rows(ledger: Ledger, kind: str, ids: Sequence[Id]) -> int:
    """Delete records with all that is part of them: what lies under them in a tree, the lines of a slip.

    Returns how many records of this kind were deleted; undo brings all back.

    Raises:
        LanyanError: payroll.kept where agreed wages of the last three years rest on one of them; nothing is deleted.
    """
    declared = KINDS[kind]
    doomed = _with_parts(ledger, declared, list(ids))
    check_kept(ledger, doomed)
    count = len(doomed[kind])
    with ledger.changeset(f"删除{declared.title} {count} 行") as edit:
        for name, rows in doomed.items():
            _delete(edit, name, rows)
    return count


def _delete(edit: Edit, kind: str, ids: Sequence[Id]) -> None:
    if ids:
        edit.delete(kind, ids)


def _with_parts(reader: Reader, kind: Kind, ids: list[Id]) -> dict[str, list[Id]]:
    """The records and what hangs on them, by kind, parts first."""
    found: dict[str, dict[Id, None]] = {kind.name: dict.fromkeys(ids)}
    waiting = [(kind.name, ids)]
    while waiting:
        name, owners = waiting.pop()
        for part, field in _parts_of(name):
            new = [row_id for row_id in _pointing(reader, part, field, owners) if row_id not in found.get(part, {})]
            if new:
                found.setdefault(part, {}).update(dict.fromkeys(new))
                waiting.append((part, new))
    return {name: list(rows) for name, rows in reversed(found.items())}


def _parts_of(kind: str) -> list[tuple[str, str]]:
    """The kinds whose records belong to one of this kind, with the field that says so: kept by the program, required
    or the parent of a tree.
    """
    return [
        (other.name, field.name)
        for other in KINDS.values()
        for field in other.fields
        if field.about.refers == kind and field.about.inner and (field.required or field.about.tree)
    ]


def _pointing(reader: Reader, kind: str, field: str, ids: Sequence[Id]) -> list[Id]:
    found: list[Id] = []
    for n in range(0, len(ids), 10_000):
        found += reader.ids(kind, where=[Where(field, "in", ids[n : n + 10_000])])
    return found
