"""预警与建议, 资源均衡, 风险分析 and 完工预测 through the window: words, selection, ledger."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lanyan_desktop.ui.theme import theme
from tests.ui.schedule.conftest import Stage


def cells(stage: Stage) -> list[tuple[str, ...]]:
    advice = stage.tab.advising.panel.advice
    assert advice is not None, stage.failures
    return [line.cells for line in advice.lines]


def stand_on(stage: Stage, row: int) -> None:
    table = stage.tab.advising.panel.table
    assert table is not None
    table.grid.setCurrentIndex(table.model.index(row, 0))
    QApplication.processEvents()


def test_the_days_over_lead_to_the_alarms_with_cause_and_path(sample: Stage) -> None:
    (over,) = [c for c in sample.tab.figures._cells if c.figure is not None and c.figure.title == "超期"]
    QTest.mouseClick(over, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    panel = sample.tab.advising.panel
    assert panel.isVisible()
    found = cells(sample)
    at = next(number for number, line in enumerate(found) if line[0] == "预测完工超过要求完工")
    assert found[at][2] == "15 天"
    assert "落后" in found[at][3]
    stand_on(sample, at)
    names = {sample.name_of(one) for one in sample.tab.table.selected_ids() if isinstance(one, bytes)}  # type: ignore[arg-type]  # ids
    assert {"机房层及屋面构架", found[at][1]} <= names
    grid = sample.tab.table.grid
    cell = grid.visualRect(grid.table.index(grid.currentIndex().row(), 0))
    ground = grid.viewport().grab().toImage().pixel(cell.left() + 6, cell.top() + 5)
    assert ground == theme().colours["accentSoft"].rgb()  # not covered by what the outline was painted with
    panel.leave.click()
    assert not panel.isVisible()


def test_the_alarms_follow_the_plan(sample: Stage) -> None:
    sample.tab.acts.alarms.trigger()
    QApplication.processEvents()
    assert _over(sample) == "15 天"
    sample.session.write(lambda ledger: _late(ledger, sample)).result()
    QApplication.processEvents()
    assert _over(sample) == "16 天"


def _over(stage: Stage) -> str:
    return next(line[2] for line in cells(stage) if line[0] == "预测完工超过要求完工")


def _late(ledger: object, stage: Stage) -> None:
    with ledger.changeset("要求提前") as edit:  # type: ignore[attr-defined]  # a ledger
        day = stage.tab.view.loaded.project.required_finish_day
        assert day is not None
        edit.set("project", stage.project_id, required_finish_day=day - 1)


def test_risk_and_forecast_say_dates_and_reasons(sample: Stage) -> None:
    sample.tab.acts.risk.trigger()
    QApplication.processEvents()
    panel = sample.tab.advising.panel
    assert panel.title.text().startswith("P10 2026-")
    assert panel.advice is not None
    assert sum(one.count for one in panel.advice.bins) == 1_000
    assert not panel.histogram.grab().isNull()
    sample.tab.acts.forecast.trigger()
    QApplication.processEvents()
    assert panel.title.text().startswith("预测完工 2026-")
    assert cells(sample)[0][0] == "逻辑关系"


def test_levelling_is_looked_at_before_it_is_written_and_is_one_step(sample: Stage) -> None:
    sample.tab.acts.level.trigger()
    QApplication.processEvents()
    assert str(sample.failures.pop()).startswith("level.no_resources")
    assert not sample.tab.advising.panel.isVisible()
    sample.session.write(lambda ledger: _one_crew(ledger, sample)).result()
    sample.tab.acts.level.trigger()
    QApplication.processEvents()
    panel = sample.tab.advising.panel
    assert cells(sample)
    assert all(line[3] for line in cells(sample))
    assert _held(sample) == 0
    panel.keep.click()
    QApplication.processEvents()
    assert _held(sample) > 0
    assert str(sample.session.write(lambda ledger: ledger.undo()).result()).startswith("资源调平")
    QApplication.processEvents()
    assert _held(sample) == 0


def _held(stage: Stage) -> int:
    return sum(value is not None for (value,) in stage.session.reader.columns("activity", ["levelled_start"]))


def _one_crew(ledger: object, stage: Stage) -> None:
    """Every team is one gang that can be at one place."""
    with ledger.changeset("班组登记为资源") as edit:  # type: ignore[attr-defined]  # a ledger
        for team_id, name in stage.tab.view.teams.items():
            edit.insert("resource", project_id=stage.project_id, name=name, team_id=team_id, capacity=10_000)


def test_what_to_shorten_is_offered_cheapest_first(sample: Stage) -> None:
    ids = [sample.id_of(wbs) for wbs in ("6.4", "3.19")]

    def allow(ledger: object) -> None:
        with ledger.changeset("可以赶工") as edit:  # type: ignore[attr-defined]  # a ledger
            for key, least, rate in zip(ids, (30, 8), (300_000, 100_000), strict=True):
                edit.set("activity", key, crash_min=least * 480, crash_fen_per_day=rate)

    sample.session.write(allow).result()
    sample.tab.acts.alarms.trigger()
    QApplication.processEvents()
    # a fifth day of 外墙真石漆 would bring nothing: another path is as long by then
    offered = [line[1:4] for line in cells(sample) if line[0] == "建议压缩"]
    assert offered == [
        ("机房层及屋面构架", "−2 天", "增加 2,000.00 元"),
        ("外墙真石漆", "−4 天", "增加 12,000.00 元"),
    ]
    assert "仍然晚于目标，增加 14,000.00 元" in sample.tab.advising.panel.remark.text()
