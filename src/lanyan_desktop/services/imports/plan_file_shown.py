"""What a plan file holds, laid out for eyes: its counts, its dates beside ours, and which project it is meant for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, Difference, compare
from lanyan_desktop.core.table.columns import computed as computed_column
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import Dress, Mark, Row, RowId
from lanyan_desktop.core.values import Id, Instant, datetime_of
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services import projects
from lanyan_desktop.services.imports.plan_file import PlanFilePreview, preview_plan_file
from lanyan_desktop.services.schedule.reasons import reason_of
from lanyan_desktop.store.reader import Reader, Where

FIELD_WORDS = {
    "start": "开始", "finish": "完成", "late_start": "最迟开始", "late_finish": "最迟完成", "total_float": "总时差",
}  # fmt: skip
_PROGRAMS = {"MSPDI": "MS Project", "XER": "P6", "GAN": "GanttProject"}
_TIME = computed_column("time", "", Shape.MINUTES, unit="天").field
_ALIKE = 0.5  # of the rows: below it a plan is another one, and gets a project of its own


@dataclass(frozen=True, slots=True)
class DateLine:
    """A stored value that differs from ours; texts are dates to the minute, or minutes for floats."""

    wbs: str
    name: str
    field: str
    stored: str
    computed: str
    apart: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanFileShown:
    """A preview with all that is said of it. `target` is the project it is meant for, None for one of its own."""

    preview: PlanFilePreview
    holds: Mapping[str, int]  # 工作, 里程碑 … to how many, in the order of telling
    stored: Mapping[str, int]  # per field of `FIELD_WORDS`: how many values the file has
    equal: Mapping[str, int]  # of them equal to ours in working time
    lines: Sequence[DateLine]
    reasons: Mapping[tuple[int, str], str]  # by row and field, of those that differ
    projects: Sequence[Project]
    target: Id | None

    @property
    def program(self) -> str:
        """Where the file comes from."""
        return _PROGRAMS.get(self.preview.computed.source.format, self.preview.computed.source.format)

    @property
    def day_min(self) -> int:
        """Working minutes of a day of the plan's own calendar."""
        return self.preview.computed.plan.calendars[0].day_min

    @property
    def plan_name(self) -> str:
        """What a project of its own would be called."""
        return (self.preview.computed.source.name.strip() or self.preview.path.stem)[:200]


def show_plan_file(
    reader: Reader, path: Path, *, project_id: Id | None, code: str | None = None, step: Step = no_step
) -> PlanFileShown:
    """Read a plan file and lay out what it would bring; `project_id` is the project in view.

    Raises:
        LanyanError: plan_file.*, calendar.*.
    """
    preview = preview_plan_file(path, code=code, step=step)
    computed = preview.computed
    stored, equal, others = compare(computed)
    told = [one for one in others if one.field in FIELD_WORDS]
    told.sort(key=lambda one: (one.field not in ("start", "finish"), one.at))
    lines = [_line(computed, one) for one in told]
    return PlanFileShown(
        preview=preview,
        holds=_holds(computed),
        stored={name: stored[name] for name in FIELD_WORDS},
        equal={name: equal[name] for name in FIELD_WORDS},
        lines=lines,
        reasons={(one.at, one.field): line.reason for one, line in zip(told, lines, strict=True)},
        projects=projects.load_projects(reader),
        target=_target(reader, computed, project_id),
    )


def _holds(computed: ComputedPlan) -> dict[str, int]:
    source = computed.source
    rows = source.activities
    counts = {
        "工作": sum(row.nature not in ("milestone", "summary") for row in rows),
        "里程碑": sum(row.nature == "milestone" for row in rows),
        "汇总": sum(row.nature == "summary" for row in rows),
        "逻辑关系": len(computed.links),
        "日历": len(source.calendars),
        "日历例外": sum(len(calendar.exceptions) for calendar in source.calendars),
        "资源": len(source.resources),
        "资源分配": len(source.assignments),
        "基准": len({one.number for row in rows for one in row.baselines}),
        "已开始": sum(row.actual_start is not None for row in rows),
    }
    return {word: count for word, count in counts.items() if count}


def _line(computed: ComputedPlan, one: Difference) -> DateLine:
    activity = computed.source.activities[one.at]
    is_float = one.field.endswith("_float")
    day_min = computed.calendar_of(one.at).day_min
    texts = (
        (_days(one.stored, day_min), _days(one.computed, day_min))
        if is_float
        else (_to_minute(one.stored), _to_minute(one.computed))
    )
    apart = ("+" if one.apart > 0 else "") + _days(one.apart, day_min)
    return DateLine(activity.wbs, activity.name, FIELD_WORDS[one.field], *texts, apart, reason_of(computed, one))


def _target(reader: Reader, computed: ComputedPlan, project_id: Id | None) -> Id | None:
    """The project in view where it has no plan yet, or has this one: another plan must not run into its own."""
    if project_id is None:
        return None
    mine = [Where("project_id", "=", project_id)]
    there = {(uid, name) for uid, name in reader.columns("activity", ["source_uid", "name"], where=mine)}
    rows = computed.source.activities
    alike = sum((row.uid[:60], row.name.strip()[:200]) in there for row in rows)
    return project_id if not there or alike >= _ALIKE * len(rows) else None


def _days(minutes: int, day_min: int) -> str:
    """Working time in working days: what a planner counts in."""
    return f"{show(_TIME, minutes, day_min=day_min)} 天"


def _to_minute(instant: int | None) -> str:
    return "—" if instant is None else f"{datetime_of(Instant(instant)):%Y-%m-%d %H:%M}"


ROW_NAMES = ("wbs", "name", "duration", "stored_start", "start", "stored_finish", "finish")


class PlanRows:
    """Every row of the file with its dates beside ours, as a table asks for them: pages are made when looked at."""

    def __init__(self, shown: PlanFileShown) -> None:
        self._shown = shown
        computed = shown.preview.computed
        levels = np.zeros(len(computed.source.activities), np.int32)
        for at, row in enumerate(computed.source.activities):
            levels[at] = levels[row.parent] + 1 if row.parent >= 0 else 0
        self._outline = Outline(range(len(levels)), levels)

    def ids(self, _query: Query) -> Outline:
        return self._outline

    def page(self, ids: Sequence[RowId], names: Sequence[str]) -> Mapping[RowId, Row]:
        return {at: self._row(at, names) for at in ids if isinstance(at, int)}

    def _row(self, at: int, names: Sequence[str]) -> Row:
        computed = self._shown.preview.computed
        activity, schedule = computed.source.activities[at], computed.schedule
        texts = {
            "wbs": activity.wbs,
            "name": activity.name,
            "stored_start": _to_minute(activity.stored.start),
            "start": _to_minute(int(schedule.start[at])),
            "stored_finish": _to_minute(activity.stored.finish),
            "finish": _to_minute(int(schedule.finish[at])),
        }
        dress = {
            field: Dress(tone="warn", mark=Mark("changed", reason))
            for field in ("start", "finish")
            if (reason := self._shown.reasons.get((at, field)))
        }
        is_summary = activity.nature == "summary"
        duration = None if is_summary else activity.duration_min
        return Row([duration if name == "duration" else texts[name] for name in names], dress, is_summary=is_summary)
