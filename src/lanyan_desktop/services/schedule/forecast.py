"""预测完工: by the plan, by earned schedule, by each team's pace and by simulation; a range, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.cpm import compute_schedule
from lanyan_desktop.core.schedule.forecast import earned_schedule, paces
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.core.values import Instant
from lanyan_desktop.services.schedule.risk import ProjectRisk
from lanyan_desktop.services.schedule.view import PlanView


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One way of looking ahead."""

    name: str
    first: Instant  # the finish, from
    last: Instant  # to; the same where the way gives one date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """All ways, and the range they span."""

    estimates: Sequence[Estimate]
    first: Instant
    last: Instant
    reason: str


def forecast(view: PlanView, *, risk: ProjectRisk | None = None) -> Forecast:
    """Look ahead from the data date; `risk`: a simulation of the same plan, for its P10 to P90."""
    found = [_by_plan(view), _by_earned_schedule(view), _by_pace(view), _by_risk(risk)]
    estimates = [one for one in found if one is not None]
    first = min(estimates, key=lambda one: one.first)
    last = max(estimates, key=lambda one: one.last)
    reason = (
        f"最早按{first.name}，最晚按{last.name}：{last.reason}"
        if first.first != last.last
        else f"各种算法一致：{last.reason}"
    )
    return Forecast(estimates=estimates, first=first.first, last=last.last, reason=reason)


def _by_plan(view: PlanView) -> Estimate:
    finish = view.schedule.project_finish
    return Estimate(name="逻辑关系", first=finish, last=finish, reason="余下工作按计划工期，从数据日期起按逻辑关系推算")


def _planned(view: PlanView) -> tuple[Ints, Ints, Ints]:
    """Works with planned start and finish (counts): the baseline's, else those without progress."""
    works = np.flatnonzero(~view.schedule.is_summary)
    known = view.taken.finish != NONE
    count = view.calendar.count_at
    start = np.where(known, view.taken.start, view.as_planned.start)[works]
    finish = np.where(known, view.taken.finish, view.as_planned.finish)[works]
    return works, count(start), count(finish)


def _by_earned_schedule(view: PlanView) -> Estimate | None:
    data_date = view.loaded.plan.data_date
    if data_date is None or not len(view):
        return None
    works, start, finish = _planned(view)
    if not len(works):
        return None
    weight = view.budget[works] if view.budget[works].any() else view.loaded.plan.duration[works]
    begin = int(start.min())
    done = view.loaded.plan.done[works]
    made = earned_schedule(weight, start, finish, done=done, begin=begin, at=view.calendar.count(data_date))
    if made is None:
        return None
    end = max(begin + made.expected, view.calendar.count(data_date))
    moment = view.calendar.finish(end)
    used, earned = (minutes // view.loaded.day_min for minutes in (made.actual, made.earned))
    reason = f"用 {used} 个工作日完成了计划 {earned} 天的量，SPI(t)={made.index / 10_000:.2f}"
    return Estimate(name="挣得进度", first=moment, last=moment, reason=reason)


def _by_pace(view: PlanView) -> Estimate | None:
    """What is left, by the pace each team has shown: planned minutes done for each minute spent."""
    plan, schedule = view.loaded.plan, view.schedule
    if plan.data_date is None:
        return None
    teams = list(dict.fromkeys(view.loaded.columns["team_id"]))
    number = np.array([teams.index(team) for team in view.loaded.columns["team_id"]], dtype=np.int64)
    busy = (schedule.is_begun | schedule.is_finished) & ~schedule.is_summary & (plan.actual_start != NONE)
    if not busy.any():
        return None
    until = np.where(plan.actual_finish != NONE, plan.actual_finish, plan.data_date)
    count = view.calendar.count_at
    spent = np.zeros(len(plan), dtype=np.int64)
    spent[busy] = np.maximum(count(until[busy]) - count(plan.actual_start[busy]), 0)
    found = paces(number, duration=np.where(busy, plan.duration, 0), done=plan.done, spent=spent)
    if not found:
        return None
    share = np.array([found.get(one, 10_000) for one in number.tolist()], dtype=np.int64)
    todo = ~schedule.is_finished & ~schedule.is_summary
    left = np.where(plan.remaining != NONE, plan.remaining, plan.duration * (10_000 - plan.done) // 10_000)
    begun = todo & schedule.is_begun
    scaled = replace(
        plan,
        duration=np.where(todo & ~schedule.is_begun, plan.duration * 10_000 // share, plan.duration),
        remaining=np.where(begun, left * 10_000 // share, plan.remaining),
    )
    finish = compute_schedule(scaled, view.loaded.network).project_finish
    slow = min(found, key=lambda one: found[one])
    team = teams[slow]
    name = next((text for key, text in view.teams.items() if key == team), "未分班组")
    reason = f"余下工期按各班组已有工效折算，最慢的是{name}（工效 {found[slow] / 10_000:.2f}）"
    return Estimate(name="班组工效", first=finish, last=finish, reason=reason)


def _by_risk(risk: ProjectRisk | None) -> Estimate | None:
    if risk is None:
        return None
    basis = "各工作按 90 %～125 % 的工期估" if risk.is_assumed else f"{risk.estimated} 项工作有三点估算"
    return Estimate(
        name="模拟",
        first=risk.risk.finish_at(10),
        last=risk.risk.finish_at(90),
        reason=f"{risk.runs} 次模拟的 P10～P90，{basis}",
    )
