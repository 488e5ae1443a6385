"""Reads an XER file: one project of Primavera P6 with its WBS, activities, relations, calendars and resources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lanyan_desktop.core.records.plan import LagCalendar, RelationType
from lanyan_desktop.core.schedule.calendar import WorkCalendar, build_calendar
from lanyan_desktop.core.schedule.exchanged import (
    ExchangedActivity,
    ExchangedCalendar,
    ExchangedLink,
    ExchangedPlan,
    Nature,
    Notice,
    StoredDates,
)
from lanyan_desktop.core.values import Instant
from lanyan_desktop.exchange.guarded import DEEPEST
from lanyan_desktop.exchange.p6.calendars import read_calendars
from lanyan_desktop.exchange.p6.constraints import limited
from lanyan_desktop.exchange.p6.resources import drivers_of, read_assignments, read_resources
from lanyan_desktop.exchange.p6.tables import Row, read_tables
from lanyan_desktop.exchange.p6.values import parse_date, parse_minutes, parse_scaled
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_RELATIONS: dict[str, RelationType] = {"PR_FS": "FS", "PR_SS": "SS", "PR_FF": "FF", "PR_SF": "SF"}
_LAG_CALENDARS: dict[str, LagCalendar] = {
    "rcal_Predecessor": "紧前工作日历",
    "rcal_Successor": "紧后工作日历",
    "rcal_ProjDefault": "工程日历",
    "rcal_24Hour": "24 小时",
}
_PRIORITIES = {"PT_Top": 1000, "PT_High": 700, "PT_Normal": 500, "PT_Low": 300, "PT_Lowest": 0}


def read_xer(path: Path, *, code: str | None = None, step: Step = no_step) -> ExchangedPlan:
    """The project in the file; `code` names it where there are several.

    Raises:
        LanyanError: plan_file.*.
    """
    tables, encoding = read_tables(path, step=step)
    project = _project(path.name, tables, code)
    notices: list[Notice] = []
    if encoding == "cp1252":
        notices.append(Notice("text.encoding", params={"text": "西欧文字"}))
    return _Reading(path.name, tables, project, notices).plan()


def _project(file: str, tables: Mapping[str, Sequence[Row]], code: str | None) -> Row:
    busy = Counter(row.get("proj_id", "") for row in tables["TASK"])
    found = [row for row in tables["PROJECT"] if busy[row.get("proj_id", "")]]
    if code is not None:
        found = [row for row in found if row.get("proj_short_name") == code] or found
    if not found:
        raise LanyanError("plan_file.no_activities", file=file)
    if len(found) > 1:
        names = tuple(row.get("proj_short_name", "") for row in found)
        raise LanyanError("plan_file.several", file=file, count=len(found), codes="、".join(names[:8]), names=names)
    return found[0]


@dataclass(slots=True)
class _Reading:
    file: str
    tables: Mapping[str, Sequence[Row]]
    project: Row
    notices: list[Notice]

    def plan(self) -> ExchangedPlan:
        calendars = read_calendars(self.tables["CALENDAR"], self.notices)
        known = {calendar.uid: calendar for calendar in calendars}
        tasks = self._mine("TASK")
        clocks: dict[str, WorkCalendar] = {}
        rows = self._outline(tasks)
        place = {uid: at for at, (uid, _, _) in enumerate(rows)}
        if len(place) < len(rows):
            twice = Counter(uid for uid, _, _ in rows).most_common(1)[0][0]
            raise LanyanError("plan_file.same_uid", file=self.file, at=twice.removeprefix("T"))
        drivers = drivers_of(self.tables["RSRC"], self._mine("TASKRSRC"), tasks)
        activities = [
            self._summary(row, parent) if uid.startswith("W") else self._activity(row, parent, known, clocks, drivers)
            for uid, parent, row in rows
        ]
        activities = _distinct(activities)
        options = next(iter(self._mine("SCHEDOPTIONS")), {})
        start = parse_date(self.project.get("plan_start_date"), "计划开始")
        used = {a.calendar for a in activities} | {self.project.get("clndr_id", "")}
        return ExchangedPlan(
            format="XER",
            name=self._name(),
            start=start,
            finish=parse_date(self.project.get("plan_end_date"), "要求完成"),
            data_date=parse_date(self.project.get("last_recalc_date"), "数据日期"),
            calendar=self.project.get("clndr_id", ""),
            calendars=[calendar for calendar in calendars if calendar.uid in used],
            activities=activities,
            links=self._links(place, activities),
            resources=read_resources(self.tables["RSRC"], self._mine("TASKRSRC"), used),
            assignments=read_assignments(self._mine("TASKRSRC"), place, file=self.file),
            lag_calendar=_LAG_CALENDARS.get(options.get("sched_calendar_on_relationship_lag", ""), "紧前工作日历"),
            progress_rule="进度优先" if options.get("sched_progress_override") == "Y" else "保持逻辑",
            critical_float_min=max(parse_minutes(self.project.get("critical_drtn_hr_cnt"), "", signed=True), 0),
            notices=self.notices,
        )

    def _mine(self, table: str) -> list[Row]:
        project = self.project.get("proj_id")
        return [row for row in self.tables[table] if row.get("proj_id", project) == project]

    def _name(self) -> str:
        top = next((row for row in self._mine("PROJWBS") if row.get("proj_node_flag") == "Y"), {})
        return top.get("wbs_name", "").strip() or self.project.get("proj_short_name", "")

    def _outline(self, tasks: Sequence[Row]) -> list[tuple[str, int, Row]]:
        """Rows in preorder: "W" + WBS id or "T" + task id, the place of the parent, and the row."""
        wbs = {row.get("wbs_id", ""): row for row in self._mine("PROJWBS")}
        below: dict[str, list[str]] = {}
        for uid, row in wbs.items():
            above = row.get("parent_wbs_id", "")
            below.setdefault(above if above in wbs and above != uid else "", []).append(uid)
        works: dict[str, list[Row]] = {}
        for task in tasks:
            home = task.get("wbs_id", "")
            works.setdefault(home if home in wbs else "", []).append(task)
        for uids in below.values():
            uids.sort(key=lambda uid: _sequence(wbs[uid]))
        rows: list[tuple[str, int, Row]] = [(f"T{task.get('task_id')}", -1, task) for task in works.get("", [])]
        stack = [(uid, -1, 1) for uid in reversed(below.get("", []))]
        reached = 0
        while stack:
            uid, parent, depth = stack.pop()
            reached += 1
            if depth > DEEPEST:
                raise LanyanError("plan_file.deep", file=self.file, limit=DEEPEST)
            here = len(rows)
            rows.append((f"W{uid}", parent, wbs[uid]))
            rows += [(f"T{task.get('task_id')}", here, task) for task in works.get(uid, [])]
            stack += [(child, here, depth + 1) for child in reversed(below.get(uid, []))]
        if reached < len(wbs):
            raise LanyanError("plan_file.outline", file=self.file, at="WBS")
        return _without_empty(rows)

    def _summary(self, row: Row, parent: int) -> ExchangedActivity:
        return ExchangedActivity(
            uid=f"W{row.get('wbs_id', '')}",
            name=row.get("wbs_name", "").strip(),
            wbs=row.get("wbs_short_name", "").strip(),
            parent=parent,
            nature="summary",
        )

    def _activity(
        self,
        row: Row,
        parent: int,
        known: Mapping[str, ExchangedCalendar],
        clocks: dict[str, WorkCalendar],
        drivers: Mapping[str, str],
    ) -> ExchangedActivity:
        uid, name = row.get("task_id", ""), row.get("task_name", "").strip()
        kind = row.get("task_type", "")
        nature: Nature = "work"
        if kind in ("TT_Mile", "TT_FinMile"):
            nature = "milestone"
        elif kind in ("TT_LOE", "TT_WBS"):
            nature = "hammock"
            self.notices.append(Notice("activity.hammock", uid))
        calendar = row.get("clndr_id", "")
        if kind == "TT_Rsrc" and drivers.get(uid) in known:
            calendar = drivers[uid]
        if calendar not in known:
            self.notices.append(Notice("calendar.unknown", uid, {"text": calendar}))
            calendar = self.project.get("clndr_id", "")
        duration = 0 if nature == "milestone" else parse_minutes(row.get("target_drtn_hr_cnt"), name)
        stored = self._stored(row, name)
        begun, ended = parse_date(row.get("act_start_date"), name), parse_date(row.get("act_end_date"), name)
        left = parse_minutes(row.get("remain_drtn_hr_cnt"), name)
        made = ExchangedActivity(
            uid=f"T{uid}",
            name=name,
            wbs=row.get("task_code", "").strip(),
            parent=parent,
            nature=nature,
            duration_min=duration,
            calendar=calendar,
            is_manual=nature == "hammock",
            manual_start=stored.start if nature == "hammock" else None,
            manual_finish=stored.finish if nature == "hammock" else None,
            done=self._done(row, duration, left, begun=begun is not None, ended=ended is not None),
            actual_start=begun,
            actual_finish=ended,
            resumes_at=parse_date(row.get("resume_date"), name) if begun is not None and ended is None else None,
            remaining_min=left if begun is not None and ended is None else None,
            priority=_PRIORITIES.get(row.get("priority_type", ""), 500),
            is_finish_milestone=kind == "TT_FinMile",
            stored=stored,
        )
        if calendar in known and calendar not in clocks:
            clocks[calendar] = build_calendar(known[calendar].week, known[calendar].exceptions)
        return limited(made, row, clocks.get(calendar), self.notices)

    def _stored(self, row: Row, name: str) -> StoredDates:
        date = {key: parse_date(row.get(key), name) for key in _STORED}
        begun, ended = date["act_start_date"], date["act_end_date"]
        return StoredDates(
            start=_first(begun, date["early_start_date"], date["target_start_date"]),
            finish=_first(ended, date["early_end_date"], date["target_end_date"]),
            early_start=date["early_start_date"],
            early_finish=date["early_end_date"],
            late_start=date["late_start_date"],
            late_finish=date["late_end_date"],
            total_float=self._float(row.get("total_float_hr_cnt"), name),
            free_float=self._float(row.get("free_float_hr_cnt"), name),
        )

    def _float(self, text: str | None, name: str) -> int | None:
        return parse_minutes(text, name, signed=True) if text else None

    def _done(self, row: Row, duration: int, left: int, *, begun: bool, ended: bool) -> int:
        if ended:
            return 10_000
        if not begun:
            return 0
        kind = row.get("complete_pct_type")
        if kind == "CP_Phys":
            return min(max(parse_scaled(row.get("phys_complete_pct"), 100, at=self.file), 0), 9_999)
        if kind == "CP_Units":
            made = parse_scaled(row.get("act_work_qty"), 100, at=self.file) + parse_scaled(
                row.get("act_equip_qty"), 100, at=self.file
            )
            rest = parse_scaled(row.get("remain_work_qty"), 100, at=self.file) + parse_scaled(
                row.get("remain_equip_qty"), 100, at=self.file
            )
            return min(max(made, 0) * 10_000 // max(made + rest, 1), 9_999)
        return min(max(duration - left, 0) * 10_000 // max(duration, 1), 9_999)

    def _links(self, place: Mapping[str, int], activities: Sequence[ExchangedActivity]) -> list[ExchangedLink]:
        found, seen = [], set()
        for row in self.tables["TASKPRED"]:
            after, before = place.get(f"T{row.get('task_id')}"), place.get(f"T{row.get('pred_task_id')}")
            if after is None:
                continue
            if before is None or before == after:
                self.notices.append(
                    Notice("link.unknown", activities[after].uid, {"text": row.get("pred_task_id", "")})
                )
                continue
            kind = _RELATIONS.get(row.get("pred_type", ""), "FS")
            if (before, after, kind) in seen:
                self.notices.append(Notice("link.twice", activities[after].uid, {"text": activities[before].name}))
                continue
            seen.add((before, after, kind))
            lag = parse_minutes(row.get("lag_hr_cnt"), activities[after].name, signed=True)
            found.append(ExchangedLink(before=before, after=after, type=kind, lag=lag))
        return found


_STORED = (
    "act_start_date", "act_end_date", "early_start_date", "early_end_date",
    "late_start_date", "late_end_date", "target_start_date", "target_end_date",
)  # fmt: skip


def _first(*dates: Instant | None) -> Instant | None:
    return next((at for at in dates if at is not None), None)


def _sequence(row: Row) -> tuple[int, str]:
    text = row.get("seq_num", "")
    return (int(text) if text.isdecimal() and len(text) < 12 else 0, row.get("wbs_short_name", ""))


def _without_empty(rows: list[tuple[str, int, Row]]) -> list[tuple[str, int, Row]]:
    """Without WBS rows that no task hangs under: a summary of nothing has no dates."""
    full = [uid.startswith("T") for uid, _, _ in rows]
    for at in range(len(rows) - 1, -1, -1):
        if full[at] and rows[at][1] >= 0:
            full[rows[at][1]] = True
    moved, kept = {-1: -1}, list[tuple[str, int, Row]]()
    for at, (uid, parent, row) in enumerate(rows):
        if full[at]:
            moved[at] = len(kept)
            kept.append((uid, moved[parent], row))
    return kept


def _distinct(activities: Sequence[ExchangedActivity]) -> list[ExchangedActivity]:
    """The ids as the file has them, with the mark of their table only where both tables use one."""
    times = Counter(activity.uid[1:] for activity in activities)
    return [a if times[a.uid[1:]] > 1 else replace(a, uid=a.uid[1:]) for a in activities]
