from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Day, Value, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule import structure
from lanyan_desktop.services.schedule.baselines import load_baselines, set_baseline
from lanyan_desktop.services.schedule.editing import edit_cells
from lanyan_desktop.services.schedule.texts import RelationTexts
from tests.services.schedule.conftest import Site


def march(day: int) -> Day:
    return day_of(date(2025, 3, day))


def type_in(site: Site, name: str, column: str, value: Value) -> None:
    edit_cells(site.ledger, project_id=site.project_id, edits=[CellEdit(site.id_of(name), column, value)])


def preds(site: Site, name: str) -> str:
    loaded = site.view.loaded
    return RelationTexts(loaded).predecessors(loaded.place[site.id_of(name)])


def state(site: Site) -> list[object]:
    loaded = site.view.loaded
    links = sorted(zip(loaded.plan.links.source.tolist(), loaded.plan.links.target.tolist(), strict=True))
    return [site.outline(), links, loaded.columns]


STEPS: list[Callable[[Site], object]] = [
    lambda s: type_in(s, "A", "duration_min", 960),
    lambda s: type_in(s, "A", "name", "甲"),
    lambda s: type_in(s, "C", "predecessors", "1FS+2d,2SS"),
    lambda s: type_in(s, "B", "predecessors", ""),
    lambda s: type_in(s, "C", "first_day", march(14)),
    lambda s: type_in(s, "C", "last_day", march(14)),
    lambda s: structure.insert_activity(s.ledger, project_id=s.project_id, after=s.id_of("A")),
    lambda s: structure.indent(s.ledger, project_id=s.project_id, ids=[s.id_of("B"), s.id_of("C")]),
    lambda s: structure.move(s.ledger, project_id=s.project_id, ids=[s.id_of("A")], down=True),
    lambda s: structure.link(s.ledger, project_id=s.project_id, ids=[s.id_of("C"), s.id_of("D")]),
    lambda s: structure.delete_activities(s.ledger, project_id=s.project_id, ids=[s.id_of("A")]),
]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_one_step_back_and_forth(site: Site, step: Callable[[Site], object]) -> None:
    before = state(site)
    step(site)
    after = state(site)
    assert after != before
    assert site.ledger.undo()
    assert state(site) == before
    assert site.ledger.redo()
    assert state(site) == after


def test_dates_follow_from_what_is_typed(site: Site) -> None:
    assert site.span("B") == ("03-11", "03-11")
    type_in(site, "A", "duration_min", 3 * 480)
    assert site.span("B") == ("03-13", "03-13")
    type_in(site, "C", "predecessors", "2FS+1d")
    assert site.span("C") == ("03-15", "03-15")
    assert preds(site, "C") == "2FS+1d"
    type_in(site, "C", "first_day", march(20))
    assert site.span("C") == ("03-20", "03-20")
    type_in(site, "C", "last_day", march(22))
    assert site.span("C") == ("03-20", "03-22")
    type_in(site, "C", "first_day", None)
    assert site.span("C") == ("03-15", "03-17")


def test_predecessors_that_stay_keep_their_records(site: Site) -> None:
    (kept,) = site.view.loaded.relation_ids
    type_in(site, "B", "predecessors", "1，3SS")
    assert kept in site.view.loaded.relation_ids
    assert preds(site, "B") == "1, 3SS"
    type_in(site, "B", "predecessors", "1FS+1d")
    assert kept not in site.view.loaded.relation_ids


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("A", "2", "relation.cycle"),
        ("A", "1", "relation.self"),
        ("A", "99", "relation.unknown"),
        ("A", "3FS+x", "relation.text"),
    ],
)
def test_what_cannot_be_tied_is_refused_and_nothing_is_written(site: Site, name: str, text: str, code: str) -> None:
    before = state(site)
    with pytest.raises(LanyanError) as caught:
        type_in(site, name, "predecessors", text)
    assert caught.value.code == code
    assert state(site) == before
    if code == "relation.cycle":
        assert str(caught.value.params["names"]).count("→") == 2


def test_a_percent_begins_and_finishes_work_at_the_data_date(site: Site) -> None:
    with site.ledger.changeset("数据日期") as edit:
        edit.set("project", site.project_id, data_day=march(12))
    type_in(site, "A", "done", 10_000)
    type_in(site, "C", "done", 5_000)
    columns = site.view.loaded.columns
    a, c = columns["name"].index("A"), columns["name"].index("C")
    assert columns["actual_start"][a] is not None
    assert columns["actual_finish"][a] is not None
    assert columns["actual_start"][c] is not None
    assert columns["actual_finish"][c] is None
    type_in(site, "A", "done", 0)
    assert site.view.loaded.columns["actual_start"][a] is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("duration_min", 10**12), ("first_day", -1), ("last_day", 10**6), ("deadline_at", 10**12), ("actual_start", -5)],
)
def test_what_no_calendar_reaches_is_refused(site: Site, column: str, value: int) -> None:
    before = state(site)
    with pytest.raises(LanyanError, match=r"activity\.unreadable"):
        type_in(site, "A", column, value)
    assert state(site) == before


