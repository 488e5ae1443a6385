"""The plan as the rows of a table: what each column shows of a row, what is picked out, what may be typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Literal

import numpy as np

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.declare import F, Field, Shape
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.schedule.network import Bools
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query, meets
from lanyan_desktop.core.table.rows import Choice, Dress, Row, RowId, RowIds
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.schedule.grouping import PlanGroups
from lanyan_desktop.services.schedule.view import PlanView

Show = Literal["all", "critical", "late", "behind", "week", "open", "begun"]
"""Which works the filter lets through: all, critical, late against the baseline, behind the front line, this week's,
not finished, begun."""
_STORED = ("name", "wbs", "team_id", "responsible", "constraint_type", "remaining_min", "note")
_STORED_INSTANTS = ("constraint_at", "deadline_at", "actual_start", "actual_finish")
_OF_WORKS = ("constraint_type", "remaining_min", "budget_fen", *_STORED_INSTANTS)
_COUNTED = ("number", "total_float", "free_float", "late", "done", "duration_min")


def plan_columns() -> list[Column]:
    """The columns of the plan's table; the first ones are shown, the others offered."""
    kind = KINDS["activity"]
    return [
        computed("number", "序号", Shape.NUMBER, look=Look.CODE, width=52),
        column_of(kind, "name", width=200, is_outline=True),
        column_of(kind, "duration_min", width=64),
        _typed("first_day", "开始", Shape.DAY, 88),
        _typed("last_day", "完成", Shape.DAY, 88),
        _typed("predecessors", "前置", Shape.TEXT, 100),
        computed("total_float", "总时差", Shape.MINUTES, unit="天", width=80),
        column_of(kind, "done", width=66),
        column_of(kind, "team_id", width=100, is_shown=False),
        computed("successors", "后续", Shape.TEXT, width=100, is_shown=False),
        computed("free_float", "自由时差", Shape.MINUTES, unit="天", width=92, is_shown=False),
        computed("late", "较基准晚", Shape.MINUTES, unit="天", width=92, is_shown=False),
        computed("start_late", "开始偏差", Shape.MINUTES, unit="天", width=92, is_shown=False),
        computed("behind", "滞后", Shape.MINUTES, unit="天", width=80, is_shown=False),
        computed("planned", "应完成", Shape.SHARE, unit="%", width=80, is_shown=False),
        column_of(kind, "remaining_min", width=80, is_shown=False),
        column_of(kind, "budget_fen", width=110, is_shown=False),
        computed("base_first", "基准开始", Shape.DAY, width=88, is_shown=False),
        computed("base_last", "基准完成", Shape.DAY, width=88, is_shown=False),
        column_of(kind, "actual_start", width=88, is_shown=False),
        column_of(kind, "actual_finish", width=88, is_shown=False),
        column_of(kind, "constraint_type", width=130, is_shown=False),
        column_of(kind, "constraint_at", width=88, is_shown=False),
        column_of(kind, "deadline_at", width=88, is_shown=False),
        column_of(kind, "wbs", width=70, look=Look.CODE, is_shown=False),
        column_of(kind, "responsible", width=84, is_shown=False),
        column_of(kind, "note", width=160, is_shown=False),
    ]


def _typed(name: str, title: str, shape: Shape, width: int) -> Column:
    """A computed column that takes edits: services say what they mean."""
    base: type = str if shape is Shape.TEXT else int
    field = Field(name, base, shape, required=False, default=None, choices=(), about=F(title=title))
    return Column(field=field, editable=True, width=width, is_stored=False)


