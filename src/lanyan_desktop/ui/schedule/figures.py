"""The header figures and alarm chips of the 进度 tab, put in words."""

from __future__ import annotations

from collections.abc import Callable

from lanyan_desktop.core.values import date_of
from lanyan_desktop.services.schedule.effects import story_of, sum_front
from lanyan_desktop.services.schedule.finding import Finding
from lanyan_desktop.services.schedule.table import Show
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.figures import Figure
from lanyan_desktop.ui.components.toolbar import Alarm
from lanyan_desktop.ui.i18n import tr

_MOST_SECTIONS = 3


def figures_of(found: Finding, explain: Callable[[], None] | None = None) -> list[Figure]:
    """要求工期, 预测完工, 超期, 完成; `explain` tells why it is late, on a click on 超期."""
    if not found.works:
        return [Figure(tr("要求工期"), "—"), Figure(tr("预测完工"), "—"), Figure(tr("完成"), "—")]
    return [_required(found), _forecast(found), _over(found, explain), _done(found)]


def _required(found: Finding) -> Figure:
    if found.required_day is None or found.required_days is None:
        return Figure(tr("要求工期"), "—", tip=tr("在工程设置里填写“要求完工”后显示"))
    remark = tr("至 %1", date_of(found.required_day).isoformat())
    return Figure(tr("要求工期"), tr("%1 天", found.required_days), remark=remark, tip=tr("开工到要求完工的工作日"))


def _forecast(found: Finding) -> Figure:
    late = found.over_days is not None and found.over_days > 0
    return Figure(
        tr("预测完工"),
        date_of(found.forecast_day).isoformat(),
        "crit" if late else "text",
        tr("%1 天", found.forecast_days),
        tip=tr("按实际进度和数据日期重算的完工日期"),
    )


def _over(found: Finding, explain: Callable[[], None] | None) -> Figure:
    if found.over_days is None:
        return Figure(tr("超期"), "—")
    path = found.critical_path
    words = [_short(name) for name in (path if len(path) <= _MOST_SECTIONS else (path[0], *path[-2:]))]
    remark = tr("关键路径：%1", " → ".join(words)) if words else ""
    tip = tr("关键路径：%1", " → ".join(path)) if path else ""
    if found.over_days > 0:
        return Figure(tr("超期"), tr("%1 天", found.over_days), "crit", remark, tip=_led(tip), clicked=explain)
    if found.over_days < 0:
        return Figure(tr("提前"), tr("%1 天", -found.over_days), "ok", remark, tip=tip)
    return Figure(tr("超期"), tr("按期"), "ok", remark, tip=tip)


def _led(tip: str) -> str:
    how = tr("点一下看预警与建议 Alt+W")
    return f"{tip}\n{how}" if tip else how


def _short(name: str) -> str:
    """A section's name without the words all sections share."""
    return name.removesuffix("工程").removesuffix("结构") or name


def _done(found: Finding) -> Figure:
    how = tr("按目标成本加权") if found.is_by_cost else tr("按工期加权")
    remark = "" if found.planned is None else tr("计划 %1 %", f"{found.planned / 100:.1f}")
    return Figure(tr("完成"), tr("%1 %", f"{found.done / 100:.1f}"), remark=remark, tip=how)


def alarms_of(view: PlanView, found: Finding, show: Callable[[Show], None]) -> list[Alarm]:
    """Rings, missed deadlines, works late."""
    alarms = []
    cycles = view.schedule.cycles
    if cycles:
        names = [" → ".join(str(view.loaded.columns["name"][row]) for row in ring) for ring in cycles]
        text = tr("%1 处循环", len(cycles))
        alarms.append(
            Alarm(text, "crit", lambda: show("all"), tip=tr("互为前置，已略去其中的逻辑：%1", "；".join(names)))
        )
    if int((view.schedule.total_float < 0).sum()):
        alarms.append(
            Alarm(tr("限制与逻辑冲突"), "warn", lambda: show("critical"), tip=tr("总时差为负：限制日期赶不上"))
        )
    front = sum_front(view)
    if front.lagging:
        told = tr("%1 项落后，%2 项影响总工期", front.lagging, front.moving)
        text = told if front.moving else tr("%1 项落后", front.lagging)
        alarms.append(Alarm(text, "front", lambda: show("behind"), tip=story_of(view)))
    if found.late and found.delay_days:
        tip = tr("未完成且晚于基准的任务；点一下只看它们")
        alarms.append(Alarm(tr("%1 项晚于基准", found.late), "warn", lambda: show("late"), tip=tip))
    return alarms
