"""Ledgers in a folder of the test, on machines of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine

Opener = Callable[..., Ledger]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine", "现场电脑")


@pytest.fixture
def opened(tmp_path: Path, machine: Machine) -> Iterator[Opener]:
    """Opens (or first makes) a ledger by name; closes all of them at the end."""
    ledgers: list[Ledger] = []

    def open_one(name: str = "一号楼", *, user: str = "王工", on: Machine = machine, read_only: bool = False) -> Ledger:
        path = tmp_path / f"{name}.lanyan"
        if path.exists():
            ledger = Ledger.open(path, user=user, machine=on, read_only=read_only)
        else:
            ledger = Ledger.create(path, user=user, machine=on)
        ledgers.append(ledger)
        return ledger

    yield open_one
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened: Opener) -> Ledger:
    return opened()


@pytest.fixture
def project_id(ledger: Ledger) -> Id:
    with ledger.changeset("新建工程") as edit:
        return edit.insert("project", code="P001", name="一号楼")


@pytest.fixture
def team_id(ledger: Ledger, project_id: Id) -> Id:
    with ledger.changeset("新建班组") as edit:
        return edit.insert("team", project_id=project_id, name="钢筋一班")
