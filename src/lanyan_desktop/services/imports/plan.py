"""From a plan sheet (Project or WPS export, or the site's own) to activities in their tree and their relations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.numbers import number
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.forms.taken import Cells, Taken
from lanyan_desktop.core.forms.words import plain, text_of
from lanyan_desktop.core.records.text import Unreadable, parse_minutes
from lanyan_desktop.core.schedule.cycles import find_cycles
from lanyan_desktop.core.schedule.relations import Predecessor, parse_predecessors
from lanyan_desktop.core.values import MINUTES_PER_DAY, Fen, Id, Instant, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports.attendance_days import find_period
from lanyan_desktop.services.imports.plan_tree import Levels, fill_wbs, parents_of
from lanyan_desktop.services.imports.plan_writing import Link, Task, write_plan
from lanyan_desktop.services.imports.reading import Outcome, Settings, invalid, sentences
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader

_MORNING, _EVENING = 8 * 60, 17 * 60
"""The hours of a date without a time: a start is in the morning, a finish in the evening (DAY_HOURS)."""
_LONGEST_DAYS = 36_500  # a hundred years
_YEAR = re.compile(r"(20\d{2})年?")
_ASIDE = (("quantity", "工程量"), ("unit", "单位"), ("workforce", "劳动力"))


@dataclass(slots=True)
class PlanReading:
    """The tasks of a sheet in their order, parents before children, and the links between them."""

    tasks: list[Task]
    links: list[Link]
    problems: list[Problem]
    has_predecessors: bool
    ties: list[Tie] = field(default_factory=list)
    total: Fen | None = None

    @property
    def records(self) -> int:
        return len(self.tasks)

    def write(self, reader: Reader, edit: Edit, project_id: Id) -> Outcome:
        return write_plan(reader, edit, project_id, self.tasks, self.links, has_predecessors=self.has_predecessors)


def read_plan(taken: Taken, settings: Settings) -> PlanReading:
    """The tasks and links of a recognised sheet."""
    cells = Cells(taken, _year(taken, settings))
    walk = _Tasks(cells, settings)
    for row in settings.rows(taken):
        if row.kind is RowClass.ITEM:
            walk.item(row.index)
        elif row.kind is RowClass.UNKNOWN:
            cells.note_unknown(row)
    parents = parents_of([task.level for task in walk.tasks], [task.wbs for task in walk.tasks])
    for task, parent in zip(walk.tasks, parents, strict=True):
        task.parent = parent
    _check_wbs(cells, walk.tasks)
    walk.durations()
    links = _Links(cells, walk.tasks, settings.calendar_day_min).read()
    cells.note_formulas({})
    _check_unwritten(cells, walk.tasks, links)
    tasks, links = _without(walk.tasks, links, cells.refused)
    return PlanReading(tasks, links, cells.problems, cells.column("predecessors") >= 0)


def _year(taken: Taken, settings: Settings) -> date | None:
    """A day of the year that dates without one are in."""
    if (month := find_period(taken, settings.month).month) is not None:
        return month
    for row in taken.sheet.rows[: taken.header.first_row]:
        for cell in row:
            if isinstance(cell, str) and (match := _YEAR.search(plain(cell))):
                return date(int(match[1]), 1, 1)
    return None


@dataclass(slots=True)
class _Tasks:
    cells: Cells
    settings: Settings
    tasks: list[Task] = field(default_factory=list)
    levels: Levels = field(default_factory=Levels)

    def item(self, at: int) -> None:
        cells = self.cells
        name = cells.text(at, "name") or ""
        wbs = cells.text(at, "wbs")
        values: dict[str, Value] = {"name": name, "responsible": cells.text(at, "responsible")}
        if cells.column("done") >= 0:
            values["done"] = cells.number(at, "done", scale=100, is_share=True) or 0
        self._dates(at, values)
        team = self._team(at, values)
        for declared, code in invalid("activity", values):
            cells.note("field.problem", at, cells.column(declared.name), sentence=sentences([(declared, code)]))
        number_ = cells.text(at, "row_id") or (cells.text(at, "serial") if cells.column("row_id") < 0 else None)
        self.tasks.append(Task(at, number_ or "", wbs or "", self._level(at, wbs), team, values))

    def _level(self, at: int, wbs: str | None) -> int:
        """How deep the row stands: by its 大纲数字, its 大纲级别, the blanks before its name, or 一、 and （一）."""
        if wbs:
            return wbs.count(".") + 1
        outline = self.cells.number(at, "outline", scale=1)
        if outline:
            return outline
        return self.levels.of(text_of(self.cells.raw(at, "name")), self.cells.text(at, "serial") or "")

    def _team(self, at: int, values: dict[str, Value]) -> str | None:
        """The first of the resources; all of them are kept in the note where there are several."""
        text = self.cells.text(at, "team")
        aside = [f"{title} {said}" for name, title in _ASIDE if (said := self.cells.text(at, name))]
        note = [said] if (said := self.cells.text(at, "note")) else []
        team = None
        if text:
            first, *more = re.split(r"[,，;；、]", text)
            team = re.sub(r"[\[［(].*$", "", first).strip() or None
            note += [f"资源 {text}"] if more else []
        values["note"] = "；".join([*note, *aside]) or None
        return team

    def _dates(self, at: int, values: dict[str, Value]) -> None:
        cells = self.cells
        for name in ("source_start", "source_finish", "actual_start", "actual_finish"):
            if cells.column(name) >= 0:
                values[name] = _with_hour(cells.instant(at, name), is_finish=name.endswith("finish"))
        for kind in ("source", "actual"):
            start, finish = values.get(f"{kind}_start"), values.get(f"{kind}_finish")
            if isinstance(start, int) and isinstance(finish, int) and finish < start:
                cells.note("dates.order", at, cells.column(f"{kind}_finish"), severity="warning")

    def durations(self) -> None:
        """工期 of every row: 0 for a summary; where a leaf has none, the calendar days from start to finish."""
        has_children = {task.parent for task in self.tasks}
        for index, task in enumerate(self.tasks):
            found = self._duration(task.row)
            if index in has_children:
                found = 0
            elif found is None:
                found = self._by_dates(task) if task.row not in self.cells.refused else 0
            task.values["duration_min"] = found

    def _duration(self, at: int) -> int | None:
        cells, day_min = self.cells, self.settings.calendar_day_min
        column, cell = cells.column("duration_min"), cells.raw(at, "duration_min")
        if column < 0 or not cells.heed(at, column):
            return None
        text = text_of(cell).strip()
        try:
            found = _minutes(cell, text, day_min)
            if found is not None and found > _LONGEST_DAYS * day_min:
                raise Unreadable("high", text)
            return found
        except Unreadable as error:
            cells.note("cell.duration", at, column, text=error.text[:40])
            return None

    def _by_dates(self, task: Task) -> int:
        start, finish = task.values.get("source_start"), task.values.get("source_finish")
        column, day_min = self.cells.column("duration_min"), self.settings.calendar_day_min
        if isinstance(start, int) and isinstance(finish, int) and finish >= start:
            days = finish // MINUTES_PER_DAY - start // MINUTES_PER_DAY + 1
            self.cells.note("activity.duration", task.row, column, severity="info", days=days)
            return days * day_min
        self.cells.note("activity.no_duration", task.row, column, severity="warning")
        return day_min


def _minutes(cell: Cell, text: str, day_min: int) -> int | None:
    if isinstance(cell, str) and text not in ("", "-", "—", "/"):
        return parse_minutes(re.sub(r"日历[天日]$", "天", text), unit_min=day_min, day_min=day_min)
    days = number(cell, scale=10_000)
    return None if days is None else (2 * days * day_min + 10_000) // 20_000


def _with_hour(instant: Instant | None, *, is_finish: bool) -> Instant | None:
    if instant is None or instant % MINUTES_PER_DAY:
        return instant
    return Instant(instant + (_EVENING if is_finish else _MORNING))


def _check_wbs(cells: Cells, tasks: Sequence[Task]) -> None:
    """Numbers every row that has none, by its place in the tree, and names those that come twice."""
    given = Counter(task.wbs for task in tasks if task.wbs)
    for task in tasks:
        if given[task.wbs] > 1:
            cells.note("activity.wbs.repeated", task.row, cells.column("wbs"), severity="warning", wbs=task.wbs)
    made = fill_wbs([task.parent for task in tasks], [task.wbs for task in tasks])
    for task, wbs in zip(tasks, made, strict=True):
        task.has_own_wbs = bool(task.wbs) and given[task.wbs] == 1
        task.values["wbs"] = wbs
        for declared, code in invalid("activity", {"wbs": wbs}):
            cells.note("field.problem", task.row, cells.column("wbs"), sentence=sentences([(declared, code)]))


@dataclass(slots=True)
class _Links:
    """The predecessors of every row as links between tasks; what cannot be one is noted."""

    cells: Cells
    tasks: list[Task]
    day_min: int
    links: list[Link] = field(default_factory=list)

    def read(self) -> list[Link]:
        if self.cells.column("predecessors") < 0:
            return []
        times = Counter(task.number for task in self.tasks if task.number)
        column = self.cells.column("row_id")
        for task in self.tasks:
            if times[task.number] > 1 and column >= 0:  # 序号 may begin anew in every section
                self.cells.note("row_id.repeated", task.row, column, severity="warning", number=task.number)
        by_number = {task.number: index for index, task in reversed(list(enumerate(self.tasks))) if task.number}
        by_wbs = {str(task.values["wbs"]): index for index, task in reversed(list(enumerate(self.tasks)))}
        for index, task in enumerate(self.tasks):
            for entry in self._entries(task.row):
                self._link(index, entry, by_number.get(entry.number, by_wbs.get(entry.number, -1)))
        return self._acyclic()

    def _entries(self, at: int) -> list[Predecessor]:
        text = self.cells.text(at, "predecessors")
        if not text or text in ("-", "—", "/", "无"):
            return []
        try:
            return parse_predecessors(text, day_min=self.day_min)
        except LanyanError as error:
            self._note("predecessor.text", at, text=str(error.params.get("text", text))[:40])
            return []

    def _link(self, index: int, entry: Predecessor, found: int) -> None:
        at = self.tasks[index].row
        if found < 0:
            self._note("predecessor.unknown", at, number=entry.number)
        elif found == index:
            self._note("predecessor.self", at)
        else:
            self.links.append(Link(found, index, entry.type, entry.lag, entry.unit))

    def _acyclic(self) -> list[Link]:
        """Without the links that close a ring: of each ring the one that comes last in the sheet."""
        links = self.links
        while True:
            cycles = find_cycles(len(self.tasks), [link.before for link in links], [link.after for link in links])
            if not cycles.inner_edges:
                return links
            last = max(cycles.inner_edges)
            link = links[last]
            self._note("predecessor.cycle", self.tasks[link.after].row, number=self.tasks[link.before].number)
            links = [*links[:last], *links[last + 1 :]]

    def _note(self, code: str, at: int, **params: object) -> None:
        self.cells.note(code, at, self.cells.column("predecessors"), severity="warning", **params)


def _check_unwritten(cells: Cells, tasks: Sequence[Task], links: Sequence[Link]) -> None:
    """Relations that go with a row that is not written."""
    for link in links:
        before, after = tasks[link.before], tasks[link.after]
        if before.row in cells.refused and after.row not in cells.refused:
            number_ = before.number or str(before.values.get("wbs"))
            cells.note(
                "predecessor.unwritten", after.row, cells.column("predecessors"), severity="warning", number=number_
            )


def _without(tasks: list[Task], links: list[Link], refused: set[int]) -> tuple[list[Task], list[Link]]:
    """Without the rows that cannot be written; their children go to their parent, their links go."""
    kept: list[Task] = []
    moved: dict[int, int] = {-1: -1}
    gone: set[int] = set()
    for index, task in enumerate(tasks):
        parent = moved[task.parent]
        if task.row in refused:
            moved[index] = parent
            gone.add(index)
            continue
        task.parent, moved[index] = parent, len(kept)
        kept.append(task)
    left = [
        Link(moved[link.before], moved[link.after], link.type, link.lag, link.unit)
        for link in links
        if link.before not in gone and link.after not in gone
    ]
    return kept, left
