"""Plans of other programs into the ledger: no date moved, one step, the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lanyan_desktop.core.schedule.exchanged import ExchangedPlan
from lanyan_desktop.core.schedule.exchanged_plan import compute_exchanged
from lanyan_desktop.exchange.plan_files import read_plan_file
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.services.exports import export_form
from lanyan_desktop.services.imports.plan_file import (
    as_json,
    commit_plan_file,
    import_plan_file,
    lines,
    preview_plan_file,
)
from lanyan_desktop.services.imports.plan_file_shown import show_plan_file
from lanyan_desktop.services.schedule.exchange import plan_of
from lanyan_desktop.services.schedule.load import load_resources
from lanyan_desktop.services.schedule.view import load_view
from lanyan_desktop.store.ledger import Ledger
from tests.shared import shared_file

FILES = (
    "commercial_construction.from_mpp.xml",
    "legacy_sample.mspdi.xml",
    "mpp14baseline_progress.from_mpp.xml",
    "task-links-project2003-mspdi.xml",
    "MDL4D.xer",
    "HouseBuildingSample.gan",
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(tmp_path / "plan.lanyan", user="计划员")
    yield made
    made.close()


@pytest.mark.parametrize("name", FILES)
def test_no_date_moves_on_the_way_in_nor_out(ledger: Ledger, tmp_path: Path, name: str) -> None:
    done = import_plan_file(ledger, shared_file(f"schedules/{name}"))
    (project_id,) = ledger.ids("project")
    theirs, ours = done.preview.computed.schedule, load_view(ledger, project_id).schedule
    for column in ("start", "finish", "late_start", "late_finish", "total_float", "free_float", "is_critical"):
        assert np.array_equal(getattr(theirs, column), getattr(ours, column))
    export_form(ledger, tmp_path / "out.xml", form="plan", project_id=project_id)
    back = compute_exchanged(read_plan_file(tmp_path / "out.xml"))
    assert np.array_equal(back.schedule.start, ours.start)
    assert np.array_equal(back.schedule.finish, ours.finish)
    assert set(back.source.links) == set(plan_of(ledger, project_id).links)


def _staffing(plan: ExchangedPlan) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Resources, and who works on what, without the uids of the file."""
    people = {one.uid: (one.name, one.type, one.unit, one.capacity) for one in plan.resources}
    works = [
        (plan.activities[one.activity].name, people[one.resource][0], one.units, one.work_min)
        for one in plan.assignments
    ]
    return sorted(people.values()), sorted(works)


@pytest.mark.parametrize("name", ["commercial_construction.from_mpp.xml", "MDL4D.xer"])
def test_resources_and_assignments_reach_ledger_and_histogram_and_go_out_again(
    ledger: Ledger, tmp_path: Path, name: str
) -> None:
    done = import_plan_file(ledger, shared_file(f"schedules/{name}"))
    (project_id,) = ledger.ids("project")
    source = done.preview.computed.source
    assert ledger.count("resource") == len(source.resources) > 3
    assert ledger.count("assignment") == len(source.assignments) > 50
    loads = load_resources(ledger, load_view(ledger, project_id))
    assert {load.name for load in loads} <= {one.name for one in source.resources}
    assert any(load.peak > 0 for load in loads)
    export_form(ledger, tmp_path / "out.xml", form="plan", project_id=project_id)
    assert _staffing(read_plan_file(tmp_path / "out.xml")) == _staffing(source)


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_again_changes_nothing(ledger: Ledger, name: str) -> None:
    first = import_plan_file(ledger, shared_file(f"schedules/{name}"))
    again = import_plan_file(ledger, shared_file(f"schedules/{name}"))
    assert first.intent
    assert (again.intent, again.outcome.added, again.outcome.changed) == ("", 0, 0)


