from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.progress import (
    FrontLine,
    effect_of,
    front_line,
    planned_share,
    project_delay,
    value_due,
)
from tests.core.schedule.sample import DAY, Sample, load_sample


def line(*, done: int, start: int = 10, finish: int = 20, at: int = 16, is_finished: bool = False) -> FrontLine:
    return front_line(
        np.array([start]), np.array([finish]), done=np.array([done]), is_finished=np.array([is_finished]), at=at
    )


@pytest.mark.parametrize(
    ("case", "position", "late"),
    [
        (line(done=5_000), 15, 1),
        (line(done=9_000), 19, -3),
        (line(done=0), 10, 6),  # due and not begun: at its start
        (line(done=0, at=5), 5, 0),  # not due
        (line(done=2_000, at=5), 12, -7),  # begun before its time
        (line(done=10_000, is_finished=True), 16, 0),
        (line(done=0, finish=10), 16, 0),  # a milestone
    ],
)
def test_where_the_front_line_passes(case: FrontLine, position: int, late: int) -> None:
    assert (case.position[0], case.late[0]) == (position, late)


def test_by_remaining_duration() -> None:
    got = front_line(
        np.array([10, 10]),
        np.array([20, 20]),
        done=np.array([5_000, 5_000]),
        is_finished=np.array([False, False]),
        at=16,
        remaining=np.array([3, -1]),
    )
    assert got.position.tolist() == [17, 15]


def test_the_worked_examples_of_being_late() -> None:
    assert effect_of(2, total_float=2, free_float=2).project == 0
    assert effect_of(2, total_float=2, free_float=2).successors == 0
    assert effect_of(1, total_float=0, free_float=0).project == 1
    assert effect_of(2, total_float=3, free_float=1).successors == 1
    assert project_delay(np.array([2, 1]), np.array([2, 0])) == 1
    assert project_delay(np.array([2, 1]), np.array([0, 0])) == 2


@given(st.integers(0, 100), st.integers(0, 50), st.integers(0, 200))
def test_the_planned_share_grows_from_none_to_all(start: int, length: int, at: int) -> None:
    begin, end = np.array([start]), np.array([start + length])
    share = int(planned_share(begin, end, at)[0])
    assert 0 <= share <= 10_000
    assert share <= int(planned_share(begin, end, at + 1)[0])
    assert int(planned_share(begin, end, start + length)[0]) == 10_000
    assert value_due(np.array([10_000]), begin, end, at) == share


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> Sample:
    return load_sample(shared_data)


def baseline(sample: Sample) -> tuple[Ints, Ints, int]:
    planned = compute_schedule(sample.plan(with_progress=False))
    count = sample.calendar.count_at
    return count(planned.start), count(planned.finish), sample.calendar.count(sample.data_date)


def test_the_sample_lags_where_the_picture_shows_it(sample: Sample) -> None:
    start, finish, at = baseline(sample)
    done = np.array([round(float(row["pct"]) * 100) for row in sample.rows])
    got = front_line(start, finish, done=done, is_finished=done == 10_000, at=at)
    late = {sample.rows[i]["id"]: got.late[i] / DAY for i in np.flatnonzero(got.is_marked)}
    assert late[40] == 15
    assert late[52] == 15
    assert round(late[65], 1) == 13.1


def test_the_planned_value_of_the_sample_at_its_data_date(sample: Sample) -> None:
    start, finish, at = baseline(sample)
    budget = np.array([round(float(row["bud"]) * 100) for row in sample.rows])
    assert value_due(budget, start, finish, at) == 15_127_795_28
