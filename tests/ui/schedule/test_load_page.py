"""The resource histograms: what is needed day by day, what is too much, over the Gantt's axis."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication

from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.load_page import GUTTER, ROW, LoadPage
from lanyan_desktop.ui.theme import theme
from tests.ui.schedule.conftest import Stage


def enter(stage: Stage) -> LoadPage:
    stage.tab.parts.show(3)
    QApplication.processEvents()
    page = stage.tab.parts.part(3)
    assert isinstance(page, LoadPage)
    return page


def colours(page: LoadPage) -> set[str]:
    image = page.chart.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(GUTTER, image.width(), 2) for y in range(paint.HEADER, 600, 2)}


def give_crane(stage: Stage, *names: str) -> None:
    """One crane, needed by these works."""
    ids = [stage.id_of(name) for name in names]

    def write(ledger: Ledger) -> None:
        with ledger.changeset("塔吊") as edit:
            crane = edit.insert("resource", project_id=stage.project_id, name="塔吊", unit="台", capacity=10_000)
            for activity in ids:
                edit.insert("assignment", project_id=stage.project_id, activity_id=activity, resource_id=crane)

    stage.session.write(write).result()
    QApplication.processEvents()


def test_without_resources_the_teams_are_shown_and_nothing_is_called_too_much(sample: Stage) -> None:
    page = enter(sample)
    names = {load.name for load in page.chart.loads}
    assert "木工班组" in names
    view = sample.tab.view
    carpenters = next(load for load in page.chart.loads if load.name == "木工班组")
    team = next(key for key, name in view.teams.items() if name == "木工班组")
    day = int(view.first_day[view.loaded.place[sample.id_of("3.19")]]) + 1
    works = [
        row
        for row in np.flatnonzero(~view.schedule.is_summary & ~view.is_milestone).tolist()
        if view.loaded.columns["team_id"][row] == team and view.first_day[row] <= day <= view.last_day[row]
    ]
    assert carpenters.used[day - carpenters.first] == 10_000 * len(works) > 0
    assert not carpenters.is_over.any()
    assert theme().colours["critBar"].name() not in colours(page)


def test_two_works_at_one_crane_stand_out_and_are_named(sample: Stage) -> None:
    give_crane(sample, "6.2", "6.3")
    page = enter(sample)
    (crane,) = page.chart.loads
    assert (crane.peak, int(crane.there.max())) == (20_000, 10_000)
    ((first, _last, most, works),) = crane.over
    assert set(works) == {"外墙抹灰找平", "外墙保温施工"}
    assert most == 20_000
    page.chart.axis.pan(page.chart.scale.x_at(float(first)) - 300)
    assert theme().colours["critBar"].name() in colours(page)
    x = GUTTER + page.chart.scale.x_at(first + 0.5)
    tip = page.chart.tip(x, paint.HEADER + ROW / 2)
    assert "需要 2，有 1 台" in tip
    assert "外墙保温施工" in tip


def test_a_plan_without_teams_says_what_to_do(empty: Stage) -> None:
    empty.tab.acts.add.trigger()
    QApplication.processEvents()
    page = enter(empty)
    assert page._pages.currentIndex() == 1
