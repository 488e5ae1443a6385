from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.chart.gantt import Bars, build_scene, front_points, place_labels, summary_ends
from lanyan_desktop.core.chart.links import DOWN, LEFT, RIGHT, UP, build_links, row_links
from lanyan_desktop.core.chart.overview import CRITICAL, NOTHING, PLAIN, bird_view
from lanyan_desktop.core.chart.timescale import TimeScale

SCALE = TimeScale(0.0, 10.0, 400.0)
NAN = float("nan")


def bars(*spans: tuple[float, float], **columns: Any) -> Bars:
    count = len(spans)
    given_columns = {
        "start": [a for a, _ in spans],
        "finish": [b for _, b in spans],
        **{name: [NAN] * count for name in ("base_start", "base_finish", "tail", "front")},
        "done": [0.0] * count,
    }
    flags = {name: [False] * count for name in ("is_summary", "is_milestone", "is_critical", "is_finished")}
    made: dict[str, Any] = {
        name: np.array(values, dtype=np.float64)
        for name, values in (given_columns | columns).items()
        if name not in flags
    }
    made |= {name: np.array(columns.get(name, values), dtype=np.bool_) for name, values in flags.items()}
    return Bars(**made)


def test_a_bar_stands_where_its_days_are() -> None:
    scene = build_scene(bars((2, 5), (4, 6), is_critical=[False, True]), SCALE)
    assert scene.bar.tolist() == [[20, 4, 30, 11]]
    assert scene.bar_critical.tolist() == [[40, 28, 20, 11]]


def test_progress_reaches_to_the_data_date_and_all_of_what_is_finished() -> None:
    made = bars((2, 8), (1, 3), (2, 3), done=[0.3, 1, 0], is_finished=[False, True, False])
    assert build_scene(made, SCALE, data_day=5).done.tolist() == [[20, 4, 30, 11], [10, 28, 20, 11]]
    assert build_scene(made, SCALE).done[0].tolist() == [20, 4, 18, 11]


def test_milestones_summaries_tails_and_baselines_have_their_shapes() -> None:
    made = bars(
        (5, 5), (1, 9), (1, 3),
        is_milestone=[True, False, False], is_summary=[False, True, False],
        tail=[NAN, NAN, 7], base_start=[4, 0, 0], base_finish=[4, 0, 2], front=[NAN, NAN, 1],
    )  # fmt: skip
    scene = build_scene(made, SCALE)
    assert scene.milestone.tolist() == [[50, 10]]
    assert scene.base_milestone.tolist() == [[40, 10]]
    assert scene.summary.tolist() == [[10, 31, 80, 4]]
    assert scene.tail.tolist() == [[31, 70, 57.5]]
    assert scene.base.tolist() == [[0, 65, 20, 3]]
    assert scene.base_done.tolist() == [[0, 65, 10, 3]]
    assert len(summary_ends(scene.summary)) == 2
    assert not len(build_scene(made, SCALE, with_base=False).base)


def test_what_is_out_of_view_is_left_out_and_what_crosses_it_is_cut() -> None:
    scene = build_scene(bars((-5, -2), (100, 120), (-1e6, 1e6)), SCALE)
    assert scene.bar.tolist() == [[-40, 52, 480, 11]]


def test_labels_go_right_then_left_then_nowhere() -> None:
    made = bars((2, 5), (20, 38), (0, 40), (2, 5), tail=[NAN, NAN, NAN, 8])
    labels = place_labels(made, SCALE, lambda row: (f"班组{row}", "晚3天"), lambda text: 8.0 * len(text))
    assert [(label.row, label.x) for label in labels] == [(0, 57), (1, 200 - 54 - 15), (3, 87)]
    assert place_labels(made, SCALE, lambda row: ("", ""), len) == []


def test_the_front_line_has_one_corner_a_row() -> None:
    corners, dots = front_points(bars((0, 5), (0, 5), (0, 5), front=[2, NAN, 9]), SCALE, 4.0)
    assert corners == [(40, 0), (20, 18.5), (40, 42.5), (90, 66.5), (40, 72)]
    assert [(x, row) for x, _, row in dots] == [(20, 0), (90, 2)]


