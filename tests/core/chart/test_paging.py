from __future__ import annotations

from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as some

from lanyan_desktop.core.chart.gantt import ROW
from lanyan_desktop.core.chart.paging import FOOT, HEADER, TITLE, Fit, Paper, Setup, paginate

setups = some.builds(
    Setup, paper=some.sampled_from(get_args(Paper)), is_landscape=some.booleans(), fit=some.sampled_from(get_args(Fit))
)


@given(setups, some.integers(1, 3_000), some.floats(5, 2_000), some.floats(0.3, 20), some.floats(200, 900))
def test_every_row_and_every_day_is_on_exactly_one_page_and_none_sticks_out(
    setup: Setup, rows: int, days: float, px: float, table: float
) -> None:
    made = paginate(setup, rows=rows, first_day=100.0, last_day=100.0 + days, table_width=table, px_per_day=px)
    columns = {page.across for page in made.pages}
    for across in columns:
        mine = [page for page in made.pages if page.across == across]
        assert [row for page in mine for row in range(page.first, page.last)] == list(range(rows))
    span = made.chart_width / made.px_per_day
    lefts = sorted({page.left for page in made.pages})
    assert lefts[0] <= 100.0
    assert lefts[-1] + span >= 100.0 + days - 1e-6
    assert all(abs(b - a - span) < 1e-6 for a, b in pairwise(lefts))
    _, _, width, height = setup.frame
    assert (table + made.chart_width) * made.shrink <= width + 1e-6
    tallest = max(page.last - page.first for page in made.pages)
    assert tallest == 1 or (HEADER + tallest * ROW) * made.shrink <= height - TITLE - FOOT + 1e-6
    if setup.fit == "page":
        assert len(made) == 1
    if setup.fit == "tiles":
        assert made.px_per_day == px