class PlanSource:
    """Rows of a plan for the shared table. Give it a new view with `take`, then reload the table."""

    def __init__(self, view: PlanView) -> None:
        self.show: Show = "all"
        self.team: Id | None = None  # only works of this team
        self.marks_critical = True
        self.groups: PlanGroups | None = None  # while the table is grouped
        self.take(view)

    def take(self, view: PlanView) -> None:
        self.view = view
        self.__dict__.pop("_values", None)  # they read the view before

    @cached_property
    def _values(self) -> Mapping[str, Callable[[int], Value]]:
        view, columns = self.view, self.view.loaded.columns
        values: dict[str, Callable[[int], Value]] = {
            "number": lambda row: int(view.numbers[row]) or None,
            "first_day": lambda row: int(view.first_day[row]),
            "last_day": lambda row: int(view.last_day[row]),
            "predecessors": view.texts.predecessors,
            "successors": view.texts.successors,
            "duration_min": lambda row: int(view.duration[row]),
            "done": lambda row: int(view.done[row]),
            "total_float": lambda row: None if view.schedule.is_finished[row] else int(view.schedule.total_float[row]),
            "free_float": lambda row: None if view.schedule.is_finished[row] else int(view.schedule.free_float[row]),
            "late": lambda row: _known(int(view.late[row])),
            "start_late": lambda row: _known(int(view.start_late[row])),
            "behind": lambda row: int(view.behind[row]) or None,
            "planned": lambda row: _known(int(view.planned[row])),
            "budget_fen": lambda row: int(view.budget[row]) or None,
            "base_first": lambda row: _day(int(view.taken.start[row])),
            "base_last": lambda row: _day(int(view.taken.finish[row]) - 1),
        }
        for name in (*_STORED, *_STORED_INSTANTS):
            values[name] = columns[name].__getitem__
        return values

    def ids(self, query: Query) -> RowIds | Outline:
        """The outline; filtered, with what stands above the rows found; sorted, the works alone."""
        view = self.view
        self.groups = None
        if query.group:
            self.groups = self._grouped(query)
            return self.groups.outline()
        if not query.conditions and not query.sort and self.show == "all" and self.team is None:
            view.outline.take(np.zeros(len(view), dtype=np.bool_))  # the table folds it anew
            return view.outline
        found = self._found(query)
        if not query.sort:
            kept = np.flatnonzero(self._with_above(found)).tolist()
            return Outline([view.loaded.ids[row] for row in kept], [view.loaded.levels[row] for row in kept])
        return [view.loaded.ids[row] for row in self._sorted(query, found)]

    def _sorted(self, query: Query, found: Bools) -> list[int]:
        rows: list[int] = np.flatnonzero(found & ~self.view.schedule.is_summary).tolist()
        for sort in reversed(query.sort):
            value = self._values[sort.name]
            rows.sort(key=lambda row: _sortable(value(row)), reverse=sort.descending)  # used at once
        return rows

    def _grouped(self, query: Query) -> PlanGroups:
        column = next(column for column in plan_columns() if column.name == query.group)
        rows = self._sorted(query, self._found(query))
        text = self._team if column.name == "team_id" else lambda value: self._text(column, value)
        return PlanGroups(self.view, rows, value=self._values[column.name], text=text)

    def found_rows(self, view: PlanView) -> list[int]:
        """The works that the chosen filter lets through, whatever is folded."""
        if view is not self.view:
            return list(range(len(view)))
        found: list[int] = np.flatnonzero(self._found(Query())).tolist()
        return found

    def _found(self, query: Query) -> Bools:
        schedule, view = self.view.schedule, self.view
        open_ = ~schedule.is_finished
        found = {
            "all": np.ones(len(view), dtype=np.bool_),
            "critical": schedule.is_critical & open_,
            "late": (view.late > 0) & open_,
            "behind": (view.behind > 0) & open_,
            "week": view.is_in_week,
            "open": open_,
            "begun": schedule.is_begun & open_,
        }[self.show]
        if self.team is not None:
            found = found & np.array([team == self.team for team in view.loaded.columns["team_id"]], dtype=np.bool_)
        if self.show != "all" or query.conditions or self.team is not None:
            found = found & ~schedule.is_summary
        for condition in query.conditions:
            value = self._values[condition.name]
            labelled = condition.name == "team_id" and condition.op == "contains"
            for row in np.flatnonzero(found).tolist():
                got = self._team(value(row)) if labelled else value(row)
                found[row] = meets(got, condition)
        return found

    def _with_above(self, found: Bools) -> Bools:
        parent, kept = self.view.loaded.plan.parent.tolist(), found.copy()
        for row in np.flatnonzero(found).tolist():
            above = parent[row]
            while above >= 0 and not kept[above]:
                kept[above] = True
                above = parent[above]
        return kept

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        place = self.view.loaded.place
        rows = [(row_id, place[Id(row_id)]) for row_id in ids if isinstance(row_id, bytes) and row_id in place]
        values = [self._values[name] for name in names]
        groups = self.groups
        heads = {
            row_id: groups.row(number, names)
            for row_id in ids
            if groups is not None and (number := groups.number_of(row_id)) is not None
        }
        return heads | {
            row_id: Row(
                [value(row) for value in values],
                self._dress(row, names),
                is_summary=bool(self.view.schedule.is_summary[row]),
                takes_edits=True,
            )
            for row_id, row in rows
        }

    def _dress(self, row: int, names: Sequence[str]) -> dict[str, Dress]:
        view, schedule = self.view, self.view.schedule
        is_summary, is_finished = bool(schedule.is_summary[row]), bool(schedule.is_finished[row])
        is_critical = self.marks_critical and bool(schedule.is_critical[row]) and not is_finished
        dress: dict[str, Dress] = {}
        if is_critical and not is_summary:
            dress |= {name: Dress(tone="crit") for name in ("name", "last_day", "total_float")}
        elif not view.done[row]:
            dress |= {name: Dress(tone="text2") for name in ("first_day", "last_day")}
        dress["predecessors"] = Dress(tone="text2")
        dress["number"] = Dress(text=str(int(view.numbers[row]) or view.loaded.columns["wbs"][row]))
        if is_summary:
            dress |= {name: Dress(is_fixed=True) for name in ("duration_min", "first_day", "last_day", "done")}
            dress |= {name: Dress(is_fixed=True) for name in _OF_WORKS}
        if not view.done[row]:
            dress["done"] = Dress(text="—", tone="text3", is_fixed=is_summary)
        elif "done" in names:
            dress["done"] = Dress(text=f"{_percent(int(view.done[row]))}%", is_fixed=is_summary)
        team = view.loaded.columns["team_id"][row]
        if "team_id" in names and team is not None:
            dress["team_id"] = Dress(text=self._team(team))
        late = int(view.late[row])
        if late > 0 and not is_finished:
            dress["late"] = Dress(tone="crit")
        if int(view.behind[row]) > 0:
            dress["behind"] = Dress(tone="crit")
        return dress

    def _team(self, value: Value) -> str:
        return self.view.teams.get(Id(value), "") if isinstance(value, bytes) else ""

    # ---- choices

    def offer_works(self, text: str, most: int = 30) -> list[str]:
        """Works whose name holds a text or whose WBS begins so, as "40 机房层及屋面构架"; names that begin so first."""
        wanted, view = text.casefold(), self.view
        names, codes = view.loaded.columns["name"], view.loaded.columns["wbs"]
        found: list[tuple[bool, int]] = []
        for row, name in enumerate(names):
            word = str(name).casefold()
            if wanted in word or str(codes[row]).casefold().startswith(wanted):
                found.append((not word.startswith(wanted), row))
            if len(found) >= 400:
                break
        return [f"{view.texts.name_of(row)} {names[row]!s}" for _, row in sorted(found)[:most]]

    def choices(self, name: str, text: str = "") -> Sequence[Choice]:
        if name == "team_id":
            wanted = text.casefold()
            return [Choice(key, name) for key, name in self.view.teams.items() if wanted in name.casefold()][:50]
        field = KINDS["activity"].field(name)
        return [Choice(choice, choice) for choice in field.choices if text in choice]

    def distinct(self, name: str, query: Query) -> Sequence[Choice]:
        """What stands in a column; nothing where there are too many rows to look through at once."""
        if len(self.view) > 20_000:
            return ()
        value, column = self._values[name], next(c for c in plan_columns() if c.name == name)
        counts: dict[Value, int] = {}
        for row in np.flatnonzero(self._found(query.with_filter(name, ())) & ~self.view.schedule.is_summary).tolist():
            counts[value(row)] = counts.get(value(row), 0) + 1
        found = [Choice(key, self._text(column, key), count) for key, count in counts.items()]
        return sorted(found, key=lambda choice: (choice.value is None, choice.text))[:1000]

    def _text(self, column: Column, value: Value) -> str:
        if column.name == "team_id":
            return self._team(value)
        return show(column.field, value, day_min=self.view.loaded.day_min)


def _percent(share: int) -> int:
    """Whole percent, but never 100 before all is done nor 0 after something is."""
    return min(max((share + 50) // 100, 1), 99) if 0 < share < 10_000 else share // 100


def _known(value: int) -> int | None:
    return None if value == NONE else value


def _day(instant: int) -> int | None:
    return None if instant <= NONE + 1 else instant // 1440


def _sortable(value: Value) -> tuple[bool, Value]:
    return (value is not None, value if value is not None else 0)
