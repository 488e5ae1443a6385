"""A planner with a file of another program: dropped on the window, looked at, written in one step, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from lanyan_desktop.services import ledgers
from lanyan_desktop.ui.schedule.tab import ScheduleTab
from lanyan_desktop.ui.widgets.import_wizard import ImportWizard, PlanImport
from tests.journeys.office import Office, cell
from tests.shared import shared_file


def drop(office: Office, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    office.window.dropEvent(event)
    office.rest()


def page(office: Office) -> PlanImport:
    wizard = office.program.exchange.wizard
    assert isinstance(wizard, PlanImport)
    return wizard


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "空.lanyan"
    ledgers.create(path)
    return path


def test_a_dropped_plan_becomes_a_project_in_one_step_and_goes_again(office: Office, empty: Path) -> None:
    assert office.desk.open_ledger(empty)
    drop(office, shared_file("schedules/commercial_construction.from_mpp.xml"))
    said = office.read()
    assert "MS Project 文件" in said
    assert "开始、完成和文件全部相同" in said
    assert office.reader.count("activity") == 0
    office.keys("Ctrl+Return")
    office.rest()
    assert office.intents()[0].startswith("导入进度计划")
    assert "已入账" in office.read()
    office.click("完成")
    office.rest()
    tab = office.desk.tabs.current
    assert isinstance(tab, ScheduleTab)
    assert len(tab.view) == office.reader.count("activity") > 100
    office.keys("Ctrl+Z")
    office.until(lambda: office.reader.count("activity") == 0 and office.reader.count("project") == 0)


def test_a_plan_dropped_before_any_ledger_is_open_gets_the_first_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lanyan_desktop.ui.shell.commands.documents_dir", lambda: tmp_path)
    assert office.desk.workspace is None
    drop(office, shared_file("schedules/HouseBuildingSample.gan"))
    assert office.work.path == tmp_path / "我的账套.lanyan"
    assert "GanttProject 文件" in office.read()


def test_another_plan_gets_a_project_of_its_own_unless_it_is_told_otherwise(office: Office, empty: Path) -> None:
    assert office.desk.open_ledger(empty)
    drop(office, shared_file("schedules/mspdirelations.mspdi.xml"))
    office.keys("Ctrl+Return")
    office.rest()
    office.click("完成")
    office.rest()
    drop(office, shared_file("schedules/mspdirelations.mspdi.xml"))  # the same again goes where it is
    assert page(office).inquiry.target == office.reader.ids("project")[0]
    assert "和账上完全一样" in office.read()
    drop(office, shared_file("schedules/HouseBuildingSample.gan"))
    assert page(office).inquiry.target is None
    where = page(office).side.where
    where.setCurrentIndex(0)
    where.activated.emit(0)  # what a click on the first project does
    office.rest()
    assert page(office).inquiry.target == office.reader.ids("project")[0]
    page(office).inquiry.aim(None)
    office.keys("Ctrl+Return")
    office.rest()
    office.click("完成")
    office.rest()
    assert office.reader.count("project") == 2
    assert office.work.project is not None
    assert office.work.project.id == office.reader.ids("project")[1]


def test_dates_that_differ_stand_side_by_side_with_the_reason(office: Office, empty: Path, tmp_path: Path) -> None:
    text = shared_file("schedules/mspdirelations.mspdi.xml").read_text(encoding="utf-8")
    path = tmp_path / "moved.xml"
    path.write_text(
        text.replace("<Finish>2006-09-22T17:00:00</Finish>", "<Finish>2006-09-27T17:00:00</Finish>"), "utf-8"
    )
    assert office.desk.open_ledger(empty)
    drop(office, path)
    assert "处开始、完成和文件不同" in office.read()
    table = page(office).tables.currentWidget()
    assert cell(table, 0, "stored") == "2006-09-27 17:00"  # type: ignore[arg-type]  # a TableView
    assert cell(table, 0, "computed") < "2006-09-27"  # type: ignore[arg-type]  # as above
    assert cell(table, 0, "reason")  # type: ignore[arg-type]  # as above


def test_one_of_the_projects_of_a_p6_file_is_chosen(office: Office, empty: Path, tmp_path: Path) -> None:
    tables = ["ERMHDR\t8.4\t2023-07-27", "%T\tPROJECT", "%F\tproj_id\tproj_short_name\tplan_start_date"]
    tables += [f"%R\t{n}\t{name}\t2025-03-10 08:00" for n, name in ((1, "A1"), (2, "B2"))]
    tables += ["%T\tTASK", "%F\ttask_id\tproj_id\twbs_id\ttask_name\ttask_type\ttarget_drtn_hr_cnt"]
    tables += ["%R\t7\t1\t\t基础\tTT_Task\t16", "%R\t8\t2\t\t主体\tTT_Task\t16", "%E"]
    path = tmp_path / "两个.xer"
    path.write_text("\n".join(tables), "utf-8")
    assert office.desk.open_ledger(empty)
    drop(office, path)
    assert "有 2 个工程，一次导入一个" in office.read()
    parts = page(office).files.parts
    parts.setCurrentIndex(1)
    parts.activated.emit(1)  # what a click does
    office.rest()
    office.keys("Ctrl+Return")
    office.rest()
    assert [name for (name,) in office.reader.columns("activity", ["name"])] == ["主体"]


def test_a_plan_goes_out_for_project_and_comes_back_the_same(
    office: Office, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.desk.open_ledger(empty)
    drop(office, shared_file("schedules/mpp14baseline_progress.from_mpp.xml"))
    office.keys("Ctrl+Return")
    office.rest()
    office.click("完成")
    office.rest()
    asked: list[str] = []

    def choose(_parent: object, _title: str, start: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return str(tmp_path / Path(start).name), kinds.split(";;")[1]  # the name offered, the kind changed

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    office.keys("Ctrl+E")
    office.rest()
    assert "Excel (*.xlsx)" in asked[0]
    (out,) = tmp_path.glob("*.xml")
    drop(office, out)
    assert "开始、完成和文件全部相同" in office.read()
    assert page(office).inquiry.target == office.reader.ids("project")[0]


def test_an_mpp_chosen_in_the_wizard_is_refused_with_the_way_out(
    office: Office, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "总计划.mpp"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    assert office.desk.open_ledger(empty)
    office.desk.import_wanted.emit("", None)
    assert isinstance(office.program.exchange.wizard, ImportWizard)
    office.keys("Return")  # 选择文件…
    office.rest()
    assert "在 Project 里另存为 XML 再导入" in office.read()
    assert not page(office).commit_button.isVisible()
    assert office.reader.count("project") == 0