def test_one_undo_takes_all_of_it_back(ledger: Ledger) -> None:
    import_plan_file(ledger, shared_file("schedules/mpp14baseline_progress.from_mpp.xml"))
    assert ledger.count("baseline_activity") > 0
    assert ledger.count("assignment") > 0
    ledger.undo()
    kinds = ("project", "activity", "relation", "calendar", "resource", "assignment", "baseline", "import_batch")
    assert {kind: ledger.count(kind) for kind in kinds} == dict.fromkeys(kinds, 0)


def test_trying_writes_nothing_and_tells_the_same(ledger: Ledger) -> None:
    path = shared_file("schedules/MDL4D.xer")
    tried = import_plan_file(ledger, path, dry_run=True)
    assert tried.intent == ""
    assert ledger.count("activity") == 0
    done = import_plan_file(ledger, path)
    assert tried.outcome.added == done.outcome.added
    assert as_json(tried) | {"changeset": done.intent} == as_json(done)
    assert any("已写入账套" in line for line in lines(done))


def test_a_refused_file_leaves_the_ledger_as_it_was(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "cut.xml"
    path.write_bytes(shared_file("schedules/legacy_sample.mspdi.xml").read_bytes()[:-400])
    with pytest.raises(LanyanError) as caught:
        import_plan_file(ledger, path)
    assert caught.value.code == "plan_file.damaged"
    assert ledger.count("project") == 0


def test_stored_dates_that_differ_are_shown_with_the_reason(tmp_path: Path) -> None:
    text = shared_file("schedules/mspdirelations.mspdi.xml").read_text(encoding="utf-8")
    path = tmp_path / "moved.xml"
    path.write_text(
        text.replace("<Finish>2006-09-22T17:00:00</Finish>", "<Finish>2006-09-27T17:00:00</Finish>"), "utf-8"
    )
    seen = preview_plan_file(path)
    differences = seen.comparison["differences"]
    assert isinstance(differences, list)
    assert differences
    for one in differences:
        assert one["field"] == "finish"
        assert one["stored"] == "2006-09-27T17:00"
        assert one["computed"] < one["stored"]
        assert one["reason"]


def test_the_project_of_a_ledger_is_computed_the_same_as_an_exchanged_plan(ledger: Ledger) -> None:
    from lanyan_desktop.services.sample import build_sample

    build_sample(ledger)
    (project_id,) = ledger.ids("project")
    ours, exchanged = load_view(ledger, project_id).schedule, compute_exchanged(plan_of(ledger, project_id)).schedule
    for column in ("start", "finish", "late_start", "total_float"):
        assert np.array_equal(getattr(ours, column), getattr(exchanged, column))


def test_a_format_that_is_only_read_is_not_written(ledger: Ledger, tmp_path: Path) -> None:
    import_plan_file(ledger, shared_file("schedules/mspdirelations.mspdi.xml"))
    (project_id,) = ledger.ids("project")
    with pytest.raises(LanyanError) as caught:
        export_form(ledger, tmp_path / "out.xer", form="plan", project_id=project_id)
    assert caught.value.code == "export.plan_format"


def test_a_stopped_import_leaves_nothing(ledger: Ledger) -> None:
    seen = preview_plan_file(shared_file("schedules/MDL4D.xer"))

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        commit_plan_file(ledger, seen, step=stop)
    assert ledger.count("project") == ledger.count("activity") == 0


def test_another_plan_is_meant_for_a_project_of_its_own(ledger: Ledger) -> None:
    import_plan_file(ledger, shared_file("schedules/MDL4D.xer"))
    (project_id,) = ledger.ids("project")
    again = show_plan_file(ledger, shared_file("schedules/MDL4D.xer"), project_id=project_id)
    other = show_plan_file(ledger, shared_file("schedules/legacy_sample.mspdi.xml"), project_id=project_id)
    assert (again.target, other.target) == (project_id, None)
    assert other.holds["工作"] > 0
    commit_plan_file(ledger, other.preview, is_new=True)
    assert ledger.count("project") == 2
