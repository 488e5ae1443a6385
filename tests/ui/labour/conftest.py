"""The sample's November, open at the 点工 tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.ui.theme import theme
from tests.ui.labour.desk import Desk


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Id]:
    path = tmp_path_factory.mktemp("labour") / "sample.lanyan"
    ledger = Ledger.create(path)
    project_id = build_sample(ledger)
    ledger.close()
    return path, project_id


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    theme()
    desks: list[Desk] = []

    def make(path: Path, project_id: Id, *, read_only: bool = False) -> Desk:
        desks.append(Desk(qtbot, path, project_id, read_only=read_only))
        return desks[-1]

    yield make
    for made in desks:
        made.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk], sample: tuple[Path, Id], tmp_path: Path) -> Desk:
    path = tmp_path / "own.lanyan"
    path.write_bytes(sample[0].read_bytes())
    return open_desk(path, sample[1])
