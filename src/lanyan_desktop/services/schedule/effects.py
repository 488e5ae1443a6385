"""What the front line means in words: which works lag, what that does to those after them and to the finish (F4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanyan_desktop.core.schedule.progress import Effect, effect_of
from lanyan_desktop.core.values import date_of
from lanyan_desktop.services.schedule.view import PlanView


@dataclass(frozen=True, slots=True)
class Lag:
    """One work behind the check date, in working minutes; floats are those it had before anything slipped."""

    row: int
    late: int
    total_float: int
    free_float: int
    effect: Effect


def lag_of(view: PlanView, row: int) -> Lag | None:
    """How a row lags; None where it does not, or no check date is set."""
    late = int(view.behind[row])
    if late <= 0:
        return None
    total, free = int(view.as_planned.total_float[row]), int(view.as_planned.free_float[row])
    return Lag(row, late, total, free, effect_of(late, total_float=total, free_float=free))


def lags_of(view: PlanView) -> list[Lag]:
    """All works that lag, those that move the finish most first."""
    found = [lag for row in np.flatnonzero(view.behind > 0).tolist() if (lag := lag_of(view, row)) is not None]
    return sorted(found, key=lambda lag: (-lag.effect.project, -lag.late, lag.row))


def days_text(minutes: int, day_min: int) -> str:
    """Minutes as days, a tenth where it is not whole.

    >>> days_text(7200, 480), days_text(720, 480)
    ('15', '1.5')
    """
    tenths = (abs(minutes) * 20 + day_min) // (2 * day_min)
    sign = "−" if minutes < 0 else ""
    return f"{sign}{tenths // 10}" if tenths % 10 == 0 else f"{sign}{tenths // 10}.{tenths % 10}"


def effect_text(lag: Lag, day_min: int) -> str:
    """What one lag does, as 使总工期推迟 15 天."""

    def days(minutes: int) -> str:
        return days_text(minutes, day_min)

    if lag.effect.project > 0:
        return f"使总工期推迟 {days(lag.effect.project)} 天"
    if lag.effect.successors > 0:
        return f"紧后推迟 {days(lag.effect.successors)} 天，占总时差 {days(lag.late)}/{days(lag.total_float)} 天"
    return f"占自由时差 {days(lag.late)}/{days(lag.free_float)} 天，不影响紧后"


@dataclass(frozen=True, slots=True)
class FrontSum:
    """The front line in figures: works that lag, those of them that move the finish, and the one that does most."""

    lagging: int
    moving: int
    delay: int  # working minutes
    worst: int  # row; -1 when none moves the finish


def sum_front(view: PlanView) -> FrontSum:
    """All lags at once, however many."""
    rows = np.flatnonzero(view.behind > 0)
    if not len(rows):
        return FrontSum(0, 0, 0, -1)
    delay = view.behind[rows] - view.as_planned.total_float[rows]
    worst = int(delay.argmax())
    most = max(int(delay[worst]), 0)
    return FrontSum(len(rows), int((delay > 0).sum()), most, int(rows[worst]) if most else -1)


def story_of(view: PlanView) -> str:
    """The front line in one sentence; "" without a check date."""
    data_day, front = view.loaded.project.data_day, sum_front(view)
    if data_day is None:
        return ""
    at, names = date_of(data_day).isoformat(), view.loaded.columns["name"]
    if not front.lagging:
        return f"检查日 {at}：没有工作落后于计划。"
    if not front.moving:
        return f"检查日 {at}：{front.lagging} 项落后，都在总时差以内，不影响总工期。"
    days = days_text(front.delay, view.loaded.day_min)
    return (
        f"检查日 {at}：{front.lagging} 项落后，其中 {front.moving} 项影响总工期，预计推迟 "
        f"{days} 天（最多的是“{names[front.worst]!s}”）。"
    )
