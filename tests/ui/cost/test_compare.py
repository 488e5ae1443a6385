"""版本对比 as it is seen: the difference in words, rows that differ, totals that tie, a row that leads to its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id, Permyriad
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from tests.journeys.office import cell, row, total
from tests.ui.cost.test_tab import Desk


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Id]:
    path = tmp_path_factory.mktemp("compare") / "样例.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        return path, build_sample(ledger)


@pytest.fixture
def desk(qtbot: QtBot, sample: tuple[Path, Id], tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "a.lanyan"
    path.write_bytes(sample[0].read_bytes())
    made = Desk(qtbot, path, sample[1])
    made.tab.lines.show_compare(is_on=True)
    made.settle()
    yield made
    made.close()


def test_the_price_of_a_version_beside_its_target(desk: Desk) -> None:
    panel = desk.tab.lines.compare
    table = panel.table
    assert (panel.old.currentText(), panel.new.currentText()) == (
        "合价 · 合同清单与目标成本",
        "目标 · 合同清单与目标成本",
    )
    assert (total(table, "old_fen"), total(table, "new_fen")) == ("27,647,139.59", "23,588,297.68")
    assert total(table, "difference_fen") == "−4,058,841.91"
    at = row(table, "断桥铝合金窗")
    assert [cell(table, at, name) for name in ("state", "old_price", "new_price", "difference_fen")] == [
        "变化", "585", "544.05", "−89,271.00",
    ]  # fmt: skip
    assert panel.title.text() == "相差 −405.88 万元：量差 0.00，价差 −405.88"


def test_only_differences_or_all_the_totals_are_the_same(desk: Desk) -> None:
    panel = desk.tab.lines.compare
    panel.choose(0, 0)
    desk.settle()
    assert panel.title.text() == "两边合计相同"
    assert panel.table.model.rowCount() == 1  # 其余相同
    before = total(panel.table, "old_fen")
    panel.only.setChecked(False)
    assert panel.table.model.rowCount() > 60
    assert total(panel.table, "old_fen") == before == "27,647,139.59"


def test_a_row_leads_to_its_line(desk: Desk) -> None:
    panel = desk.tab.lines.compare
    at = row(panel.table, "断桥铝合金窗")
    panel.table.opened.emit(panel.table.model.id_at(at))
    lines = desk.tab.lines.lines
    assert lines.isVisible()
    assert cell(lines, lines.model.row_of(lines.current_id or ""), "name") == "断桥铝合金窗"


def test_a_target_is_derived_and_shown(desk: Desk) -> None:
    desk.tab.lines.show_compare(is_on=False)
    desk.tab.lines.derive(Permyriad(500))
    desk.settle()
    assert not desk.failures
    menu = desk.tab.lines._versions.menu()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions() if one.isChecked()] == ["合同清单与目标成本 目标成本（目标成本）"]
    desk.tab.lines.derive(Permyriad(10_000))
    desk.settle()
    assert [error.code for error in desk.failures if isinstance(error, LanyanError)] == ["cost.saving_range"]
