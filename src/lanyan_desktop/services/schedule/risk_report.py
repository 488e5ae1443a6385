"""The risk of a plan's dates in words and as data."""

from __future__ import annotations

import numpy as np

from lanyan_desktop.core.schedule.calendar import shown_day
from lanyan_desktop.core.values import Instant, date_of
from lanyan_desktop.services.schedule.level_report import moment
from lanyan_desktop.services.schedule.risk import ASSUMED, ProjectRisk

PERCENTS = (10, 50, 80, 90)
_SHOWN = 10


def as_json(found: ProjectRisk) -> dict[str, object]:
    """`p10` … `p90`: finishes (ISO); `criticality` by WBS; `drivers`, those that move the finish most first."""
    risk, loaded = found.risk, found.loaded
    wbs, names = loaded.columns["wbs"], loaded.columns["name"]
    works = np.flatnonzero(~loaded.network.is_summary).tolist()
    return {
        "runs": found.runs,
        "seed": found.seed,
        "planned_finish": moment(risk.planned_finish),
        **{f"p{percent}": moment(risk.finish_at(percent)) for percent in PERCENTS},
        "required_finish": None if found.required is None else moment(found.required),
        "chance_of_required": found.chance,
        "estimated": found.estimated,
        "assumed_percent": list(ASSUMED) if found.is_assumed else None,
        "criticality": [{"wbs": wbs[row], "name": names[row], "index": float(risk.criticality[row])} for row in works],
        "drivers": [
            {
                "wbs": wbs[row],
                "name": names[row],
                "swing_min": int(risk.swing[row]),
                "correlation": round(float(risk.correlation[row]), 4),
                "criticality": float(risk.criticality[row]),
            }
            for row in risk.drivers(_SHOWN)
        ],
    }


def lines(found: ProjectRisk) -> list[str]:
    """The same for people."""
    risk, loaded = found.risk, found.loaded
    told = [f"计划完工 {_day(risk.planned_finish)}；模拟 {found.runs} 次（种子 {found.seed}）"]
    if found.is_assumed:
        told.append(f"工作没有三点估算：各按工期的 {ASSUMED[0]}%～{ASSUMED[1]}% 假定")
    told += [f"P{percent}\t{_day(risk.finish_at(percent))}" for percent in PERCENTS]
    if found.required is not None and found.chance is not None:
        told.append(f"要求完工 {_day(found.required)}：按期的可能 {found.chance:.0%}")
    told += [
        f"{loaded.columns['name'][row]!s}\t影响 {risk.swing[row] / loaded.day_min:+.1f} 天"
        f"\t成为关键 {risk.criticality[row]:.0%}"
        for row in risk.drivers(_SHOWN)
    ]
    return told


def _day(finish: int) -> str:
    return date_of(shown_day(Instant(finish))).isoformat()
