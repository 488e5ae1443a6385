"""预警与建议, 资源均衡, 风险分析 and 完工预测 as lines for one panel: words, and the works each line is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.calendar import shown_day
from lanyan_desktop.core.schedule.crashing import Crashing
from lanyan_desktop.core.values import Day, Id, Instant, date_of
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.schedule.alarms import TITLES, Alarms, suggest
from lanyan_desktop.services.schedule.effects import days_text
from lanyan_desktop.services.schedule.forecast import forecast
from lanyan_desktop.services.schedule.levelling import LevelPreview, preview_levelling
from lanyan_desktop.services.schedule.risk import ASSUMED, ProjectRisk, run_risk
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.store.reader import Reader

MOST = 200
"""Alarms that are explained: each asks for its driving path."""
RUNS = 1_000
_SEED = 1
_BINS = 24
_PERCENTS = (10, 50, 80, 90)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the panel, ready to show."""

    cells: tuple[str, ...]
    ids: tuple[Id, ...] = ()  # the works it is about; a click selects them


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A column of the histogram of finishes."""

    text: str  # its last day
    count: int
    is_late: bool  # after 要求完工


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the panel shows: a finding, and the lines it rests on."""

    title: str
    remark: str = ""
    headings: tuple[str, ...]
    lines: Sequence[Line]
    bins: Sequence[Bin] = ()
    preview: LevelPreview | None = None  # what 采用 would write


def alarm_advice(_reader: Reader, view: PlanView, *, step: Step = no_step) -> Advice:
    """Every alarm with its cause and driving path: at once, also of large plans.

    Raises:
        Cancelled: by `step`.
    """
    step(0, 1)
    return _alarms(view, [], remark="正在找赶工建议…")


def crash_advice(reader: Reader, view: PlanView, *, step: Step = no_step) -> Advice:
    """The same, with what to shorten to be on time, cheapest first: it takes a while on large plans.

    Raises:
        Cancelled: by `step`.
    """
    crashing = suggest(reader, view, step=step)
    return _alarms(view, _suggested(view, crashing), remark=_crash_words(crashing))


def _alarms(view: PlanView, lines: list[Line], *, remark: str) -> Advice:
    alarms = Alarms(view)
    for alarm in alarms.found[:MOST]:
        path = alarms.path_of(alarm)
        late = f"{days_text(alarm.minutes, view.loaded.day_min)} 天"
        cells = (TITLES[alarm.kind], alarms.name_of(alarm.row), late, alarms.cause_of(alarm), _chain(view, path))
        lines.append(Line(cells, tuple(view.loaded.ids[row] for row in path)))
    rest = len(alarms.found) - MOST
    return Advice(
        title=f"{len(alarms.found)} 条预警" if alarms.found else "没有预警",
        remark=remark + (f"；另有 {rest} 条预警未列出" if rest > 0 else ""),
        headings=("类别", "任务", "天数", "原因", "驱动路径"),
        lines=lines,
    )


def _suggested(view: PlanView, crashing: Crashing | None) -> list[Line]:
    found = []
    for crash in crashing.crashes if crashing is not None else ():
        cost = "费用未填" if crash.cost_fen is None else f"增加 {crash.cost_fen / 100:,.2f} 元"
        days = f"−{days_text(crash.minutes, view.loaded.day_min)} 天"
        found.append(Line(("建议压缩", _name(view, crash.row), days, cost, ""), (view.loaded.ids[crash.row],)))
    return found


def _crash_words(crashing: Crashing | None) -> str:
    if crashing is None:
        return "没有要求完工，也没有基准：不作赶工建议"
    finish = _last(crashing.finish)
    if not crashing.crashes:
        if crashing.is_enough:
            return f"按计划 {finish} 完工，不必赶工"
        return "关键工作都没有填“最短可压缩至”：填了才能提出赶工建议"
    unknown = sum(crash.cost_fen is None for crash in crashing.crashes)
    cost = f"，增加 {crashing.cost_fen / 100:,.2f} 元" + (f"（另 {unknown} 项费用未填）" if unknown else "")
    told = "可以按期" if crashing.is_enough else "仍然晚于目标"
    return f"压缩下列 {len(crashing.crashes)} 项后 {finish} 完工，{told}{cost}"


def _chain(view: PlanView, path: Sequence[int]) -> str:
    names = [_name(view, row) for row in path]
    return " → ".join(names if len(names) <= 5 else (*names[:2], "…", *names[-2:]))


