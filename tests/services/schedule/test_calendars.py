"""Whose days a work is counted on: its own calendar, else that of its team, else the project's."""

from __future__ import annotations

from lanyan_desktop.services.schedule.exchange import plan_of
from tests.services.schedule.conftest import Site


def test_a_work_keeps_the_days_of_its_team_unless_it_has_its_own(site: Site) -> None:
    name = "C"
    key, before = site.id_of(name), site.span(name)
    with site.ledger.changeset("班组日历") as edit:
        usual = edit.insert("calendar", project_id=site.project_id, name="七天制")
        edit.set("project", site.project_id, calendar_id=usual)
        off = edit.insert("calendar", project_id=site.project_id, name="隔日", tuesday="", thursday="", saturday="")
        team = edit.insert("team", project_id=site.project_id, name="外地班组")
        edit.insert("resource", project_id=site.project_id, name="外地班组", team_id=team, calendar_id=off)
        edit.set("activity", key, duration_min=480 * 5)
    in_project = site.span(name)
    with site.ledger.changeset("派班组") as edit:
        edit.set("activity", key, team_id=team)
    with_team = site.span(name)
    assert with_team[0] >= in_project[0] >= before[0]
    assert with_team[1] > in_project[1]
    row = site.view.loaded.place[key]
    assert plan_of(site.ledger, site.project_id).activities[row].calendar == off.hex()
    with site.ledger.changeset("自己的日历") as edit:
        edit.set("activity", key, calendar_id=usual)
    assert site.span(name) == in_project
