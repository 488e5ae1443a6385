"""Who may change what."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.changes.operations import GONE
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.roles import MANAGER, READER, ROLES, allows, outside


def test_the_manager_may_everything_and_the_reader_nothing() -> None:
    for kind in KINDS.values():
        for name in (None, GONE, *(f.name for f in kind.fields)):
            assert allows(MANAGER, kind.name, name)
            assert not allows(READER, kind.name, name)


def test_masks_name_only_what_is_declared() -> None:
    for role in ROLES.values():
        assert role.kinds <= set(KINDS)
        for kind, names in {**role.fields, **role.keeps_out}.items():
            assert all(KINDS[kind].has(name) for name in names), (role.name, kind)


@pytest.mark.parametrize(
    ("role", "kind", "field", "may"),
    [
        ("planner", "activity", "duration_min", True),
        ("planner", "activity", "budget_fen", False),
        ("cost", "activity", "budget_fen", True),
        ("cost", "activity", GONE, False),
        ("labour", "worker", None, True),
        ("labour", "project", GONE, False),
        ("cashier", "contract", "paid_fen", True),
        ("cashier", "contract", "gross_fen", False),
        ("quality", "attachment", None, True),
        ("quality", "worker", "name", False),
        ("a role to come", "worker", "name", False),
    ],
)
def test_a_role_keeps_to_its_room(*, role: str, kind: str, field: str | None, may: bool) -> None:
    assert allows(role, kind, field) is may


def test_what_only_a_newer_program_knows_is_let_through_for_who_may_write() -> None:
    assert allows("labour", "a kind to come", None)
    assert allows("labour", "budget_line", "a field to come")
    assert not allows(READER, "a kind to come", None)
    assert outside("labour", [("a kind to come", "x"), ("contract", "name")]) == [("contract", "name")]
