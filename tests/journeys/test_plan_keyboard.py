"""A small plan from nothing, by keyboard alone: rows, names, durations, logic, outline; asserted on the ledger."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.records.plan import Activity, Relation
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.ui.schedule.tab import ScheduleTab
from lanyan_desktop.ui.widgets.table import TableView
from tests.journeys.office import Office, cell, place

_DAY = 480


def empty_plan(office: Office, path: Path) -> ScheduleTab:
    ledgers.create(path)
    with ledgers.using(path) as ledger:
        create_project(ledger, name="门卫室")
    office.open(path)
    tab = office.show(0)
    assert isinstance(tab, ScheduleTab)
    return tab


def walk(office: Office, table: TableView, row: int, name: str) -> None:
    """Into a cell by the arrow keys."""
    grid, column = table.grid, place(table, name)
    seen = grid.horizontalHeader().visualIndex
    for _ in range(60):
        at = grid.currentIndex()
        if (at.row(), at.column()) == (row, column):
            return
        is_right = seen(at.column()) < seen(column)
        across = "" if at.column() == column else "Right" if is_right else "Left"
        office.keys(across or ("Down" if at.row() < row else "Up"))
    raise AssertionError(f"no way to {row}, {name}")


def test_a_plan_is_built_from_nothing_by_keyboard_alone(office: Office, tmp_path: Path) -> None:
    tab = empty_plan(office, tmp_path / "门卫室.lanyan")
    table = tab.table
    office.find("任务")  # an empty plan has no row to press Insert on
    names = ("门卫室", "挖土", "基础", "砌墙")
    for at, name in enumerate(names):
        if at:
            office.keys("Insert")
            office.rest()
        assert table.grid.currentIndex().row() == at, name
        office.type(name)
        office.keys("Return")
        office.rest()
        walk(office, table, at, "name")
    activities = {one.name: one for one in office.reader.load(Activity)}
    assert set(activities) == set(names)
    # durations, down the column with Return
    walk(office, table, 1, "duration_min")
    for days in ("3", "5", "4"):
        office.type(days)
        office.keys("Return")
        office.rest()
    # logic as a planner types it
    walk(office, table, 2, "predecessors")
    first, second = (cell(table, at, "number") for at in (1, 2))
    office.type(f"{first}FS+2d")
    office.keys("Return")
    office.rest()
    office.type(f"{first}FS,{second}SS+1d")
    office.keys("Return")
    office.rest()
    # all but the first hang under it
    walk(office, table, 1, "name")
    office.keys("Shift+Down", "Shift+Down", "Alt+Right")
    office.rest()
    activities = {one.name: one for one in office.reader.load(Activity)}
    assert [activities[name].duration_min for name in names[1:]] == [3 * _DAY, 5 * _DAY, 4 * _DAY]
    assert [activities[name].parent_id for name in names] == [None, *[activities["门卫室"].id] * 3]
    title = {one.id: one.name for one in activities.values()}
    relations = {
        (title[one.predecessor_id], title[one.successor_id], one.type, one.lag_min)
        for one in office.reader.load(Relation)
    }
    assert relations == {
        ("挖土", "基础", "FS", 2 * _DAY),
        ("挖土", "砌墙", "FS", 0),
        ("基础", "砌墙", "SS", 1 * _DAY),
    }
    assert cell(table, 0, "duration_min") == "10"
    # every step comes back
    steps = len(office.intents())
    assert steps >= 8
    office.keys("Ctrl+Z")
    office.rest()
    assert {one.parent_id for one in office.reader.load(Activity)} == {None}
