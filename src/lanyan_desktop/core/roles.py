"""Who may change what: the roles of a site office as masks over kinds and fields.

Every device holds a changeset against the same masks when it merges (SYNC.md, "Keys, members, roles"). Therefore they
are functions of names alone; a mask that is changed is a change of the format, since two versions of the program would
judge the same changeset differently.

A kind belongs to the room it is declared in (`core/records/plan.py`, `cost.py` …), so a kind that is added later falls
to whoever keeps that room. Kinds and fields this program does not know are let through for whoever may write at all:
they have no effect here, and the program that knows them judges them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.records import KINDS

MANAGER, EDITOR, READER = "manager", "editor", "reader"
Touched = tuple[str, str | None]
"""(kind, field); no field: a row made, deleted or brought back."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role: whole rooms and kinds, and single fields of others' kinds."""

    name: str
    title: str
    is_admin: bool = False  # invites, approves and revokes, and may change everything
    is_whole: bool = False  # may change everything, and leaves the members to the admins
    rooms: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keeps_out: Mapping[str, frozenset[str]] = field(default_factory=dict)  # fields of own kinds that others keep


_PAPERS = frozenset({"attachment", "import_batch"})
_MONEY_OF_WORK = frozenset({"budget_fen", "revenue_fen"})
ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role(MANAGER, "项目经理", is_admin=True),
        Role(EDITOR, "综合", is_whole=True),
        Role(
            "planner",
            "计划",
            rooms=frozenset({"plan"}),
            kinds=_PAPERS | {"line_load", "team"},
            fields={
                "project": frozenset({"start_day", "required_finish_day", "data_day", "calendar_id"}),
            },
            keeps_out={"activity": _MONEY_OF_WORK},
        ),
        Role(
            "cost",
            "预算/商务",
            rooms=frozenset({"cost"}),
            kinds=_PAPERS | {"party"},
            fields={
                "project": frozenset({"pricing_standard", "tax_rate", "area"}),
                "activity": _MONEY_OF_WORK,
                "day_work": frozenset({"bearer", "state", "activity_id", "account_id"}),
                "day_work_line": frozenset({"rate_fen_per_day"}),
            },
        ),
        Role(
            "labour",
            "劳资",
            rooms=frozenset({"labour"}),
            kinds=_PAPERS,
            fields={"project": frozenset({"workday_min", "overtime_day_min", "meal_fen_per_day", "least_wage_fen"})},
        ),
        Role(
            "cashier",
            "资金/出纳",
            rooms=frozenset({"funds"}),
            kinds=_PAPERS | {"cost_entry"},
            fields={
                "contract": frozenset({"settled_fen", "due_fen", "paid_fen", "state"}),
                "party": frozenset({"bank", "account", "contact", "phone"}),
                "worker": frozenset({"bank", "card_number"}),
                "day_work": frozenset({"state"}),
            },
        ),
        Role("quality", "质量安全", rooms=frozenset({"quality", "safety"}), kinds=_PAPERS),
        Role(READER, "只读"),
    )
}
"""Every role by its name, in the order a list offers them."""


def allows(role: str, kind: str, field: str | None) -> bool:
    """True if this role may set this field; no field (or `_gone`): make, delete and bring back rows of the kind.

    A role that is not known here may nothing: it was given by a newer program.

    >>> allows("labour", "attendance", "morning_min"), allows("labour", "budget_line", "unit_price")
    (True, False)
    >>> allows("planner", "project", "data_day"), allows("planner", "project", None)
    (True, False)
    """
    found = ROLES.get(role)
    if found is None or found.name == READER:
        return False
    declared = KINDS.get(kind)
    if found.is_admin or found.is_whole or declared is None:
        return True
    row = field is None or field == GONE
    if not row and field is not None and not declared.has(field):
        return True
    room = declared.type.__module__.rpartition(".")[2]
    if room in found.rooms or kind in found.kinds:
        return row or field not in found.keeps_out.get(kind, ())
    return not row and field in found.fields.get(kind, ())


def outside(role: str, touched: Iterable[Touched]) -> list[Touched]:
    """What of this goes beyond the role, each named once.

    >>> outside("cashier", [("contract", "paid_fen"), ("contract", "gross_fen"), ("contract", "gross_fen")])
    [('contract', 'gross_fen')]
    """
    return [t for t in dict.fromkeys(touched) if not allows(role, *t)]
