"""Cost by section: the roots together are the project, and a booking lies where its activity's lines are."""

from __future__ import annotations

from lanyan_desktop.services.cost.budget import load_budget, main_version
from lanyan_desktop.services.cost.sections import UNPLACED, OfSection, by_section
from lanyan_desktop.store.reader import Where
from tests.services.site import Site


def sections_of(site: Site) -> list[OfSection]:
    version = main_version(site.ledger, site.project_id)
    assert version is not None
    budget = load_budget(site.ledger, version, project_id=site.project_id)
    return by_section(site.ledger, project_id=site.project_id, budget=budget)


def test_the_roots_of_the_sample_are_the_project(site: Site) -> None:
    roots = [one for one in sections_of(site) if one.depth == 0]
    assert sum(one.target_fen for one in roots) == 23_588_297_68
    assert sum(one.contract_fen for one in roots) == 27_647_139_59
    assert sum(one.earned_fen or 0 for one in roots) == 14_025_274_03
    assert sum(one.actual_fen for one in roots) == 14_465_658_09


def test_a_booking_goes_to_the_section_of_its_activity(site: Site) -> None:
    before = {one.name: one.actual_fen for one in sections_of(site)}
    (entry,) = site.ledger.columns("line_load", ["line_id", "activity_id"])[:1]
    line, activity = entry
    with site.ledger.changeset("登记") as edit:
        edit.insert(
            "cost_entry", project_id=site.project_id, day=20_000, content="x", amount_fen=777_00, activity_id=activity
        )
        edit.insert("cost_entry", project_id=site.project_id, day=20_000, content="y", amount_fen=5_00)
    after = {one.name: one.actual_fen for one in sections_of(site)}
    (parent,) = site.ledger.columns("budget_line", ["parent_id"], where=[Where("id", "=", line)])[0]
    (name,) = site.ledger.columns("budget_line", ["name"], where=[Where("id", "=", parent)])[0]
    assert after[str(name)] > before[str(name)]
    assert after[UNPLACED] - before.get(UNPLACED, 0) == 5_00


def test_no_section_is_judged_while_bookings_lie_in_none(site: Site) -> None:
    assert all(one.over_fen is None for one in sections_of(site))
    own = [Where("project_id", "=", site.project_id)]
    (activity,) = site.ledger.columns("line_load", ["activity_id"])[0]
    with site.ledger.changeset("挂工作") as edit:
        for entry in site.ledger.ids("cost_entry", where=own):
            edit.set("cost_entry", entry, activity_id=activity)
    roots = [one for one in sections_of(site) if one.depth == 0]
    assert {one.name for one in roots}.isdisjoint({UNPLACED})
    assert sum(one.over_fen or 0 for one in roots) == 14_465_658_09 - 14_025_274_03
