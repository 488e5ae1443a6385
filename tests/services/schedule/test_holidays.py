"""The shipped holidays as a calendar of the project, and years that are not known in full."""

from __future__ import annotations

from datetime import date

from lanyan_desktop.core.values import Minutes, day_of
from lanyan_desktop.services.schedule.holidays import add_holiday_calendar, holiday_notice
from tests.services.schedule.conftest import Site


def begin(site: Site, on: date) -> None:
    with site.ledger.changeset("开工") as edit:
        edit.set("project", site.project_id, start_day=day_of(on))


def test_holidays_are_off_and_made_up_weekends_worked(site: Site) -> None:
    begin(site, date(2025, 9, 27))
    add_holiday_calendar(site.ledger, project_id=site.project_id, is_own=True)
    with site.ledger.changeset("工期") as edit:
        edit.set("activity", site.id_of("A"), duration_min=Minutes(4 * 480))
    assert site.span("A") == ("09-28", "10-09")  # Sunday worked; 1 to 8 October off
    site.ledger.undo()
    site.ledger.undo()
    assert site.span("A") == ("09-27", "09-27")


def test_a_year_whose_holidays_are_not_all_known_says_so(site: Site) -> None:
    begin(site, date(2026, 12, 30))
    assert holiday_notice(site.view) == ""  # this calendar knows no 调休
    add_holiday_calendar(site.ledger, project_id=site.project_id, is_own=True)
    with site.ledger.changeset("工期") as edit:
        edit.set("activity", site.id_of("A"), duration_min=Minutes(9 * 480))
    assert holiday_notice(site.view).startswith("2027 年的调休安排还没有收全")
    begin(site, date(2025, 3, 10))
    assert holiday_notice(site.view) == ""
