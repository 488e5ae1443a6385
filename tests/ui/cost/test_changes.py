"""变更签证: handed in, approved, refused by a button; the figures follow, and what cannot be is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from tests.journeys.office import cell, row, stand
from tests.ui.cost.test_tab import Desk

CHANGES = 5


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "a.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        project: Id = build_sample(ledger)
    made = Desk(qtbot, path, project)
    made.choose(CHANGES)
    yield made
    made.close()


def test_a_change_goes_through_its_states(desk: Desk) -> None:
    table = desk.tab.pages[CHANGES].table

    def shown() -> tuple[str, str]:
        at = row(table, "QZ-008", "number")
        return cell(table, at, "state"), cell(table, at, "approved_fen")

    stand(table, row(table, "QZ-008", "number"), "content")
    desk.act("申报")
    assert shown() == ("已申报", "—")
    desk.act("批准")
    assert shown() == ("已批准", "12,640.00")
    assert [entry.intent for entry in desk.session.reader.log(limit=2)] == ["批准 QZ-008", "申报 QZ-008"]
    desk.act("申报")
    assert [error.code for error in desk.failures if isinstance(error, LanyanError)] == ["cost.change_decided"]
    assert shown() == ("已批准", "12,640.00")
    desk.act("驳回")
    assert shown()[0] == "已驳回"
