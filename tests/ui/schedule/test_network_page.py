"""时标网络图 beside the Gantt: one axis, one selection, the marks of the drawing, on screen and on paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lanyan_desktop.core.chart.paging import Setup
from lanyan_desktop.services.schedule.arrow_plan import arrow_plan
from lanyan_desktop.ui.schedule import network_page as module
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.network_drawing import NetworkDrawing
from lanyan_desktop.ui.schedule.network_page import NetworkPage
from lanyan_desktop.ui.schedule.network_painter import LANE
from lanyan_desktop.ui.schedule.paper import TitleBlock, write_pdf
from lanyan_desktop.ui.theme import theme
from tests.ui.schedule.conftest import Stage
from tests.ui.schedule.test_printing import text_of


def enter(stage: Stage) -> NetworkPage:
    stage.tab.parts.show(2)
    QApplication.processEvents()
    page = stage.tab.parts.part(2)
    assert isinstance(page, NetworkPage)
    return page


def colours(page: NetworkPage) -> set[str]:
    image = page.chart.grab().toImage()
    body = range(paint.HEADER, image.height() - 26)
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in body}


def place_of(page: NetworkPage, row: int) -> QPoint:
    plan = page.chart.plan
    assert plan is not None
    layout = plan.layout
    work = next(n for n, at in enumerate(layout.works.row) if at == row and not layout.works.is_lag(n))
    day = float(layout.start_day[work] + layout.solid_day[work]) / 2
    page.chart.axis.pan(page.chart.scale.x_at(day) - 500)
    page._down.setValue(int(layout.arrow_lane[work] * LANE - 200))
    y = paint.HEADER + (float(layout.arrow_lane[work]) + 0.5) * LANE - page.chart.offset
    return QPoint(round(page.chart.scale.x_at(day)), round(y))


def test_the_diagram_opens_on_the_critical_lane_and_says_what_it_is_made_of(sample: Stage) -> None:
    page = enter(sample)
    plan = page.chart.plan
    assert plan is not None
    assert "虚工作" in page.said.text()
    works = plan.layout.works
    drawn = {row for n, row in enumerate(works.row) if not works.is_lag(n)} | set(works.milestones)
    assert drawn == set(np.flatnonzero(~sample.tab.view.schedule.is_summary).tolist())
    critical = int(np.bincount(plan.layout.arrow_lane[plan.layout.is_critical & ~plan.layout.is_dummy]).argmax())
    assert 0 <= (critical + 0.5) * LANE - page.chart.offset <= page.chart.room
    assert theme().colours["critBar"].name() in colours(page)


def test_axis_and_selection_are_shared(sample: Stage) -> None:
    page, row = enter(sample), sample.tab.view.loaded.place[sample.id_of("3.19")]
    QTest.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=place_of(page, row))
    QApplication.processEvents()
    assert sample.tab.table.current_id == sample.id_of("3.19")
    assert sample.inspected == [sample.id_of("3.19")]
    assert page.chart.look.selected == {row}
    before = page.chart.scale.px_per_day
    sample.tab.acts.zoom_in.trigger()
    assert page.chart.scale.px_per_day == pytest.approx(before * 1.25)
    assert page.chart.scale.left == sample.tab.page.chart.scale.left


def test_the_front_line_tells_what_lateness_does_and_six_times_are_the_engines(sample: Stage) -> None:
    page, row = enter(sample), sample.tab.view.loaded.place[sample.id_of("3.19")]
    plan = page.chart.plan
    assert plan is not None
    assert plan.mark_of(row) == ("−15天 → 总工期 +15", True)
    (early, _late, total), (finish, _, free) = plan.six_times(row)
    assert int(finish) - int(early) == 10
    assert (total, free) == ("0", "0")
    place_of(page, row)
    assert theme().colours["front"].name() in colours(page)
    page.front.trigger()
    assert theme().colours["front"].name() not in colours(page)


def test_swim_lanes_keep_each_team_to_itself(sample: Stage) -> None:
    page = enter(sample)
    page.by_team.trigger()
    plan = page.chart.plan
    assert plan is not None
    assert "木工班组" in plan.groups
    view, layout = sample.tab.view, plan.layout
    for work, row in enumerate(layout.works.row):
        team = view.teams[view.loaded.columns["team_id"][row]]  # type: ignore[index]  # an id
        assert plan.groups[int(layout.lane_group[int(layout.arrow_lane[work])])] == team


def test_swim_lanes_by_section_take_the_place_of_those_by_team(sample: Stage) -> None:
    page = enter(sample)
    page.by_team.trigger()
    page.by_section.trigger()
    assert not page.by_team.isChecked()
    plan = page.chart.plan
    assert plan is not None
    loaded = sample.tab.view.loaded
    tops = {row for row in range(len(loaded)) if loaded.plan.parent[row] < 0}
    assert set(plan.groups) <= {str(loaded.columns["name"][row]) for row in tops}
    assert len(plan.groups) > 3
    page.by_section.trigger()
    assert page.chart.plan is not None
    assert page.chart.plan.groups == ()


def test_finished_works_can_be_hidden_and_too_many_are_refused_in_words(
    sample: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = enter(sample)
    page.open.trigger()
    plan = page.chart.plan
    assert plan is not None
    drawn = [row for n, row in enumerate(plan.layout.works.row) if not plan.layout.works.is_lag(n)]
    assert not sample.tab.view.schedule.is_finished[drawn].any()
    monkeypatch.setattr(module, "MOST_WORKS", 5)
    page.again.trigger()
    assert page._pages.currentIndex() == 1
    assert page.chart.plan is None


def test_an_edit_keeps_the_lanes_of_what_did_not_change(sample: Stage) -> None:
    view = sample.tab.view
    rows = list(range(len(view)))
    first = arrow_plan(view, rows)
    again = arrow_plan(view, rows, before=first.layout.kept)
    moved = sum(first.layout.kept[key] != again.layout.kept[key] for key in first.layout.kept)
    assert moved <= len(first.layout.kept) // 10


def test_the_diagram_is_printed_with_words_that_can_be_read(sample: Stage, tmp_path: Path) -> None:
    page = enter(sample)
    assert isinstance(sample.tab._drawing(), NetworkDrawing)
    path = tmp_path / "网络图.pdf"
    block = TitleBlock(project="翠湖花园3#住宅楼", drawn="张工", date="2026-03-01")
    assert write_pdf(path, NetworkDrawing(page.chart), Setup(paper="A1", fit="page"), block) == 1
    text = text_of(path, 1)
    for word in ("双代号时标网络图", "关键工作", "编制", "间歇", "竣工"):
        assert word in text, word
