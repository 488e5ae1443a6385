"""The 成本 tab as a cost engineer uses it, on the sample project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.session import Session
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.cost.tab import CostTab, make_tab
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.theme import theme
from lanyan_desktop.ui.widgets.table import TableView


class Desk:
    """The tab over an open ledger, with what it asked of the shell."""

    def __init__(self, qtbot: QtBot, path: Path, project_id: Id, *, read_only: bool = False) -> None:
        self.session = Session(path, read_only=read_only)
        self.bus = ChangeBus(self.session)
        self.jobs = JobRunner(self.session, self.bus, on_error=self._failed, at_once=True)
        self.failures: list[BaseException] = []
        self.selected: list[tuple[str, list[Id]]] = []
        self.imports: list[str] = []
        self.project_id = project_id
        context = TabContext(
            session=self.session,
            project_id=project_id,
            jobs=self.jobs,
            bus=self.bus,
            show_failure=self._failed,
            notify=lambda words: None,
            inspect=lambda kind, ids: self.selected.append((kind, list(ids))),
            open_record=lambda kind, key: None,
            status_changed=lambda: None,
            import_excel=self.imports.append,
            export_excel=lambda form: None,
        )
        self.tab: CostTab = make_tab(context)
        self.bus.changed.connect(lambda touched, _by: self.tab.refresh(touched))
        qtbot.addWidget(self.tab.widget)
        self.tab.widget.resize(1600, 890)
        self.tab.widget.show()
        QApplication.processEvents()

    def _failed(self, error: BaseException) -> None:
        self.failures.append(error)

    def close(self) -> None:
        self.tab.close()
        self.bus.close()
        self.jobs.close()
        self.session.close()

    # ---- what is seen

    @property
    def table(self) -> TableView:
        return self.tab.lines.lines

    def figures(self) -> dict[str, str]:
        cells = [cell.figure for cell in self.tab.header._cells if cell.figure is not None]
        return {figure.title: figure.value for figure in cells}

    def chips(self) -> list[str]:
        return [chip.accessibleName() for chip in self.tab.pages[self.tab.switch.current].toolbar.findChildren(Chip)]

    def row(self, name: str, table: TableView | None = None) -> int:
        model = (table or self.table).model
        return next(row for row in range(model.rowCount()) if model.cell(row, 0).text == name)

    def text(self, name: str, column: str, table: TableView | None = None) -> str:
        model = (table or self.table).model
        place = next(n for n, one in enumerate(model.columns) if one.name == column)
        return model.cell(self.row(name, table), place).text

    def total(self, column: str, table: TableView | None = None) -> str:
        shown = table or self.table
        place = next(n for n, one in enumerate(shown.model.columns) if one.name == column)
        assert shown.total._cells is not None
        return shown.total._cells.cells[place].text

    # ---- what is done

    def choose(self, page: int) -> TableView:
        self.tab.switch.set_current(page)
        self.tab.show_page(page)
        self.settle()
        return self.tab.pages[page].table

    def type(self, name: str, column: str, text: str) -> None:
        model = self.table.model
        place = next(n for n, one in enumerate(model.columns) if one.name == column)
        self.table.editor.type([(self.row(name), place, text)])
        self.settle()

    def act(self, text: str) -> None:
        page = self.tab.pages[self.tab.switch.current]
        next(action for action in page.actions if action.text() == text).trigger()
        self.settle()

    def undo(self) -> None:
        self.table.commands.undo()
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "样例.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        build_sample(ledger)
    return path


Open = Callable[..., Desk]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    desks: list[Desk] = []

    def open_desk(path: Path, **more: bool) -> Desk:
        with Ledger.open(path) as ledger:
            project_id = ledger.ids("project")[0]
        desks.append(Desk(qtbot, path, project_id, **more))
        return desks[-1]

    yield open_desk
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(opened: Open, master: Path, tmp_path: Path) -> Desk:
    own = tmp_path / "样例.lanyan"
    own.write_bytes(master.read_bytes())
    return opened(own)


# ---- what is seen


def test_the_header_says_where_the_project_stands(desk: Desk) -> None:
    assert desk.figures() == {
        "目标成本 BAC": "2,358.83 万",
        "按计划完工": "2,402.87 万",
        "按效率完工 EAC": "2,432.90 万",
        "挣值 EV": "1,402.53 万",
        "实际 AC": "1,446.57 万",
        "CPI": "0.970",
        "SPI": "0.927",
        "目标利润": "99.61 万",
    }
    assert desk.chips() == ["CPI 0.970 低于 0.98", "SPI 0.927 低于 0.95", "材料费 +5.4%", "现场管理费 +2.6%"]


def test_the_total_row_ties_to_the_contract_and_the_target(desk: Desk) -> None:
    assert desk.total("amount_fen") == "27,647,139.59"
    assert desk.total("target_fen") == "23,588,297.68"
    assert desk.total("saved_fen") == "+996,050.57"
    assert desk.total("done_rate") == "59%"


def test_sections_and_lines(desk: Desk) -> None:
    assert desk.table.model.rowCount() == 84
    assert desk.text("六、门窗栏杆", "target_fen") == "1,791,115.50"
    assert desk.text("断桥铝合金窗", "saved_fen") == "+89,271.00"
    assert desk.text("断桥铝合金窗", "done_rate") == "48%"
    assert desk.text("暂列金额", "target_fen") == "—"


def test_the_models_behave(desk: Desk, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(desk.table.model)  # type: ignore[no-untyped-call]  # pytest-qt carries no types here


def test_the_curve_says_its_finding_and_its_figures(desk: Desk) -> None:
    titles = [label.text() for label in desk.tab.side.findChildren(QLabel)]
    assert "CPI 0.97：累计成本超挣值 44.0 万元" in titles
    assert "材料费占超支的 74%：+33.07 万元" in titles
    assert any("完工 2,432.9，超目标 74.1（区间 2,402.9 ~ 2,510.4）" in title for title in titles)
    chart = desk.tab.side.chart
    assert chart is not None
    chart.copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "月末\tPV(元)\tEV(元)\tAC(元)"
    assert lines[9] == "2025-11-30\t15127795.28\t14025274.03\t14465658.09"
    assert lines[-1] == "2026-05-31\t23588297.68\t\t"


def test_variances_of_accounts(desk: Desk) -> None:
    rows = desk.tab.side.bars.rows
    assert rows[0] == ("材料费", "+33.07", "+5.4%")
    assert [name for name, _, _ in rows][-2:] == ["规费", "措施费"]


def test_an_account_without_a_target_of_its_own_is_not_compared(desk: Desk) -> None:
    table = desk.choose(1)
    assert desk.text("材料费", "over_fen", table) == "+330,689.80"
    assert [desk.text("钢材", name, table) for name in ("target_fen", "earned_fen", "over_fen")] == ["—", "—", "—"]
    assert desk.text("钢材", "actual_fen", table) == "2,156,105.30"
    assert (desk.total("over_fen", table), desk.total("over_rate", table)) == ("+440,384.06", "+3.1%")


def test_contracts_of_each_side_have_their_own_total(desk: Desk) -> None:
    table = desk.choose(2)
    assert table.model.rowCount() == 16
    assert desk.total("gross_fen", table) == "20,471,592.72"
    assert desk.total("owed_fen", table) == "742,698.03"
    desk.act("收入合同")
    table = desk.tab.pages[2].table
    assert table.model.rowCount() == 1
    assert desk.total("gross_fen", table) == "27,647,139.59"


def test_bookings_sum_up_to_actual_cost(desk: Desk) -> None:
    table = desk.choose(3)
    assert table.model.rowCount() == 103
    assert desk.total("amount_fen", table) == "14,465,658.09"
    assert not desk.tab.side.isVisible()
    desk.choose(0)
    assert desk.tab.side.isVisible()


# ---- what is done


def test_a_typed_quantity_changes_line_section_total_and_figures(desk: Desk) -> None:
    desk.type("砌体加固筋", "quantity", "30")
    assert desk.text("砌体加固筋", "amount_fen") == "164,400.00"
    assert desk.text("二、混凝土及钢筋", "amount_fen") == "7,026,310.00"
    assert desk.total("target_fen") == "23,628,630.48"
    assert "清单目标与计划成本差 +4.03 万" in desk.chips()
    desk.undo()
    assert desk.total("target_fen") == "23,588,297.68"
    assert desk.text("砌体加固筋", "quantity") == "22"


def test_a_lump_sum_is_followed_in_place(desk: Desk) -> None:
    budget = desk.tab.lines.source.budget
    desk.type("暂列金额", "amount_fen", "50万")
    assert desk.text("十四、其他项目", "amount_fen") == "680,000.00"
    assert desk.total("amount_fen") == "27,547,139.59"
    assert desk.tab.lines.source.budget is budget  # not read anew


def test_an_amount_that_follows_from_a_price_takes_no_typing(desk: Desk) -> None:
    desk.type("断桥铝合金窗", "amount_fen", "1")
    assert desk.text("断桥铝合金窗", "amount_fen") == "1,275,300.00"
    assert not desk.failures


def test_what_is_refused_stays_over_its_cell_with_the_reason(desk: Desk) -> None:
    desk.type("断桥铝合金窗", "quantity", "两千")
    model = desk.table.model
    place = next(n for n, one in enumerate(model.columns) if one.name == "quantity")
    cell = model.cell(desk.row("断桥铝合金窗"), place)
    assert (cell.text, cell.mark is not None) == ("两千", True)


def test_a_new_line_is_stood_on_and_a_deleted_one_comes_back(desk: Desk) -> None:
    desk.table.grid.stand_on(desk.row("入户防盗门"), 0)
    desk.act("清单项")
    assert desk.table.model.rowCount() == 85
    assert desk.table.current_id == desk.table.model.id_at(desk.row("新清单项"))
    assert desk.row("新清单项") == desk.row("入户防盗门") + 1
    desk.act("删除")
    assert desk.table.model.rowCount() == 84
    desk.undo()
    assert desk.table.model.rowCount() == 85


def test_folding_to_sections_and_back(desk: Desk) -> None:
    desk.act("折叠")
    assert desk.table.model.rowCount() == 15
    desk.act("展开")
    assert desk.table.model.rowCount() == 84


def test_booking_a_cost_moves_every_figure(desk: Desk) -> None:
    table = desk.choose(3)
    desk.act("登记实际")
    amount = next(n for n, one in enumerate(table.model.columns) if one.name == "amount_fen")
    table.editor.type([(desk.row("2025-11-30", table), amount, "")])
    new = next(row for row in range(table.model.rowCount()) if table.model.cell(row, 1).text == "新实际成本")
    table.editor.type([(new, amount, "10万")])
    desk.settle()
    assert desk.total("amount_fen", table) == "14,565,658.09"
    assert desk.figures()["实际 AC"] == "1,456.57 万"
    accounts = desk.choose(1)
    assert desk.text("未归科目", "actual_fen", accounts) == "100,000.00"


def test_a_bar_leads_to_its_account(desk: Desk) -> None:
    bars = desk.tab.side.bars
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 10))
    table = desk.tab.pages[1].table
    assert desk.tab.switch.current == 1
    assert table.model.cell(table.model.row_of(table.current_id or ""), 0).text == "材料费"
    assert desk.selected[-1][0] == "cost_account"


def test_the_bars_by_keyboard(desk: Desk) -> None:
    bars = desk.tab.side.bars
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    table = desk.tab.pages[1].table
    assert table.model.cell(table.model.row_of(table.current_id or ""), 0).text == "人工费"


def test_new_accounts_and_their_names(desk: Desk) -> None:
    table = desk.choose(1)
    table.grid.stand_on(desk.row("措施费", table), 0)
    desk.act("下级科目")
    assert desk.text("新科目", "code", table) == "5.3"
    table.editor.type([(desk.row("新科目", table), 0, "冬雨季施工")])
    desk.settle()
    assert desk.text("冬雨季施工", "code", table) == "5.3"


def test_a_jump_from_search_shows_the_record(desk: Desk) -> None:
    reader = desk.session.reader
    (contract,) = reader.ids("contract", where=[Where("number", "=", "HT-ZB-01")])
    assert desk.tab.show_record("contract", contract)
    assert desk.tab.switch.current == 2
    assert desk.tab.pages[2].table.current_id == contract
    (line,) = reader.ids("budget_line", where=[Where("name", "=", "厨卫JS涂膜防水")])
    assert desk.tab.show_record("budget_line", line)
    assert desk.table.current_id == line
    assert not desk.tab.show_record("worker", line)


def test_what_is_selected_is_told_to_the_inspector(desk: Desk) -> None:
    desk.table.grid.stand_on(desk.row("垫层C15"), 2)
    assert desk.selected[-1] == ("budget_line", [desk.table.current_id])


def test_a_narrow_window_drops_codes_and_prices(desk: Desk) -> None:
    def hidden() -> set[str]:
        return {one.name for n, one in enumerate(desk.table.model.columns) if desk.table.grid.isColumnHidden(n)}

    before = hidden()
    desk.tab.widget.resize(1366, 698)
    desk.settle()
    assert hidden() - before == {"code", "unit_price", "target_unit_price"}
    desk.tab.widget.resize(1600, 890)
    desk.settle()
    assert hidden() == before


def test_the_tab_remembers_its_view_and_columns(desk: Desk, opened: Open) -> None:
    desk.choose(1)
    state = desk.tab.save_state()
    desk.choose(0)
    desk.tab.restore_state(state)
    assert desk.tab.switch.current == 1
    desk.tab.restore_state({"page": 99, "splitter": "x", "columns": 3})  # of another program
    assert desk.tab.switch.current == 1


def test_dark_and_light_at_run_time(desk: Desk) -> None:
    theme().use("dark")
    dark = desk.tab.widget.grab().toImage()
    theme().use("light")
    light = desk.tab.widget.grab().toImage()
    at = dark.width() - 40, 200
    assert dark.pixelColor(*at).lightness() < 60
    assert light.pixelColor(*at).lightness() > 200


# ---- without a budget, without the right to write


def test_an_empty_project_offers_two_ways_on(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "空.lanyan"
    with Ledger.create(path, synchronous="OFF") as ledger:
        create_project(ledger, name="空工程")
    desk = opened(path)
    empty = desk.tab.widget.findChild(EmptyState)
    assert isinstance(empty, EmptyState)
    assert empty.isVisible()
    assert desk.figures() == {"合同金额": "—", "目标成本": "—", "实际成本": "—", "目标利润": "—"}
    assert not desk.tab.side.isVisible()
    buttons = {button.text(): button for button in empty.findChildren(QPushButton)}
    buttons["从 Excel 导入"].click()
    assert desk.imports == ["budget"]
    buttons["新建清单"].click()
    desk.settle()
    assert not empty.isVisible()
    assert desk.table.model.cell(0, 0).text == "一、分部工程"
    assert desk.figures()["合同金额"] == "0.00 万"


def test_a_ledger_that_is_read_only_is_only_read(opened: Open, master: Path) -> None:
    desk = opened(master, read_only=True)
    assert not desk.table.model.is_editable
    writing = {action.text(): action.isEnabled() for action in desk.tab.lines.actions}
    assert (writing["清单项"], writing["删除"], writing["展开"], writing["导出"]) == (False, False, True, True)


def test_a_project_deleted_meanwhile_is_said(desk: Desk) -> None:
    project_id = desk.project_id
    desk.session.write(lambda ledger: _delete_project(ledger, project_id)).result()
    desk.settle()
    assert [error.code for error in desk.failures if isinstance(error, LanyanError)] == ["record.gone"]


def _delete_project(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("删工程") as edit:
        edit.delete("project", [project_id])
