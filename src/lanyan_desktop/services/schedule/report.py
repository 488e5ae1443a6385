"""What `lanyan schedule` says: every activity's computed dates, and stored ones beside them where they differ."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lanyan_desktop.core.schedule.exchanged import ExchangedPlan, Notice
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, Difference, compare, compute_exchanged
from lanyan_desktop.core.values import Instant, datetime_of
from lanyan_desktop.services.messages.plan_files import NOTICES
from lanyan_desktop.services.schedule.reasons import reason_of

Json = dict[str, object]
_WORDS = {
    "start": "开始", "finish": "完成", "late_start": "最迟开始", "late_finish": "最迟完成", "total_float": "总时差",
}  # fmt: skip
_COMPARED = tuple(_WORDS)


@dataclass(frozen=True, slots=True)
class Report:
    """A computed plan and how long computing took (reading the file not counted)."""

    computed: ComputedPlan
    seconds: float


def schedule(source: ExchangedPlan) -> Report:
    """Compute a plan and time it.

    Raises:
        LanyanError: calendar.*.
    """
    began = time.perf_counter()
    computed = compute_exchanged(source)
    return Report(computed, time.perf_counter() - began)


def as_json(report: Report, *, with_stored: bool = False) -> Json:
    """For another program; with `with_stored` also how the stored dates compare."""
    computed, schedule = report.computed, report.computed.schedule
    drivers = _drivers(computed)
    columns = zip(
        *(
            column.tolist()
            for column in (
                schedule.start, schedule.finish, schedule.late_start, schedule.late_finish,
                schedule.total_float, schedule.free_float, schedule.is_critical,
            )
        ),
        strict=True,
    )  # fmt: skip
    activities: list[Json] = []
    for at, (start, finish, late_start, late_finish, total, free, critical) in enumerate(columns):
        activity = computed.source.activities[at]
        activities.append(
            {
                "id": activity.uid,
                "wbs": activity.wbs,
                "name": activity.name,
                "kind": activity.nature,
                "start": iso(start),
                "finish": iso(finish),
                "early_start": iso(start),
                "early_finish": iso(finish),
                "late_start": iso(late_start),
                "late_finish": iso(late_finish),
                "total_float_min": total,
                "free_float_min": free,
                "critical": critical,
                "driving": drivers.get(at, []),
            }
        )
    names = [[computed.source.activities[at].uid for at in ring] for ring in schedule.cycles]
    data: Json = {
        "format": computed.source.format,
        "activities": activities,
        "start": iso(schedule.project_start),
        "finish": iso(schedule.project_finish),
        "cycles": names,
        "warnings": warnings(computed),
        "seconds": round(report.seconds, 4),
    }
    return data | comparison(computed) if with_stored else data


def comparison(computed: ComputedPlan) -> Json:
    """How many of the file's stored values equal ours in working time, and the others with the reason."""
    counts, equal, others = compare(computed)
    shown = [one for one in others if one.field in _COMPARED]
    return {
        "compared": sum(1 for a in computed.source.activities if a.stored.start is not None),
        **{f"{name}_equal": equal[name] for name in _COMPARED},
        "stored": {name: counts[name] for name in _COMPARED},
        "differences": [difference_json(computed, one) for one in shown],
    }


def difference_json(computed: ComputedPlan, one: Difference) -> Json:
    activity = computed.source.activities[one.at]
    is_float = one.field.endswith("_float")
    return {
        "id": activity.uid,
        "name": activity.name,
        "field": one.field,
        "stored": one.stored if is_float else iso(one.stored),
        "computed": one.computed if is_float else iso(one.computed),
        "working_minutes": one.apart,
        "reason": reason_of(computed, one),
    }


def warnings(computed: ComputedPlan) -> list[str]:
    """What could not be taken as it stood, as sentences."""
    names = {activity.uid: activity.name for activity in computed.source.activities}
    told = [sentence_of(notice, names) for notice in computed.notices]
    for ring in computed.schedule.cycles:
        walk = " → ".join(computed.source.activities[at].name for at in (*ring, ring[0]))
        told.append(f"逻辑关系形成循环（{walk}），这一圈没有算。")
    return told


def sentence_of(notice: Notice, names: Mapping[str, str]) -> str:
    """A notice in words, with the activity it is about."""
    said = NOTICES[notice.code].format_map(dict(notice.params))
    return f"{notice.at} {names[notice.at]}：{said}" if notice.at in names else said


def _drivers(computed: ComputedPlan) -> dict[int, list[str]]:
    """The predecessors that set the start of each activity."""
    links, driving = computed.plan.links, computed.schedule.is_driving
    found: dict[int, list[str]] = {}
    for source, target in zip(links.source[driving].tolist(), links.target[driving].tolist(), strict=True):
        found.setdefault(target, []).append(computed.source.activities[source].uid)
    return found


def iso(instant: int) -> str:
    """A moment to the minute."""
    return datetime_of(Instant(instant)).isoformat(timespec="minutes")


def lines(report: Report, *, with_stored: bool = False, most: int = 20) -> Sequence[str]:
    """For a person at a terminal."""
    computed, plan = report.computed, report.computed.schedule
    works = int((~plan.is_summary).sum())
    critical = int((plan.is_critical & ~plan.is_summary).sum())
    told = [
        (
            f"{computed.source.name or '计划'}：{works:,} 项工作，{len(computed.links):,} 个逻辑关系，"
            f"用时 {report.seconds:.3f} 秒"
        ),
        f"{_day(plan.project_start)} 开始，{_day(plan.project_finish)} 完成，关键工作 {critical:,} 项",
    ]
    said = warnings(computed)
    told += [f"注意：{text}" for text in said[:most]]
    if len(said) > most:
        told.append(f"…… 共 {len(said):,} 条")
    return [*told, *comparison_lines(computed, most=most)] if with_stored else told


def comparison_lines(computed: ComputedPlan, *, most: int = 20) -> list[str]:
    """Stored dates beside ours, for people."""
    counts, equal, others = compare(computed)
    words = {
        "start": "开始",
        "finish": "完成",
        "late_start": "最迟开始",
        "late_finish": "最迟完成",
        "total_float": "总时差",
    }
    told = [f"{word}：文件里 {counts[name]} 个，相同 {equal[name]} 个" for name, word in words.items() if counts[name]]
    shown = [one for one in others if one.field in _COMPARED]
    for one in shown[:most]:
        activity = computed.source.activities[one.at]
        is_float = one.field.endswith("_float")
        stored, ours = (
            (f"{one.stored} 分钟", f"{one.computed} 分钟") if is_float else (_minute(one.stored), _minute(one.computed))
        )
        reason = reason_of(computed, one)
        told.append(f"  {activity.uid} {activity.name} {_WORDS[one.field]}：文件 {stored}，算得 {ours}（{reason}）")
    if len(shown) > most:
        told.append(f"  …… 共 {len(shown):,} 处")
    return told


def _day(instant: int) -> str:
    return f"{datetime_of(Instant(instant)):%Y-%m-%d}"


def _minute(instant: int) -> str:
    return f"{datetime_of(Instant(instant)):%Y-%m-%d %H:%M}"