@given(
    st.lists(st.tuples(st.floats(-20, 60), st.floats(0, 30)), min_size=2, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 3)), max_size=12),
)
def test_links_are_right_angled_begin_and_end_at_their_bars(
    spans: list[tuple[float, float]], pairs: list[tuple[int, int, int]]
) -> None:
    made = bars(*[(a, a + length) for a, length in spans])
    rows = [(a % len(spans), b % len(spans), kind) for a, b, kind in pairs if a % len(spans) != b % len(spans)]
    source, target, kind = (np.array([row[n] for row in rows], dtype=np.int64) for n in range(3))
    links = row_links(source, target, kind, is_critical=np.zeros(len(rows), bool), row_of=np.arange(len(spans)))
    scene = build_links(links, made, SCALE, first=0, last=len(spans) - 1)
    steps = np.abs(np.diff(scene.corners, axis=1))
    assert (np.minimum(steps[..., 0], steps[..., 1]) == 0).all()
    for corners, heading, at in zip(scene.corners, scene.heading, scene.index, strict=True):
        assert abs(corners[0][1] - (24 * source[at] + 9.5)) <= 0.5
        end = 24 * target[at] + 9.5
        assert abs(corners[-1][1] - end) <= (8 if heading in (DOWN, UP) else 0.5)
        inner = corners[1:-1]
        middles = {24 * row + 9.5 for row in range(len(spans))} - {24 * source[at] + 9.5, end}
        level = inner[:-1][inner[:-1, 1] == inner[1:, 1]]
        assert not {y for y in level[:, 1].tolist() if any(abs(y - m) < 5.5 for m in middles)}  # crosses no bar


def test_the_arrows_point_the_way_of_the_relation() -> None:
    made = bars((0, 5), (10, 12), (1, 3))
    pairs = [(0, 1, 0), (1, 0, 1), (0, 2, 2), (0, 2, 3), (0, 2, 0), (1, 2, 1)]
    source, target, kind = (np.array([p[n] for p in pairs]) for n in range(3))
    links = row_links(source, target, kind, is_critical=np.zeros(6, bool), row_of=np.arange(3))
    scene = build_links(links, made, SCALE, first=0, last=2)
    assert scene.heading.tolist() == [DOWN, RIGHT, LEFT, LEFT, RIGHT, RIGHT]
    assert scene.boxes(np.ones(6, bool)).shape[1] == 4
    assert scene.arrows(np.ones(6, bool)).shape == (6, 3, 2)


def test_hidden_rows_have_no_links_and_far_ones_are_not_laid() -> None:
    source, target = np.array([0, 1, 2]), np.array([1, 2, 3])
    links = row_links(
        source, target, np.zeros(3, np.int64), is_critical=np.zeros(3, bool), row_of=np.array([0, -1, 1, 2])
    )
    assert links.link.tolist() == [2]
    made = bars((0, 1), (1, 2), (300, 301))
    assert len(build_links(links, made, SCALE, first=0, last=0).corners) == 0


def test_lines_that_only_pass_by_are_left_out_where_they_are_many() -> None:
    count = 200
    made = bars(*[(n % 7, n % 7 + 2) for n in range(count)])
    source, target = np.arange(0, 95), np.arange(105, 200)
    links = row_links(source, target, np.zeros(95, np.int64), is_critical=np.zeros(95, bool), row_of=np.arange(count))
    assert len(build_links(links, made, SCALE, first=100, last=104).corners) == 0
    assert len(build_links(links, made, SCALE, first=90, last=104).corners) == 5  # those that begin in view
    few = row_links(
        source[:9], target[:9], np.zeros(9, np.int64), is_critical=np.zeros(9, bool), row_of=np.arange(count)
    )
    assert len(build_links(few, made, SCALE, first=100, last=104).corners) == 9


def test_the_bird_sees_critical_bars_on_top() -> None:
    start, finish = np.array([0.0, 1.0]), np.array([2.0, 3.0])
    picture = bird_view(start, finish, np.array([False, True]), first=0, last=4, width=4, height=1)
    assert picture.tolist() == [[PLAIN, CRITICAL, CRITICAL, NOTHING]]
    assert bird_view(start, finish, np.array([False, True]), first=0, last=4, width=4, height=2).tolist() == [
        [PLAIN, PLAIN, NOTHING, NOTHING],
        [NOTHING, CRITICAL, CRITICAL, NOTHING],
    ]
