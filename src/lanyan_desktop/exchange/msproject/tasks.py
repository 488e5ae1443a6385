"""Tasks of an MSPDI file: one element to one activity, with the dates that MS Project stored beside it."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from lanyan_desktop.core.records.plan import LagUnit
from lanyan_desktop.core.schedule.exchanged import (
    ROUND_THE_CLOCK,
    ExchangedActivity,
    Notice,
    PlannedDates,
    StoredDates,
)
from lanyan_desktop.core.values import Fen, Instant
from lanyan_desktop.exchange.msproject.fields import COMPUTED, WRITTEN
from lanyan_desktop.exchange.msproject.streaming import local
from lanyan_desktop.exchange.msproject.values import (
    CONSTRAINTS,
    ELAPSED_PERCENT_FORMAT,
    ESTIMATED,
    RELATIONS,
    is_elapsed,
    parse_duration,
    parse_instant,
    parse_number,
    parse_scaled,
    unit_of,
)
from lanyan_desktop.kit.errors import LanyanError

_YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class RawLink:
    """A `PredecessorLink`; the predecessor is found when all tasks are read."""

    before: str
    type: int
    lag: int
    unit: LagUnit
    is_cross_project: bool = False
    elapsed_percent: int = 0  # ‱ of the predecessor's duration, counted around the clock


@dataclass(slots=True)
class RawTask:
    """A task with what places it: `level` is its depth, 0 for the row of the project itself."""

    level: int
    is_blank: bool
    is_marked_summary: bool
    activity: ExchangedActivity
    links: list[RawLink]
    ignores_resource_calendar: bool


class _Fields:
    """The simple children of an element by name."""

    def __init__(self, element: Element, at: str) -> None:
        self._texts = {local(child.tag): child.text for child in element if not len(child)}
        self._at = at

    def text(self, name: str) -> str:
        return (self._texts.get(name) or "").strip()

    def has(self, name: str) -> bool:
        return name in self._texts

    def is_set(self, name: str, *, empty: bool = False) -> bool:
        return self.text(name) in _YES if self.text(name) else empty

    def instant(self, name: str) -> Instant | None:
        return parse_instant(self._texts.get(name), at=self._at)

    def minutes(self, name: str) -> int | None:
        return parse_duration(self._texts.get(name), at=self._at)

    def number(self, name: str, empty: int = 0) -> int:
        return parse_number(self._texts.get(name), at=self._at, empty=empty)

    def scaled(self, name: str, scale: int, empty: int = 0) -> int:
        return parse_scaled(self._texts.get(name), scale=scale, at=self._at, empty=empty)


def read_task(element: Element, notices: list[Notice]) -> RawTask:
    """One `Task`."""
    uid = (element.findtext("{*}UID") or element.findtext("{*}ID") or "").strip()
    name = (element.findtext("{*}Name") or "").strip()
    at = name or f"标识号 {uid}"
    fields = _Fields(element, at)
    return RawTask(
        level=_level(fields),
        is_blank=fields.is_set("IsNull") or (not name and not fields.has("Start") and not fields.has("Duration")),
        is_marked_summary=fields.is_set("Summary"),
        activity=_activity(element, fields, uid, notices),
        links=[_link(child, uid, at, notices) for child in element if local(child.tag) == "PredecessorLink"],
        ignores_resource_calendar=fields.is_set("IgnoreResourceCalendar"),
    )


def _level(fields: _Fields) -> int:
    if fields.has("OutlineLevel"):
        return max(fields.number("OutlineLevel"), 0)
    outline = fields.text("OutlineNumber")
    return outline.count(".") + 1 if outline and outline != "0" else (0 if outline else 1)


def _activity(element: Element, fields: _Fields, uid: str, notices: list[Notice]) -> ExchangedActivity:
    is_external = fields.is_set("ExternalTask") or fields.is_set("IsSubproject")
    is_manual = fields.is_set("Manual")
    is_active = fields.is_set("Active", empty=True)
    duration = fields.minutes("Duration") or 0
    code = fields.number("ConstraintType")
    if not 0 <= code < len(CONSTRAINTS):
        notices.append(Notice("constraint.unknown", uid, {"text": code}))
        code = 0
    start, finish = fields.instant("Start"), fields.instant("Finish")
    if is_external:
        notices.append(Notice("activity.external", uid))
    calendar = fields.text("CalendarUID")
    done = fields.number("PercentComplete")
    if not 0 <= done <= 100:
        raise LanyanError("plan_file.number", text=f"{done}%", at=fields.text("Name"))
    actual_start, actual_finish = fields.instant("ActualStart"), fields.instant("ActualFinish")
    stop, resume = fields.instant("Stop"), fields.instant("Resume")
    is_going = actual_start is not None and actual_finish is None and done < 100
    if is_going and stop is not None and resume is not None and resume > stop:
        notices.append(Notice("activity.split", uid))
    elapsed = is_elapsed(fields.number("DurationFormat", 7))
    return ExchangedActivity(
        uid=uid,
        name=fields.text("Name"),
        wbs=fields.text("WBS") or fields.text("OutlineNumber"),
        nature="external" if is_external else "milestone" if duration == 0 else "work",
        duration_min=duration,
        calendar=ROUND_THE_CLOCK if elapsed else "" if calendar in ("", "-1") else calendar,
        constraint=CONSTRAINTS[code],
        constraint_at=fields.instant("ConstraintDate") if code > 1 else None,
        deadline_at=fields.instant("Deadline"),
        is_manual=is_manual or is_external,
        is_active=is_active,
        manual_start=(fields.instant("ManualStart") or start) if is_manual or is_external else None,
        manual_finish=(fields.instant("ManualFinish") or finish) if is_manual or is_external else None,
        done=done * 100,
        actual_start=actual_start,
        actual_finish=actual_finish or (finish if done == 100 and actual_start is not None else None),
        resumes_at=resume if is_going else None,
        remaining_min=fields.minutes("RemainingDuration") if is_going else None,
        levelling_delay_min=max(fields.number("LevelingDelay") // 10, 0),
        priority=min(max(fields.number("Priority", 500), 0), 1000),
        responsible=fields.text("Contact")[:60] or None,
        note=fields.text("Notes") or None,
        stored=_stored(fields, start, finish),
        baselines=tuple(_baselines(element, fields)),
        extra=_extra(element),
    )


def _stored(fields: _Fields, start: Instant | None, finish: Instant | None) -> StoredDates:
    total = fields.number("TotalSlack") if fields.has("TotalSlack") else None
    free = fields.number("FreeSlack") if fields.has("FreeSlack") else None
    return StoredDates(
        start=start,
        finish=finish,
        early_start=fields.instant("EarlyStart"),
        early_finish=fields.instant("EarlyFinish"),
        late_start=fields.instant("LateStart"),
        late_finish=fields.instant("LateFinish"),
        total_float=None if total is None else total // 10,  # written in tenths of a minute
        free_float=None if free is None else free // 10,
    )


def _baselines(element: Element, fields: _Fields) -> list[PlannedDates]:
    found = []
    for child in element:
        if local(child.tag) == "Baseline":
            one = _Fields(child, fields.text("Name"))
            start, finish = one.instant("Start"), one.instant("Finish")
            number = one.number("Number")
            if start is not None and finish is not None and finish >= start and 0 <= number <= 10:
                minutes = one.minutes("Duration") or 0
                cost = Fen(max(one.number("Cost"), 0))  # in hundredths already
                found.append(
                    PlannedDates(number=number, start=start, finish=finish, duration_min=minutes, cost_fen=cost)
                )
    return found


def _link(element: Element, uid: str, at: str, notices: list[Notice]) -> RawLink:
    fields = _Fields(element, at)
    kind, code = fields.number("Type", 1), fields.number("LagFormat", 7)
    lag, unit = fields.scaled("LinkLag", 1), unit_of(code)
    if not 0 <= kind < len(RELATIONS):
        kind = 1
    if unit is None:
        if lag:
            notices.append(Notice("lag.format", uid, {"text": code}))
        unit = "工作时间"
    cross = fields.is_set("CrossProject") and bool(fields.text("CrossProjectName"))
    before = fields.text("PredecessorUID")
    if unit == "百分比":
        share = fields.scaled("LinkLag", 100)
        is_elapsed_share = code % ESTIMATED == ELAPSED_PERCENT_FORMAT
        return RawLink(before, kind, share, unit, cross, share if is_elapsed_share else 0)
    tenths = abs(lag) + 5
    minutes = tenths // 10 if lag >= 0 else -(tenths // 10)
    if abs(minutes) > 100 * 366 * 1440:
        raise LanyanError("plan_file.duration", text=fields.text("LinkLag")[:40], at=at)
    return RawLink(before, kind, minutes, unit, cross)


def _extra(element: Element) -> tuple[str, ...]:
    """What nothing here writes or computes, as text of elements."""
    kept = []
    for child in element:
        if local(child.tag) not in WRITTEN and local(child.tag) not in COMPUTED:
            for one in child.iter():
                one.tag = local(one.tag)
            child.tail = None
            kept.append(tostring(child, encoding="unicode"))
    return tuple(kept)
