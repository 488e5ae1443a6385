"""Writes the lines of a budget: new ones in their place in the tree, known ones by code, changed fields only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Protocol

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.imports.ranking import ranks_of, ranks_where_they_were
from lanyan_desktop.services.imports.reading import Outcome, update
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Sort, Where

FIELDS = (
    "type", "serial", "code", "name", "feature", "unit", "quantity", "unit_price", "amount_fen", "provisional_fen",
    "target_unit_price", "target_fen", "labour_fen", "material_fen", "machine_fen", "subcontract_fen",
    "responsible", "note",
)  # fmt: skip
Key = tuple[Value, ...]


class LineLike(Protocol):
    """What is written: see `budget.Line`."""

    parent: int
    level: int
    values: dict[str, Value]


def write_lines(reader: Reader, edit: Edit, project_id: Id, version: str, lines: Sequence[LineLike]) -> Outcome:
    """The lines into the version of this name, which is made if there is none."""
    version_id = _version(reader, edit, project_id, version, lines)
    known = _known(reader, version_id)
    ids: list[Id] = list(edit.new_ids(len(lines)))
    old: dict[Id, dict[str, Value]] = {}
    for index, key in enumerate(_keys([(line.values, _path(lines, line)) for line in lines])):
        if key in known:
            ids[index], old[ids[index]] = known[key]
    outcome = Outcome(absent=len(known) - len(old))
    parents = [line.parent for line in lines]
    ranks = ranks_of(parents, ranks_where_they_were(parents, ids, old))
    places = [_place(lines, ids, ranks, index) for index in range(len(lines))]
    new = [index for index, id in enumerate(ids) if id not in old]
    _insert(edit, version_id, [ids[index] for index in new], [lines[index].values | places[index] for index in new])
    outcome.added = len(lines) - len(old)
    pairs = [
        (ids[index], str(line.values["name"]), old[ids[index]], line.values | places[index])
        for index, line in enumerate(lines)
        if ids[index] in old
    ]
    update(edit, "budget_line", pairs, outcome)
    return outcome


def _version(reader: Reader, edit: Edit, project_id: Id, name: str, lines: Sequence[LineLike]) -> Id:
    where = [Where("project_id", "=", project_id), Where("name", "=", name)]
    found = reader.ids("budget_version", where=where)
    if found:
        return found[0]
    has_target = any(line.values.get("target_fen") for line in lines)
    return edit.insert("budget_version", project_id=project_id, name=name, type="目标成本" if has_target else "投标")


def _known(reader: Reader, version_id: Id) -> dict[Key, tuple[Id, dict[str, Value]]]:
    """The lines of the version in tree order, by the key an import finds them again with."""
    names = ("id", "parent_id", "rank", *FIELDS)
    where = [Where("version_id", "=", version_id)]
    found = reader.columns("budget_line", names, where=where, order=[Sort("rank")])
    rows = [dict(zip(names, row, strict=True)) for row in found]
    by_id = {row["id"]: row for row in rows}
    children: dict[Value, list[dict[str, Value]]] = defaultdict(list)
    for row in rows:
        children[row["parent_id"] if row["parent_id"] in by_id else None].append(row)
    ordered = _preorder(children)
    keys = _keys([(row, _stored_path(by_id, row)) for row in ordered])
    return {key: (Id(row["id"]), row) for key, row in zip(keys, ordered, strict=True) if isinstance(row["id"], bytes)}


def _preorder(children: dict[Value, list[dict[str, Value]]]) -> list[dict[str, Value]]:
    ordered, waiting = [], list(reversed(children[None]))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(reversed(children.get(row["id"], [])))
    return ordered


def _keys(rows: Sequence[tuple[dict[str, Value], Key]]) -> list[Key]:
    """A key for each line: the code where it is the only one of it; else code, name, unit and how many came before.

    Sections go by name within their parents.
    """
    times = Counter(values.get("code") for values, _ in rows)
    seen: Counter[Key] = Counter()
    keys: list[Key] = []
    for values, path in rows:
        code = values.get("code")
        if values.get("type") == "分部":
            key: Key = ("section", *path, plain(str(values.get("name"))))
        elif code and times[code] == 1:
            key = ("code", code)
        else:
            key = ("line", code, plain(str(values.get("name"))), plain(str(values.get("unit") or "")))
        seen[key] += 1
        keys.append((*key, seen[key]))
    return keys


def _path(lines: Sequence[LineLike], line: LineLike) -> Key:
    """The names of the sections a section stands in; () for an item, which may move between sections."""
    names: list[Value] = []
    parent = line.parent if line.level else -1
    while parent >= 0:
        names.append(plain(str(lines[parent].values["name"])))
        parent = lines[parent].parent
    return tuple(reversed(names))


def _stored_path(by_id: dict[Value, dict[str, Value]], row: dict[str, Value]) -> Key:
    names: list[Value] = []
    parent = by_id.get(row["parent_id"]) if row.get("type") == "分部" else None
    while parent is not None and len(names) < 50:
        names.append(plain(str(parent["name"])))
        parent = by_id.get(parent["parent_id"])
    return tuple(reversed(names))


def _place(lines: Sequence[LineLike], ids: Sequence[Id], ranks: Sequence[str], index: int) -> dict[str, Value]:
    parent = lines[index].parent
    return {"parent_id": ids[parent] if parent >= 0 else None, "rank": ranks[index]}


def _insert(edit: Edit, version_id: Id, ids: Sequence[Id], rows: Sequence[dict[str, Value]]) -> None:
    if not ids:
        return
    fields = ("parent_id", "rank", *FIELDS)
    columns: list[list[Value]] = [[version_id] * len(ids)]
    columns.extend([row.get(name) for row in rows] for name in fields)
    edit.insert_many("budget_line", ("version_id", *fields), columns, ids=ids)
