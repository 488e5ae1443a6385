from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.services import ledgers
from lanyan_desktop.services.sharing import space
from lanyan_desktop.sync.keys.passphrase import LOW
from tests.services.sharing.desks import PASSPHRASE, Desk, Site


@pytest.fixture(autouse=True)
def _cheap_and_without_key_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANYAN_KEYRING", "off")
    monkeypatch.setenv("LANYAN_PASSPHRASE", PASSPHRASE)
    before = space.cost()
    space.use_cost(LOW)
    yield
    space.use_cost(before)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a ledger of one project that is not shared."""
    (tmp_path / "李").mkdir()
    desk = Desk(tmp_path / "李", "李", monkeypatch)
    desk.enter()
    ledgers.create(desk.ledger, user="李")
    with desk.opened() as (ledger, _), ledger.changeset("新建工程") as edit:
        edit.insert("project", name="翠湖", code="P1")
    return desk


@pytest.fixture
def site(alone: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The desk of 李 has founded the space and exchanged once."""
    place = tmp_path / "共享"
    with alone.opened() as (_, sharing):
        added = sharing.add_remote("共享", f"folder:{place}", passphrase=PASSPHRASE, person="李")
        sharing.sync_now()
    return Site(alone, place, added.recovery_code or "", monkeypatch)
