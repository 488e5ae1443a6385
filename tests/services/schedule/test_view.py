from __future__ import annotations

from datetime import date

import numpy as np

from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Condition, Query, SortBy
from lanyan_desktop.core.values import day_of
from lanyan_desktop.services.schedule.finding import find
from lanyan_desktop.services.schedule.table import PlanSource, plan_columns
from lanyan_desktop.services.schedule.view import load_view
from tests.services.schedule.conftest import Site

NAMES = [column.name for column in plan_columns()]


def test_the_header_of_the_sample_is_that_of_its_control_totals(sample: Site) -> None:
    found = find(sample.view)
    assert (found.required_days, found.required_day) == (417, day_of(date(2026, 5, 18)))
    assert (found.forecast_days, found.forecast_day) == (432, day_of(date(2026, 6, 2)))
    assert found.over_days == 15 == found.delay_days
    assert (found.done, found.planned) == (5946, 6413)  # EV and PV over BAC: 59.5 %, 64.1 %
    assert (found.works, found.finished, found.begun, found.milestones, found.critical) == (120, 52, 9, 5, 15)
    assert found.critical_path[0] == "主体结构"
    assert found.critical_path[-1] == "竣工验收"


def test_the_baseline_of_the_sample_lies_beside_its_rows(sample: Site) -> None:
    view = sample.view
    row = view.loaded.columns["wbs"].index("3.19")
    assert view.late[row] == 15 * 480
    assert view.front is not None
    assert view.front.late[row] == 15 * 480
    assert view.loaded.columns["name"][row] == "机房层及屋面构架"
    assert (view.taken.finish != NONE).all()
    assert view.bars.front[row] == day_of(date(2025, 11, 16))  # three of its ten days


def test_the_bars_are_whole_days(sample: Site) -> None:
    view = sample.view
    assert np.array_equal(view.bars.start, np.round(view.bars.start))
    row = view.loaded.columns["wbs"].index("3.16")
    assert (view.bars.start[row], view.bars.finish[row]) == (day_of(date(2025, 11, 7)), day_of(date(2025, 11, 14)))


def test_a_page_of_the_table_reads_as_in_the_design(sample: Site) -> None:
    view = sample.view
    source = PlanSource(view)
    row = view.loaded.ids[view.loaded.columns["wbs"].index("3.22")]
    names = ["number", "name", "duration_min", "predecessors", "total_float", "done"]
    page = source.page([row], names)[row]
    assert list(page.values) == [43, "主体结构中间验收(1-6层)", 480, "31FS+2d", None, 10_000]
    top = view.loaded.ids[view.loaded.columns["wbs"].index("3")]
    summary = source.page([top], names)[top]
    assert (summary.is_summary, summary.values[1], summary.values[2]) == (True, "主体结构", 177 * 480)
    assert summary.dress["number"].text == "3"
    assert summary.dress["done"].text == "96%"


def test_filters_keep_what_stands_above(sample: Site) -> None:
    source = PlanSource(sample.view)
    source.show = "critical"
    found = source.ids(Query())
    assert isinstance(found, Outline)
    assert sum(level > 0 for level in found.levels.tolist()) == 15
    source.show = "all"
    named = source.ids(Query((Condition("name", "contains", "主体封顶"),)))
    assert isinstance(named, Outline)
    assert named.levels.tolist() == [0, 1]
    crews = source.distinct("team_id", Query())
    assert sum(choice.count for choice in crews) == 120
    steel = next(choice for choice in crews if choice.text == "木工班组")
    assert len(source.ids(Query((Condition("team_id", "in", (steel.value,)),)))) > 1
    assert len(source.ids(Query((Condition("team_id", "contains", "木工"),)))) > 1


def test_sorting_lists_the_works_alone(sample: Site) -> None:
    source = PlanSource(sample.view)
    ids = source.ids(Query(sort=(SortBy("duration_min", descending=True),)))
    assert not isinstance(ids, Outline)
    lengths = [row.values[0] for row in source.page(list(ids[:]), ["duration_min"]).values()]
    assert len(lengths) == 120
    assert lengths == sorted(lengths, key=lambda value: -int(str(value)))


def test_every_column_has_a_value_for_every_row(sample: Site) -> None:
    view = sample.view
    page = PlanSource(view).page(view.loaded.ids, NAMES)
    assert len(page) == 134
    assert all(len(row.values) == len(NAMES) for row in page.values())


def test_a_second_reading_keeps_the_network(sample: Site) -> None:
    first = sample.view
    again = load_view(sample.ledger, sample.project_id, before=first)
    assert again.loaded.network is first.loaded.network


def test_an_empty_plan_has_a_view(site: Site) -> None:
    from lanyan_desktop.services.schedule.structure import delete_activities

    delete_activities(site.ledger, project_id=site.project_id, ids=site.view.loaded.ids)
    found = find(site.view)
    assert (found.works, found.required_days, found.over_days, found.planned) == (0, None, None, None)
    assert len(site.view.bars) == 0
    assert len(PlanSource(site.view).ids(Query())) == 0


def test_a_plan_without_any_date_begins_on_the_day_its_project_was_made(site: Site) -> None:
    with site.ledger.changeset("没有开工日期") as edit:
        edit.set("project", site.project_id, start_day=None, data_day=None)
        edit.insert("activity", project_id=site.project_id, wbs="9", name="没有日期的工作")
    view = site.view
    first = int(view.first_day[view.loaded.columns["name"].index("没有日期的工作")])
    assert abs(first - day_of(date.today())) <= 1
