"""S 曲线: the same shares as the header's, over the Gantt's axis."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from lanyan_desktop.core.values import day_of
from lanyan_desktop.services.schedule.finding import find
from lanyan_desktop.services.schedule.progress_curve import progress_curve
from lanyan_desktop.ui.schedule.curve_page import GUTTER, CurvePage
from lanyan_desktop.ui.theme import token
from tests.ui.schedule.conftest import Stage


def enter(stage: Stage) -> CurvePage:
    stage.tab.parts.show(4)
    QApplication.processEvents()
    page = stage.tab.parts.part(4)
    assert isinstance(page, CurvePage)
    return page


def test_the_curves_meet_what_the_header_says_and_end_at_all(sample: Stage) -> None:
    view = sample.tab.view
    finding, curve = find(view), progress_curve(view)
    assert curve is not None
    assert view.data_day is not None
    now = curve.at(day_of(date(2025, 12, 1)))
    assert now is not None
    assert finding.planned is not None
    assert now[0] == pytest.approx(finding.planned / 10_000, abs=1e-4)
    assert now[1] == pytest.approx(finding.done / 10_000, abs=1e-4)
    assert now[2] == pytest.approx(now[1])
    for column in (curve.planned, curve.done, curve.to_come):
        known = column[~np.isnan(column)]
        assert (np.diff(known) >= -1e-12).all()
    assert curve.planned[0] == 0
    assert curve.planned[-1] == pytest.approx(1)
    assert curve.to_come[-1] == pytest.approx(1)


def test_a_day_says_its_shares_and_each_curve_is_seen(sample: Stage) -> None:
    page = enter(sample)
    page.chart.axis.go_to_date()
    page.chart.resize(1000, 600)
    scale = page.chart.scale
    x = int(GUTTER + scale.x_at(day_of(date(2025, 11, 30)) + 0.5))
    assert page.chart.tip(x).splitlines() == ["2025-11-30", "应完成 64.1%", "实际 59.5%", "预计 59.5%"]
    assert page.chart.tip(GUTTER - 5_000) == ""
    image = page.chart.grab().toImage()
    seen = {image.pixelColor(a, b).name() for a in range(GUTTER, image.width()) for b in range(50, image.height(), 1)}
    assert {token("barDone").name(), token("text3").name()} <= seen