def level_advice(reader: Reader, view: PlanView, *, step: Step = no_step) -> Advice:
    """What 资源均衡 would move, and why; nothing is written.

    Raises:
        LanyanError: as `preview_levelling`.
        Cancelled: by `step`.
    """
    preview = preview_levelling(reader, project_id=view.loaded.project.id, step=step)
    levelled, day_min = preview.levelled, preview.loaded.day_min
    lines = [
        Line(
            (
                preview.name_of(move.activity),
                f"{_first(move.before)} → {_first(move.after)}",
                f"{days_text(move.late_min, day_min)} 天",
                preview.reason_of(number),
            ),
            (preview.loaded.ids[move.activity],),
        )
        for number, move in enumerate(levelled.moved)
    ]
    left = f"；{len(preview.left_over)} 处仍超用" if preview.left_over else ""
    return Advice(
        title=f"资源均衡：移动 {len(lines)} 项工作" if lines else "资源均衡：没有要移动的工作",
        remark=f"完工 {_last(levelled.before.project_finish)} → {_last(levelled.after.project_finish)}{left}",
        headings=("任务", "开始", "推迟", "原因"),
        lines=lines,
        preview=preview if lines else None,
    )


def risk_advice(reader: Reader, view: PlanView, *, step: Step = no_step) -> Advice:
    """风险分析: P10 to P90, the works that move the finish most, and how often each is critical.

    Raises:
        LanyanError: plan.nothing.
        Cancelled: by `step`.
    """
    found = run_risk(reader, project_id=view.loaded.project.id, runs=RUNS, seed=_SEED, step=step)
    risk, day_min = found.risk, found.loaded.day_min
    lines = [
        Line(
            (
                _name(view, row),
                f"{risk.swing[row] / day_min:+.1f} 天",
                f"{risk.criticality[row]:.0%}",
                f"{risk.correlation[row]:.2f}",
            ),
            (found.loaded.ids[row],),
        )
        for row in risk.drivers(20)
    ]
    dates = " · ".join(f"P{percent} {_last(risk.finish_at(percent))}" for percent in _PERCENTS)
    return Advice(
        title=dates,
        remark=_risk_words(found),
        headings=("任务", "对完工的影响", "成为关键", "相关"),
        lines=lines,
        bins=_bins(found),
    )


def _risk_words(found: ProjectRisk) -> str:
    told = [f"计划完工 {_last(found.risk.planned_finish)}，模拟 {found.runs:,} 次"]
    if found.required is not None and found.chance is not None:
        told.append(f"按要求完工 {_last(found.required)} 完成的可能 {found.chance:.0%}")
    low, high = ASSUMED
    told.append(
        f"工作没有三点估算，各按工期的 {low}%～{high}% 假定" if found.is_assumed else f"{found.estimated} 项有三点估算"
    )
    return "；".join(told)


def _bins(found: ProjectRisk) -> list[Bin]:
    days = np.array([shown_day(Instant(int(finish))) for finish in found.risk.finishes], dtype=np.int64)
    span = int(days[-1] - days[0]) + 1
    width = -(-span // _BINS)
    counts = np.bincount((days - days[0]) // width)
    required = None if found.required is None else shown_day(found.required)
    lasts = [Day(int(days[0]) + width * (at + 1) - 1) for at in range(len(counts))]
    return [
        Bin(text=date_of(last).isoformat(), count=int(count), is_late=required is not None and last > required)
        for last, count in zip(lasts, counts, strict=True)
    ]


def forecast_advice(reader: Reader, view: PlanView, *, step: Step = no_step) -> Advice:
    """完工预测: the ways of looking ahead, the range they span, and why.

    Raises:
        LanyanError: plan.nothing.
        Cancelled: by `step`.
    """
    risk = run_risk(reader, project_id=view.loaded.project.id, runs=RUNS, seed=_SEED, step=step)
    found = forecast(view, risk=risk)
    lines = [Line((one.name, _range(one.first, one.last), one.reason)) for one in found.estimates]
    return Advice(
        title=f"预测完工 {_range(found.first, found.last)}",
        remark=found.reason,
        headings=("算法", "完工", "依据"),
        lines=lines,
    )


def _name(view: PlanView, row: int) -> str:
    return str(view.loaded.columns["name"][row])


def _range(first: Instant, last: Instant) -> str:
    return _last(first) if _last(first) == _last(last) else f"{_last(first)}～{_last(last)}"


def _first(start: Instant) -> str:
    return str(np.datetime64(int(start) // 1440, "D"))


def _last(finish: Instant) -> str:
    return date_of(shown_day(Instant(int(finish)))).isoformat()
