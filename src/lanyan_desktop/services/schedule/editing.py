"""What a planner types into the table of the plan, written to the ledger: one changeset, one undo step each time.

Cells that show computed dates are typed into as people mean them: a start typed for work to come is a limit (不得早于),
for begun work the actual start; a finish typed for work to come changes the duration; a percent that is reported begins
or finishes the work at the data date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.plan import LagUnit, RelationType
from lanyan_desktop.core.schedule.calendar import FIRST_DAY, LAST_DAY
from lanyan_desktop.core.schedule.cpm import Schedule, compute_schedule
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import MINUTES_PER_DAY, Id, Instant, Minutes, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.loading import LoadedPlan, load_plan
from lanyan_desktop.services.schedule.structure import insert_rows
from lanyan_desktop.services.schedule.texts import RelationTexts, read_predecessors
from lanyan_desktop.store.ledger import Edit, Ledger

COMPUTED = ("first_day", "last_day", "predecessors", "done", "remaining_min", "actual_finish")
"""Columns whose edits mean more than setting a field."""
_TITLES = {"first_day": "开始", "last_day": "完成", "predecessors": "前置"}
_OF_SUMMARIES = frozenset({"name", "wbs", "note", "responsible", "team_id", "predecessors"})
Values = dict[str, Value]
_DATES = "日期应在 1970 年至 2120 年之间"
_REACH: Mapping[str, tuple[int, str]] = {
    "duration_min": (MINUTES_PER_DAY, "工期太长"),
    **dict.fromkeys(("first_day", "last_day"), (1, _DATES)),
    **dict.fromkeys(("constraint_at", "deadline_at", "actual_start", "actual_finish"), (MINUTES_PER_DAY, _DATES)),
}


def edit_cells(ledger: Ledger, *, project_id: Id, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
    """Write cells of the plan's table; ids that are not the ledger's stand for rows to be added at the end.

    Returns the ids of new rows by what they were called.

    Raises:
        LanyanError: record.invalid, activity.gone, activity.summary, activity.unreadable, relation.*; then nothing is
            written.
    """
    needs_plan = any(cell.name in COMPUTED for cell in edits) or any(not isinstance(cell.id, bytes) for cell in edits)
    for cell in edits:
        refuse_beyond_calendars(cell)
    desk = CellDesk(load_plan(ledger, project_id) if needs_plan else None)
    fresh = list(dict.fromkeys(cell.id for cell in edits if not isinstance(cell.id, bytes)))
    made: dict[RowId, Id] = {}
    with ledger.changeset(_intent(ledger, edits)) as edit:
        if fresh and desk.loaded is not None:
            names = {cell.id: str(cell.value) for cell in edits if cell.name == "name"}
            made = dict(
                zip(fresh, insert_rows(edit, desk.loaded, [names.get(key, "新任务") for key in fresh]), strict=True)
            )
        for cell in edits:
            row_id = Id(cell.id) if isinstance(cell.id, bytes) else made[cell.id]
            if cell.name in ("first_day", "last_day", "predecessors") and row_id in made.values():
                continue  # a row pasted below the plan takes its plain fields; its dates follow from them
            desk.write(edit, row_id, cell.name, cell.value)
    return made


def refuse_beyond_calendars(cell: CellEdit) -> None:
    """Dates and durations that no calendar reaches would leave a plan that cannot be computed."""
    if not isinstance(cell.value, int) or cell.name not in _REACH:
        return
    per_day, hint = _REACH[cell.name]
    if not (0 if cell.name == "duration_min" else FIRST_DAY) <= cell.value // per_day < LAST_DAY:
        raise LanyanError("activity.unreadable", text=str(cell.value), hint=hint)


def _intent(ledger: Ledger, edits: Sequence[CellEdit]) -> str:
    if len(edits) > 1 or not isinstance(edits[0].id, bytes):
        return f"修改进度计划 {len({cell.id for cell in edits})} 行 {len(edits)} 格"
    row_id, kind = Id(edits[0].id), KINDS["activity"]
    name = edits[0].name
    title = _TITLES.get(name) or kind.field(name).title
    return f"修改「{ledger.labels('activity', [row_id]).get(row_id, '')}」的{title}"


class CellDesk:
    """Turns a cell into the fields it means; the plan is read only where the meaning needs it."""

    def __init__(self, loaded: LoadedPlan | None) -> None:
        self.loaded = loaded
        self._schedule: Schedule | None = None
        self._meanings: Mapping[str, Callable[[int, Value], Values]] = {
            "first_day": self._start, "last_day": self._finish, "done": self._done,
            "remaining_min": self._remaining, "actual_finish": self._actual_finish,
        }  # fmt: skip

    def write(self, edit: Edit, row_id: Id, name: str, value: Value) -> None:
        if name == "predecessors":
            self._predecessors(edit, row_id, str(value or ""))
        elif name in self._meanings and self.loaded is not None and row_id in self.loaded.place:
            edit.set("activity", row_id, **self._meanings[name](self._row(row_id, name), value))
        else:
            edit.set("activity", row_id, **{name: value})

    def _row(self, row_id: Id, name: str) -> int:
        loaded = self._plan
        row = loaded.place.get(row_id)
        if row is None:
            raise LanyanError("activity.gone")
        if loaded.network.is_summary[row] and name not in _OF_SUMMARIES:
            title = _TITLES.get(name) or KINDS["activity"].field(name).title
            raise LanyanError("activity.summary", name=str(loaded.columns["name"][row]), field=title)
        return row

    @property
    def _plan(self) -> LoadedPlan:
        assert self.loaded is not None  # edit_cells reads it for these columns
        return self.loaded

    @property
    def _dates(self) -> Schedule:
        if self._schedule is None:
            self._schedule = compute_schedule(self._plan.plan, self._plan.network)
        return self._schedule

    def _start(self, row: int, value: Value) -> Values:
        loaded = self._plan
        if not isinstance(value, int):  # emptied: as early as relations let it
            return {"constraint_type": "越早越好", "constraint_at": None, "manual_start": None}
        start = loaded.calendar_of(row).next_start(Instant(value * MINUTES_PER_DAY))
        if loaded.plan.actual_start[row] != NONE:
            return {"actual_start": start}
        if loaded.plan.manual_start[row] != NONE:
            return {"manual_start": start}
        return {"constraint_type": "不得早于…开始", "constraint_at": start}

    def _finish(self, row: int, value: Value) -> Values:
        loaded = self._plan
        if not isinstance(value, int):
            return {}
        clock = loaded.calendar_of(row)
        finish = clock.last_finish(Instant((value + 1) * MINUTES_PER_DAY))
        if loaded.plan.actual_finish[row] != NONE:
            return {"actual_finish": finish}
        length = clock.between(Instant(int(self._dates.start[row])), finish)
        if length < 0:
            raise LanyanError("activity.unreadable", text="完成", hint="完成不能早于开始")
        if loaded.plan.actual_start[row] != NONE:
            left = clock.between(loaded.plan.data_date or loaded.plan.start, finish)
            return {"duration_min": Minutes(length), "remaining_min": Minutes(max(left, 0))}
        return {"duration_min": Minutes(length)}

    def _done(self, row: int, value: Value) -> Values:
        """Begun and finished follow from the percent where nothing else was reported."""
        plan, share = self._plan.plan, value if isinstance(value, int) else 0
        values: Values = {"done": share, "remaining_min": None}
        if plan.data_date is None:
            return values
        if share > 0 and plan.actual_start[row] == NONE:
            values["actual_start"] = min(int(self._dates.start[row]), int(plan.data_date))
        if share == 0:
            values["actual_start"] = None
        if share >= 10_000 and plan.actual_finish[row] == NONE:
            at_date = self._plan.calendar_of(row).last_finish(plan.data_date)
            values["actual_finish"] = min(int(self._dates.finish[row]), int(at_date))
        if share < 10_000:
            values["actual_finish"] = None
        return values

    def _remaining(self, row: int, value: Value) -> Values:
        """What is left says what is done; none left: finished."""
        plan = self._plan.plan
        if not isinstance(value, int) or value <= 0:
            return {"remaining_min": None} if value is None else self._done(row, 10_000)
        whole = max(int(plan.duration[row]), 1)
        share = min(max((whole - value) * 10_000 // whole, 1), 9_999)
        return {**self._done(row, share), "remaining_min": value}

    def _actual_finish(self, row: int, value: Value) -> Values:
        """Finished is wholly done, and was begun."""
        if not isinstance(value, int):
            return {"actual_finish": None}
        values: Values = {"actual_finish": value, "done": 10_000, "remaining_min": None}
        if self._plan.plan.actual_start[row] == NONE:
            values["actual_start"] = min(int(self._dates.start[row]), value)
        return values

    def _predecessors(self, edit: Edit, row_id: Id, text: str) -> None:
        """Relations that stay are left alone: their history and their rivals elsewhere stay with them."""
        loaded, row = self._plan, self._row(row_id, "predecessors")
        wanted = [
            (loaded.ids[before], entry.type, entry.lag, entry.unit)
            for before, entry in read_predecessors(loaded, row, text)
        ]
        now = _relations_into(loaded, row)
        for relation_id, relation in now.items():
            if relation in wanted:
                wanted.remove(relation)
            else:
                edit.delete("relation", [relation_id])
        for before_id, kind, lag, unit in wanted:
            edit.insert(
                "relation",
                project_id=loaded.project.id,
                predecessor_id=before_id,
                successor_id=row_id,
                type=kind,
                lag_min=lag,
                lag_unit=unit,
            )


def _relations_into(loaded: LoadedPlan, row: int) -> dict[Id, tuple[Id, str, int, str]]:
    links, types, units = loaded.plan.links, get_args(RelationType), get_args(LagUnit)
    return {
        loaded.relation_ids[at]: (
            loaded.ids[int(links.source[at])],
            types[int(links.type[at])],
            int(links.lag[at]),
            units[int(links.unit[at])],
        )
        for at in RelationTexts(loaded).links_into(row)
    }
