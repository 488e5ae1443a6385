"""The words of a full arrow diagram: none lies on another, at any zoom, with everything switched on."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.chart.network_scene import build_network_scene, network_front
from lanyan_desktop.core.chart.plates import Box
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.services.imports.plan_file import import_plan_file
from lanyan_desktop.services.ledgers import create, using
from lanyan_desktop.services.schedule.arrow_plan import ArrowPlan, arrow_plan
from lanyan_desktop.services.schedule.view import load_view
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.schedule.network_painter import LANE
from lanyan_desktop.ui.schedule.network_words import Words, lay_words
from tests.shared import shared_file

_ZOOMS = (2.0, 8.0, 24.0, 80.0)


def plan_of(path: Path) -> ArrowPlan:
    with Session(path, user="张工") as session:
        view = load_view(session.reader, session.reader.ids("project")[0])
        return arrow_plan(view, list(range(len(view))))


def words_of(plan: ArrowPlan, px_per_day: float) -> Words:
    scale = TimeScale(float(plan.layout.day.min()), px_per_day, 1e6)
    scene = build_network_scene(plan.layout, scale, lane_height=LANE)
    day = plan.view.data_day
    marks = network_front(plan.layout, scale, day, plan.front_days, lane_height=LANE)[1] if day is not None else []
    dates = [((100.0 + 10 * at, 0.0), f"03-0{at + 1}") for at in range(4)]
    selected = frozenset(plan.layout.works.row[::7])
    return lay_words(plan, scene, scene.labels, marks=marks, selected=selected, has_all_times=True, dates=dates)


def overlap(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 1e-6 and min(one[3], other[3]) - max(one[1], other[1]) > 1e-6


def assert_apart(words: Words) -> None:
    boxes = sorted(words.boxes(), key=lambda box: box[1])
    assert boxes
    assert not [(one, other) for one, other in combinations(boxes, 2) if overlap(one, other)]


@pytest.mark.parametrize("px_per_day", _ZOOMS)
def test_the_sample(qtbot: QtBot, sample_file: Path, px_per_day: float) -> None:
    plan = plan_of(sample_file)
    words = words_of(plan, px_per_day)
    assert_apart(words)
    told = {text for _, text, is_serious in words.marks if is_serious}
    assert "−15天 → 总工期 +15" in told  # what moves the finish is never left out for want of room


@pytest.mark.parametrize("px_per_day", _ZOOMS)
def test_commercial_construction(qtbot: QtBot, tmp_path: Path, px_per_day: float) -> None:
    path = tmp_path / "plan.lanyan"
    create(path)
    with using(path) as ledger:
        import_plan_file(ledger, shared_file("schedules/commercial_construction.from_mpp.xml"))
    assert_apart(words_of(plan_of(path), px_per_day))
