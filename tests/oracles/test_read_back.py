"""An export read back by MPXJ gives the same project: through the ledger, out as XML, into MPXJ beside the original."""

from __future__ import annotations

from datetime import datetime

import pytest

from lanyan_desktop.core.schedule.calendar import WorkCalendar
from lanyan_desktop.core.schedule.exchanged_plan import compute_exchanged
from lanyan_desktop.core.values import instant_of
from lanyan_desktop.exchange.plan_files import read_plan_file
from lanyan_desktop.services.exports import export_form
from lanyan_desktop.services.imports.plan_file import import_plan_file
from lanyan_desktop.store.ledger import Ledger
from tests.oracles.asking_mpxj import Json, run_mpxj
from tests.shared import shared_file

FILES = (
    "commercial_construction.from_mpp.xml",
    "legacy_sample.mspdi.xml",
    "mpp14baseline_progress.from_mpp.xml",
    "mspdirelations.mspdi.xml",
    "new_product.mspdi.xml",
    "task-links-project2003-mspdi.xml",
    "MDL4D.xer",
    "HouseBuildingSample.gan",
)
SAME = ("name", "summary", "start", "finish", "duration", "links", "done", "actual_start", "actual_finish", "deadline")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Json, Json]]:
    """By file: what MPXJ reads in it, and in our export of it."""
    folder = tmp_path_factory.mktemp("exports")
    made = []
    for name in FILES:
        ledger = Ledger.create(folder / f"{name}.lanyan", user="测试")
        import_plan_file(ledger, shared_file(f"schedules/{name}"))
        (project_id,) = ledger.ids("project")
        made.append(folder / f"{name}.xml")
        export_form(ledger, made[-1], form="plan", project_id=project_id)
        ledger.close()
    originals = run_mpxj([shared_file(f"schedules/{name}") for name in FILES])
    ours = run_mpxj(made)
    return dict(zip(FILES, zip(originals, ours, strict=True), strict=True))


@pytest.mark.parametrize("name", FILES)
def test_the_export_is_the_same_project(pairs: dict[str, tuple[Json, Json]], name: str) -> None:
    original, ours = pairs[name]
    theirs = {uid: task for uid, task in original["tasks"].items() if not _is_project(original, uid, name)}
    mine = {uid: task for uid, task in ours["tasks"].items() if uid != "0"}
    assert set(mine) == set(theirs)
    differing = [
        (uid, field, theirs[uid][field], mine[uid][field])
        for uid in theirs
        for field in SAME
        if _plain(theirs[uid], field) != _plain(mine[uid], field)
    ]
    clocks = _clocks(name)
    unexplained = [one for one in differing if not _reason(theirs[one[0]], clocks[one[0]], name, one[1:])]
    assert unexplained == []


def _is_project(project: Json, uid: str, name: str) -> bool:
    """The row of the project itself, which is the project in the ledger: MSPDI's uid 0, P6's top WBS."""
    return uid == "0" or (name.endswith(".xer") and project["tasks"][uid]["parent"] is None)


def _plain(task: Json, field: str) -> object:
    value = task[field]
    if field == "links":
        return sorted([*link[:2], link[2] or 0.0, "w" if not link[2] else link[3]] for link in value)
    return str(value).strip() if field == "name" else value  # a no-break space at the end of a name is no name


def _clocks(name: str) -> dict[str, WorkCalendar]:
    computed = compute_exchanged(read_plan_file(shared_file(f"schedules/{name}")))
    return {activity.uid: computed.calendar_of(at) for at, activity in enumerate(computed.source.activities)}


def _reason(task: Json, clock: WorkCalendar, name: str, difference: tuple[str, object, object]) -> str:
    """Why a field may read otherwise; "" where it may not."""
    field, theirs, ours = difference
    if task["summary"] and field in ("duration", "done", "actual_start", "actual_finish"):
        return "rolled up from what hangs under it, by each program in its own way"
    if field in ("start", "finish"):
        moments = [instant_of(datetime.fromisoformat(str(text))) for text in (theirs, ours)]
        return "the same in working time: 17:00 is the next 08:00" if clock.between(*moments) == 0 else ""
    if field == "deadline" and name.endswith(".xer") and theirs is None:
        return "P6's 'start on' limits the latest dates too: MS Project's word for that is a deadline"
    if field == "links" and name.endswith(".gan"):
        lost = "MPXJ's GanttProject reader passes over the <depend> of nested tasks"
        return lost if all(link in _list(ours) for link in _list(theirs)) else ""
    return ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def test_resources_and_baselines_come_back(pairs: dict[str, tuple[Json, Json]]) -> None:
    original, ours = pairs["mpp14baseline_progress.from_mpp.xml"]
    for uid, task in ours["tasks"].items():
        if not task["summary"]:
            assert task["baseline"] == original["tasks"][uid]["baseline"]
            assert [name for name, _ in task["resources"]] == [n for n, _ in original["tasks"][uid]["resources"]]
