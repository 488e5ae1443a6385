"""The sample project comes out as published: all dates, floats, critical works, baseline and forecast."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from tests.core.schedule.sample import DAY, Sample, load_sample, shown


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> Sample:
    return load_sample(shared_data)


@pytest.fixture(scope="module")
def planned(sample: Sample) -> Schedule:
    return compute_schedule(sample.plan(with_progress=False))


@pytest.fixture(scope="module")
def forecast(sample: Sample) -> Schedule:
    return compute_schedule(sample.plan(with_progress=True))


def test_every_planned_start_and_finish_is_the_published_one(sample: Sample, planned: Schedule) -> None:
    assert len(sample.rows) == 120
    milestone = [row["dur"] == 0 for row in sample.rows]
    starts = shown(planned.start - [1 if m and at else 0 for at, m in enumerate(milestone)], is_finish=False)
    assert [(s, f) for s, f in zip(starts, shown(planned.finish, is_finish=True), strict=True)] == [
        (row["start"], row["finish"]) for row in sample.rows
    ]


def test_early_dates_and_total_float_are_the_published_ones(sample: Sample, planned: Schedule) -> None:
    assert sample.days(planned.start) == [row["ES"] for row in sample.rows]
    assert sample.days(planned.finish) == [row["EF"] for row in sample.rows]
    assert (planned.total_float / DAY).tolist() == [row["TF"] for row in sample.rows]
    assert (planned.late_start >= planned.start).all()


def test_the_critical_works_are_the_47_published_ones(sample: Sample, planned: Schedule) -> None:
    assert planned.is_critical.tolist() == [row["crit"] for row in sample.rows]
    assert planned.is_critical.sum() == 47


def test_the_baseline_takes_417_working_days_to_18_may(sample: Sample, planned: Schedule) -> None:
    assert sample.calendar.between(sample.start, planned.project_finish) == 417 * DAY
    assert shown(planned.finish, is_finish=True)[-1] == "2026-05-18"


def test_the_forecast_at_the_data_date_is_2_june_15_days_late(sample: Sample, forecast: Schedule) -> None:
    assert sample.days(forecast.start) == [row["aes"] for row in sample.rows]
    assert sample.days(forecast.finish) == [row["aef"] for row in sample.rows]
    assert sample.calendar.between(sample.start, forecast.project_finish) == 432 * DAY
    assert forecast.project_finish // 1440 == 20606  # 2026-06-02


def test_states_at_the_data_date(sample: Sample, forecast: Schedule) -> None:
    assert (forecast.is_finished.sum(), forecast.is_begun.sum()) == (52, 9)
    assert forecast.is_critical.sum() == 15  # what the mock counts as 剩余关键
