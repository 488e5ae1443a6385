"""From attendance sheets of every layout to who worked when: rows of a worker, days, 速记, or a gate's log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lanyan_desktop.core.forms import numbers
from lanyan_desktop.core.forms.classify import Row, RowClass
from lanyan_desktop.core.forms.header import DayColumn
from lanyan_desktop.core.forms.taken import Cells, Taken
from lanyan_desktop.core.forms.words import is_blank, plain
from lanyan_desktop.core.labour.marks import Mark, NumberUnit, unit_of
from lanyan_desktop.core.labour.shorthand import UnreadableShorthand, parse_shorthand
from lanyan_desktop.core.records.text import Unreadable
from lanyan_desktop.core.values import Day, date_of, day_at, day_of
from lanyan_desktop.services.imports import attendance_marks as marks
from lanyan_desktop.services.imports.attendance_blocks import blocks_of
from lanyan_desktop.services.imports.attendance_days import Period, days_of_columns, find_period
from lanyan_desktop.services.imports.attendance_reading import AttendanceReading
from lanyan_desktop.services.imports.attendance_sums import added, with_overtime
from lanyan_desktop.services.imports.attendance_writing import WorkerKey, WorkerSeen
from lanyan_desktop.services.imports.reading import Settings

_LEFT = re.compile(r"^(.+?)[\s(（]*((?:(\d{1,2})月)?(\d{1,2})[日号]?)?\s*(离职|退场|离场|辞职|已离职|已退场)[)）]?$")
_UNIT = re.compile(r"单位:?\(?(工日|小时|天)")
_MOST_OVERTIME_A_DAY = 240
_LONGEST_VISIT = 1440


def read_attendance(sheets: Sequence[Taken], settings: Settings) -> AttendanceReading:
    """Every sheet's workers and days together; a day said twice differently is noted and the later one counts."""
    reading = AttendanceReading({}, {}, [])
    visits: set[tuple[WorkerKey, int, int]] = set()
    for taken in sheets:
        _Sheet(Cells(taken, settings.month), settings, reading, visits).read()
    return reading


