"""目标成本 derived from a priced budget: a version of its own, so that the one it comes from stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanyan_desktop.core.money import amount_of, divide_half_up, share_of
from lanyan_desktop.core.values import Fen, Id, Permyriad, TenThousandth, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.ids import new_ids
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where

_WHOLE = 10_000
_COSTS = frozenset({"清单项", "措施项", "规费"})  # 暂列金额 and the like are not ours to spend, VAT is no cost
_COPIED = (
    "parent_id", "rank", "type", "serial", "code", "name", "feature", "unit", "quantity", "unit_price", "amount_fen",
    "provisional_fen", "target_unit_price", "target_fen", "labour_fen", "material_fen", "machine_fen",
    "subcontract_fen", "account_id", "responsible", "note",
)  # fmt: skip


def derive_target(ledger: Ledger, *, version_id: Id, saving: Permyriad, name: str = "") -> Id:
    """A version 目标成本 made of another one: its lines, each with a target of its price less `saving`.

    Lines that have a target keep it; 其他项 and 税金 get none. Which activities do a line is taken over. One step.

    Raises:
        LanyanError: record.gone; cost.saving_range unless 0 ≤ saving < 100 %; cost.nothing_priced; cost.version_taken.
    """
    if not 0 <= saving < _WHOLE:
        raise LanyanError("cost.saving_range")
    head = ledger.page("budget_version", [version_id], ["project_id", "name"]).get(version_id)
    if head is None or not isinstance(head[0], bytes):
        raise LanyanError("record.gone", kind="预算版本", id=version_id)
    project_id, title = Id(head[0]), name or f"{head[1]!s} 目标成本"
    _refuse_taken(ledger, project_id, title)
    where = [Where("version_id", "=", version_id)]
    rows = ledger.columns("budget_line", ["id", *_COPIED], where=where, order=[Sort("rank")])
    lines = [dict(zip(("id", *_COPIED), row, strict=True)) for row in rows]
    lines = [line | target_of(line, saving) for line in lines]
    if not any(line["target_fen"] for line in lines):
        raise LanyanError("cost.nothing_priced", name=head[1])
    return _write(ledger, project_id, title, lines)


def target_of(line: Mapping[str, Value], saving: Permyriad) -> dict[str, Value]:
    """The target of a line that has none: its price less the saving, or of a lump sum the amount less it.

    >>> target_of({"type": "清单项", "quantity": 20_000, "unit_price": 100_000, "amount_fen": 2_000}, Permyriad(500))
    {'target_unit_price': 95000, 'target_fen': 1900}
    >>> target_of({"type": "税金", "amount_fen": 2_000}, Permyriad(500))
    {}
    """
    if line["type"] not in _COSTS or line.get("target_fen") is not None:
        return {}
    quantity, price, amount = line.get("quantity"), line.get("unit_price"), line.get("amount_fen")
    rest = Permyriad(_WHOLE - saving)
    if isinstance(quantity, int) and isinstance(price, int):
        target = TenThousandth(divide_half_up(price * rest, _WHOLE))
        return {"target_unit_price": target, "target_fen": amount_of(TenThousandth(quantity), target)}
    return {"target_fen": share_of(Fen(amount), rest)} if isinstance(amount, int) else {}


def _refuse_taken(reader: Reader, project_id: Id, title: str) -> None:
    own = [Where("project_id", "=", project_id), Where("name", "=", title)]
    if reader.ids("budget_version", where=own):
        raise LanyanError("cost.version_taken", name=title)


def _write(ledger: Ledger, project_id: Id, title: str, lines: Sequence[Mapping[str, Value]]) -> Id:
    ids = [Id(key) for key in new_ids(len(lines))]
    copy_of: dict[Value, Value] = {line["id"]: copy for line, copy in zip(lines, ids, strict=True)}
    loads = [row for row in ledger.columns("line_load", ["line_id", "activity_id", "weight"]) if row[0] in copy_of]
    with ledger.changeset(f"生成 {title}") as edit:
        version = edit.insert("budget_version", project_id=project_id, name=title, type="目标成本")
        names = ("version_id", *_COPIED)
        columns: list[list[Value]] = [[version] * len(lines), [copy_of.get(line["parent_id"]) for line in lines]]
        columns += [[line[field] for line in lines] for field in _COPIED[1:]]
        edit.insert_many("budget_line", names, columns, ids=ids)
        if loads:
            fields = ("line_id", "activity_id", "weight")
            edit.insert_many(
                "line_load", fields, [[copy_of[row[0]] for row in loads], *([row[n] for row in loads] for n in (1, 2))]
            )
    return version