def test_a_summary_takes_no_dates(site: Site) -> None:
    structure.indent(site.ledger, project_id=site.project_id, ids=[site.id_of("B")])
    with pytest.raises(LanyanError, match=r"activity\.summary"):
        type_in(site, "A", "first_day", march(12))
    type_in(site, "A", "name", "甲")
    assert "甲 1" in site.outline()


def test_pasting_below_the_plan_makes_rows(site: Site) -> None:
    edits = [CellEdit("new:0", "name", "E"), CellEdit("new:0", "duration_min", 960), CellEdit("new:1", "name", "F")]
    made = edit_cells(site.ledger, project_id=site.project_id, edits=edits)
    assert set(made) == {"new:0", "new:1"}
    assert site.outline()[-2:] == ["E 5", "F 6"]
    assert site.span("E") == ("03-10", "03-11")


def test_the_outline_goes_in_and_out_and_its_codes_follow(site: Site) -> None:
    s, p = site.ledger, site.project_id
    structure.indent(s, project_id=p, ids=[site.id_of("B"), site.id_of("C")])
    assert site.outline() == ["A 1", "·B 1.1", "·C 1.2", "D 4"]
    structure.indent(s, project_id=p, ids=[site.id_of("C")])
    assert site.outline() == ["A 1", "·B 1.1", "··C 1.1.1", "D 4"]
    structure.outdent(s, project_id=p, ids=[site.id_of("B")])
    assert site.outline() == ["A 1", "B 3", "·C 3.1", "D 4"]
    structure.move(s, project_id=p, ids=[site.id_of("B")], down=True)
    assert site.outline() == ["A 1", "D 4", "B 3", "·C 3.1"]
    with pytest.raises(LanyanError, match=r"activity\.move"):
        structure.move(s, project_id=p, ids=[site.id_of("A")], down=False)
    with pytest.raises(LanyanError, match=r"activity\.move"):
        structure.indent(s, project_id=p, ids=[site.id_of("A")])
    with pytest.raises(LanyanError, match=r"activity\.move"):
        structure.outdent(s, project_id=p, ids=[site.id_of("A")])


def test_a_new_row_comes_where_one_stands(site: Site) -> None:
    s, p = site.ledger, site.project_id
    structure.insert_activity(s, project_id=p, after=site.id_of("A"), name="A2")
    structure.indent(s, project_id=p, ids=[site.id_of("C")])
    structure.insert_activity(s, project_id=p, after=site.id_of("B"), name="B0")  # a summary: its first
    assert [row.split()[0] for row in site.outline()] == ["A", "A2", "B", "·B0", "·C", "D"]


def test_deleting_a_branch_takes_its_relations_along(site: Site) -> None:
    s, p = site.ledger, site.project_id
    type_in(site, "D", "predecessors", "2")
    structure.indent(s, project_id=p, ids=[site.id_of("B")])
    assert structure.delete_activities(s, project_id=p, ids=[site.id_of("A"), site.id_of("B")]) == 2
    assert [row.split()[0] for row in site.outline()] == ["C", "D"]
    assert s.count("relation") == 0


def test_linking_makes_a_chain_once(site: Site) -> None:
    ids = [site.id_of(name) for name in "ABCD"]
    assert structure.link(site.ledger, project_id=site.project_id, ids=ids) == 2  # A → B is there
    assert structure.link(site.ledger, project_id=site.project_id, ids=ids) == 0
    assert site.span("D") == ("03-13", "03-13")
    type_in(site, "B", "predecessors", "")
    with pytest.raises(LanyanError, match=r"relation\.cycle"):
        type_in(site, "B", "predecessors", "4")


def test_a_baseline_keeps_the_plan_as_it_is(site: Site) -> None:
    set_baseline(site.ledger, project_id=site.project_id, name="基准 1")
    type_in(site, "A", "duration_min", 5 * 480)
    view = site.view
    assert view.taken.name == "基准 1"
    assert view.late[view.loaded.columns["name"].index("B")] == 4 * 480
    set_baseline(site.ledger, project_id=site.project_id, name="基准 2")
    assert [b.name for b in load_baselines(site.ledger, site.project_id)] == ["基准 2", "基准 1"]
    assert site.view.late.max() == 0
    structure.delete_activities(site.ledger, project_id=site.project_id, ids=site.view.loaded.ids)
    with pytest.raises(LanyanError, match=r"plan\.empty"):
        set_baseline(site.ledger, project_id=site.project_id, name="空")


def test_the_intent_of_each_step_reads_as_chinese(site: Site) -> None:
    type_in(site, "A", "predecessors", "3")
    assert site.ledger.undo() == "修改「A」的前置"
    type_in(site, "A", "duration_min", 960)
    assert site.ledger.undo() == "修改「A」的工期"