@dataclass(slots=True)
class _Sheet:
    cells: Cells
    settings: Settings
    reading: AttendanceReading
    visits: set[tuple[WorkerKey, int, int]]
    period: Period = field(default_factory=Period)
    unit: NumberUnit = "工日"
    days: dict[int, Day] = field(default_factory=dict)
    mine: dict[tuple[WorkerKey, Day], int] = field(default_factory=dict)  # the row that said it
    twice: set[int] = field(default_factory=set)  # rows of a name that another row has too
    said_numbered: bool = False

    def read(self) -> None:
        taken = self.cells.taken
        self.period = find_period(taken, self.settings.month)
        self.days = days_of_columns(self.cells, self.period)
        blocks = blocks_of(taken.rows)
        self.unit = self._unit(blocks)
        if self.unit != "不明":
            team = None
            for done, block in enumerate(blocks):
                if done % 50 == 0:
                    self.settings.step(done, len(blocks))
                if block[0].kind is RowClass.SECTION:
                    team = block[0].label
                elif block[0].kind is RowClass.UNKNOWN:
                    self.cells.note_unknown(block[0])
                else:
                    self._worker(block, team)
        self.cells.note_formulas({})
        self.reading.problems.extend(self.cells.problems)

    def _unit(self, blocks: Sequence[Sequence[Row]]) -> NumberUnit:
        """工日 or 小时, as the user, the sheet's head, or its numbers say; 不明 is noted and nothing is read."""
        if self.settings.unit in ("工日", "小时"):
            return "小时" if self.settings.unit == "小时" else "工日"
        for row in self.cells.taken.sheet.rows[: self.cells.taken.header.last_row + 1]:
            for cell in row:
                if isinstance(cell, str) and (match := _UNIT.search(plain(cell))):
                    return "小时" if match[1] == "小时" else "工日"
        places = [(block, place) for block in blocks for place in range(len(block))]
        rows = [block[place].index for block, place in places if self._part(block, place) != "overtime"]
        columns = [day.column for day in self.cells.taken.header.days if day.part != "overtime"]
        found = unit_of(marks.bare_numbers(self.cells, rows, columns))
        if found == "不明":
            self.cells.note("unit.mixed", self.cells.taken.header.last_row)
        return found

    def _part(self, block: Sequence[Row], place: int) -> str:
        """Which part of the day a row of a worker is: by its 时段, else by its place among the worker's rows."""
        if self.cells.column("part") >= 0 and (label := self.cells.text(block[place].index, "part")):
            return marks.part_of(label) or "unknown"
        if len(block) == 1:
            return "day"
        return ("morning", "afternoon", "overtime", "unknown")[min(place, 3)]

    # ---- a worker's block

    def _worker(self, block: Sequence[Row], team: str | None) -> None:
        at = block[0].index
        key = self._seen(at, team)
        if key is None:
            return
        if self.cells.is_filled(at, "check_in") or self.cells.is_filled(at, "check_out"):
            self._visit(at, key)
            return
        if self.cells.is_filled(at, "shorthand"):
            self._shorthand(at, key)
        found = self._by_columns(at) if self._has_parts() else self._by_rows(block)
        for day, mark in found.items():
            self._enter(key, day, mark, at)
        self._compare(at, key)

    def _has_parts(self) -> bool:
        return any(day.part for day in self.cells.taken.header.days)

    def _seen(self, at: int, team: str | None) -> WorkerKey | None:
        cells = self.cells
        number, name = cells.text(at, "number"), cells.text(at, "name")
        if (number is None and name is None) or at in cells.refused:
            return None
        note, leave = None, None
        if name and (match := _LEFT.match(name)):
            name, note = match[1].strip(), match[5]
            leave = self._leave_day(match[3], match[4])
            said = date_of(leave).isoformat() if leave is not None else "（日期未写）"
            cells.note("worker.left", at, cells.column("name"), severity="info", note=note, day=said)
        team = cells.text(at, "team") or team
        key: WorkerKey = ("number", number) if number else ("name", plain(name or ""), plain(team or ""))
        if key not in self.reading.workers:
            if number and not name:
                cells.note("worker.unnamed", at, cells.column("number"), severity="info", number=number)
            if not number and not self.said_numbered:
                self.said_numbered = True
                cells.note("worker.numbered", at, cells.column("name"), severity="info")
        known = self.reading.workers.get(key)
        if number and name and known is not None and known.name and plain(known.name) != plain(name):
            cells.note("worker.number", at, cells.column("number"), number=number, name=known.name, other=name)
            return None
        seen = WorkerSeen(number, name, team, cells.text(at, "trade"), leave, note)
        self.reading.workers[key] = self.reading.workers.get(key, seen).with_more(seen)
        return key

    def _leave_day(self, month: str | None, day: str | None) -> Day | None:
        if day is None or self.period.month is None:
            return None
        try:
            return day_of(self.period.month.replace(month=int(month or self.period.month.month), day=int(day)))
        except ValueError:
            return None

    def _by_rows(self, block: Sequence[Row]) -> dict[Day, Mark]:
        rows = {self._part(block, place): row.index for place, row in enumerate(block)}
        if "unknown" in rows:
            text = self.cells.text(rows["unknown"], "part") or ""
            self.cells.note("part.unknown", rows["unknown"], self.cells.column("part"), severity="warning", text=text)
        found = {column: self._day_of_rows(rows, column) for column in self.days}
        return {self.days[column]: mark for column, mark in found.items() if mark is not None}

    def _day_of_rows(self, rows: dict[str, int], column: int) -> Mark | None:
        workday, half = self.settings.workday_min, self.settings.workday_min // 2
        overtime = marks.read_overtime(self.cells, rows["overtime"], column) if "overtime" in rows else 0
        if "day" in rows:
            whole = marks.read_whole(self.cells, rows["day"], column, workday_min=workday, unit=self.unit)
            return with_overtime(whole, overtime)
        halves = [
            self._half(rows[part], column, minutes) if part in rows else None
            for part, minutes in (("morning", half), ("afternoon", workday - half))
        ]
        return marks.joined(halves[0], halves[1], overtime)

    def _half(self, row: int, column: int, half_min: int) -> Mark | None:
        return marks.read_half(self.cells, row, column, half_min=half_min, unit=self.unit)

    def _by_columns(self, at: int) -> dict[Day, Mark]:
        """Days whose parts stand side by side: 上班 and 下班, or 上午, 下午 and 加班."""
        days: dict[Day, list[DayColumn]] = {}
        for column in self.cells.taken.header.days:
            if column.column in self.days:
                days.setdefault(self.days[column.column], []).append(column)
        found = {day: self._day_of_columns(at, columns) for day, columns in days.items()}
        return {day: mark for day, mark in found.items() if mark is not None}

    def _day_of_columns(self, at: int, columns: Sequence[DayColumn]) -> Mark | None:
        by_part = {column.part: column.column for column in columns}
        half = self.settings.workday_min // 2
        if "in" in by_part or "out" in by_part:
            return self._clocked(at, by_part.get("in", -1), by_part.get("out", -1))
        halves = [
            self._half(at, by_part[part], minutes) if part in by_part else None
            for part, minutes in (("morning", half), ("afternoon", self.settings.workday_min - half))
        ]
        overtime = marks.read_overtime(self.cells, at, by_part["overtime"]) if "overtime" in by_part else 0
        return marks.joined(halves[0], halves[1], overtime)

    def _clocked(self, at: int, first: int, second: int) -> Mark | None:
        sheet = self.cells.taken.sheet
        if not all(self.cells.heed(at, column) for column in (first, second) if column >= 0):
            return None
        start, end = (sheet.cell(at, column) if column >= 0 else "" for column in (first, second))
        if is_blank(start) and is_blank(end):
            return None
        try:
            times = numbers.clock(start), numbers.clock(end)
        except Unreadable:
            half = self.settings.workday_min // 2
            read = [self._half(at, column, half) for column in (first, second) if column >= 0]
            return marks.joined(read[0], read[-1], 0)
        if times[0] is None or times[1] is None:
            self.cells.note("clock.half", at, first if times[0] is not None else second)
            return None
        return marks.presence(times[0], times[1], workday_min=self.settings.workday_min)

    def _shorthand(self, at: int, key: WorkerKey) -> None:
        column, text = self.cells.column("shorthand"), self.cells.text(at, "shorthand") or ""
        if self.period.month is None:
            self.cells.note("month.unknown", at, column)
            return
        try:
            days = parse_shorthand(text, days=self.period.days)
        except UnreadableShorthand as error:
            code = {"day": "cell.shorthand.day", "twice": "cell.shorthand.twice"}.get(error.code, "cell.shorthand")
            self.cells.note(code, at, column, text=error.piece[:40])
            return
        for number, worked in days.items():
            self._enter(key, day_of(self.period.month.replace(day=number)), worked.mark(self.settings.workday_min), at)

    # ---- a gate's log

    def _visit(self, at: int, key: WorkerKey) -> None:
        start, end = self.cells.instant(at, "check_in"), self.cells.instant(at, "check_out")
        if start is None or end is None:
            if at not in self.cells.refused:
                self.cells.note("visit.open", at, self.cells.column("check_out" if end is None else "check_in"))
            return
        if end < start or end - start > _LONGEST_VISIT:
            self.cells.note("visit.order" if end < start else "visit.long", at, self.cells.column("check_out"))
            return
        if (key, start, end) in self.visits:  # the same visit on an overlapping sheet
            return
        self.visits.add((key, start, end))
        day = day_at(start)
        mark = marks.presence(start - day * 1440, end - day * 1440, workday_min=self.settings.workday_min)
        before = self.reading.entries.get((key, day))
        self.reading.entries[key, day] = added(before, mark, self.settings.workday_min)

    # ---- entering and comparing

    def _enter(self, key: WorkerKey, day: Day, mark: Mark, at: int) -> None:
        before = self.reading.entries.get((key, day))
        if before is not None and before != mark:
            name = self.reading.workers[key].name or key[1]
            self.cells.note("worker.twice", at, severity="warning", name=name, day=date_of(day).isoformat())
        said = self.mine.setdefault((key, day), at)
        if said != at and at not in self.twice:
            self.twice.add(at)
            words = {"name": self.reading.workers[key].name or key[1], "row": said + 1}
            self.cells.note("worker.same", at, self.cells.column("name"), severity="warning", **words)
        self.reading.entries[key, day] = mark

    def _compare(self, at: int, key: WorkerKey) -> None:
        """The totals at the right beside the cells; overtime that is only a total goes to the last days worked."""
        mine = {day: self.reading.entries[key, day] for who, day in self.mine if who == key}
        stated = self._stated(at, "days", 10_000)
        normal = sum(mark.normal_min for mark in mine.values())
        if stated is not None and stated * self.settings.workday_min != normal * 10_000:
            computed = f"{normal / self.settings.workday_min:g}"
            column = self.cells.column("days")
            words = {"stated": f"{stated / 10_000:g}", "computed": computed}
            self.cells.note("total.days", at, column, severity="warning", **words)
        column = self.cells.column("overtime")
        overtime = marks.read_overtime_total(self.cells, at, column) if column >= 0 else 0
        if overtime and mine and not any(mark.overtime_min for mark in mine.values()):
            self._spread(at, key, mine, overtime)

    def _stated(self, at: int, name: str, scale: int) -> int | None:
        """A total, None where it is blank or a formula that was never computed."""
        column = self.cells.column(name)
        if column < 0 or (at, column) in self.cells.taken.sheet.uncached:
            return None
        return self.cells.number(at, name, scale=scale)

    def _spread(self, at: int, key: WorkerKey, mine: dict[Day, Mark], overtime: int) -> None:
        left = overtime
        worked = sorted((day for day, mark in mine.items() if mark.normal_min), reverse=True)
        for day in worked:
            part = min(left, _MOST_OVERTIME_A_DAY)
            self.reading.entries[key, day] = with_overtime(mine[day], part) or mine[day]
            left -= part
            if not left:
                break
        hours, column = f"{overtime / 60:g}", self.cells.column("overtime")
        last = date_of(worked[0]).isoformat() if worked else ""
        self.cells.note("overtime.spread", at, column, severity="info", hours=hours, day=last)
