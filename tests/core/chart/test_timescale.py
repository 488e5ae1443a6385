from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.chart.timescale import (
    LEAST_PX,
    MOST_PX,
    TimeScale,
    chart_days,
    fitted,
    shades,
    tiers,
)
from lanyan_desktop.core.schedule.calendar import DayException, build_calendar
from lanyan_desktop.core.values import Day, day_of

MONDAY = day_of(date(2025, 10, 13))
SHUT = (Day(day_of(date(2026, 2, 10))), Day(day_of(date(2026, 2, 27))), "春节停工")
FIVE = build_calendar(("08:00-12:00,13:00-17:00",) * 5 + ("", ""), [DayException(SHUT[0], SHUT[1])])
SCALES = st.builds(TimeScale, st.floats(5_000, 12_000), st.floats(LEAST_PX, MOST_PX), st.floats(200, 2000))


def test_a_day_of_work_fills_its_day_on_the_chart() -> None:
    at = MONDAY * 1440
    assert chart_days(FIVE, np.array([at + 480, at + 750])).tolist() == [MONDAY, MONDAY + 0.5]
    assert chart_days(FIVE, np.array([at + 1020]), is_finish=True).tolist() == [MONDAY + 1]
    assert chart_days(FIVE, np.array([at + 5 * 1440 + 100])).tolist() == [MONDAY + 5]  # a Saturday: nothing is done


@given(SCALES, st.floats(0.2, 5), st.floats(0, 2000))
def test_zooming_keeps_the_day_under_the_pointer(scale: TimeScale, factor: float, x: float) -> None:
    zoomed = scale.zoomed(factor, x)
    assert zoomed.day_at(x) == pytest.approx(scale.day_at(x), abs=1e-6)
    assert LEAST_PX <= zoomed.px_per_day <= MOST_PX


@given(SCALES)
def test_both_tiers_cover_the_view_without_gaps(scale: TimeScale) -> None:
    both = tiers(scale)
    for tier in (both.upper, both.lower):
        assert tier[0].start <= 0
        assert tier[-1].end >= scale.width
        assert all(a.end == pytest.approx(b.start) for a, b in pairwise(tier))
    assert len(both.lower) < 1500


def test_the_picture_of_the_design_has_months_over_weeks() -> None:
    both = tiers(TimeScale(float(MONDAY), 3.75, 600))
    assert [tick.text for tick in both.upper][:4] == ["2025年10月", "11月", "12月", "2026年1月"]
    assert [tick.text for tick in both.lower if tick.end > 0][:3] == ["13", "20", "27"]


@pytest.mark.parametrize(
    ("px", "unit", "lower"),
    [(40, "day", "13 一"), (14, "day", "13"), (1, "month", "11月"), (0.6, "quarter", "4季度"), (0.05, "year", "")],
)
def test_each_zoom_has_its_tiers(px: float, unit: str, lower: str) -> None:
    scale = TimeScale(float(MONDAY), px, 900)
    assert scale.unit == unit
    assert lower in {tick.text for tick in tiers(scale).lower}


def test_fitting_shows_the_whole() -> None:
    scale = fitted(100, 300, 1000)
    assert [scale.x_at(100), scale.x_at(300)] == pytest.approx([24, 976])


def test_days_off_are_shaded_and_long_named_stops_say_their_name() -> None:
    scale = TimeScale(float(SHUT[0] - 10), 4, 400)
    got = shades(scale, FIVE, (SHUT,))
    assert [shade.name for shade in got if shade.name] == ["春节停工"]
    stop = next(shade for shade in got if shade.name)
    assert stop.start == scale.x_at(SHUT[0])
    assert stop.end == scale.x_at(SHUT[1] + 3)  # the weekend behind it is off as well
    assert shades(scale, build_calendar(("00:00-24:00",) * 7)) == []
    assert all(shade.name for shade in shades(TimeScale(float(SHUT[0] - 90), 1, 400), FIVE, (SHUT,)))
