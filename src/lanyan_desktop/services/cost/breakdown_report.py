"""`lanyan cost dynamic --by …`: one way of dividing the cost, as plain data and as lines for people."""

from __future__ import annotations

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Day, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.breakdown import by_activity, by_month
from lanyan_desktop.services.cost.budget import load_budget, main_version
from lanyan_desktop.services.cost.report import CostReport, dynamic_json, load_report, money
from lanyan_desktop.services.cost.sections import by_section
from lanyan_desktop.store.reader import Reader

Json = dict[str, object]
_TITLES = {
    "name": "名称", "month": "月份", "contract": "合同收入", "signed": "已签", "dynamic": "动态", "target": "目标",
    "planned": "计划", "earned": "挣值", "actual": "实际", "over": "偏差", "saving": "节超",
}  # fmt: skip


def by_json(reader: Reader, project: Project, *, by: str, day: Day | None = None) -> Json:
    """`rows` by account, section, activity, contract or month, as the project stands or stood on `day`.

    Raises:
        LanyanError: cost.only_now for a day with section or activity: progress by activity is not kept by day.
    """
    if day is not None and by in ("section", "activity"):
        raise LanyanError("cost.only_now")
    report = load_report(reader, project, day=day)
    whole = dynamic_json(report)
    head = {name: whole[name] for name in ("project", "name", "date", "target", "dynamic", "actual")}
    found = whole[f"{by}s"] if by in ("account", "contract") else _rows(reader, report, by)
    return {**head, "by": by, "rows": found}


def _rows(reader: Reader, report: CostReport, by: str) -> list[Json]:
    project_id = report.project.id
    if by == "month":
        return [
            {
                "month": date_of(one.end).isoformat()[:7], "planned": money(one.planned_fen),
                "earned": money(one.earned_fen), "actual": money(one.actual_fen), "over": money(one.over_fen),
            }
            for one in by_month(report.standing.curve)
        ]  # fmt: skip
    if by == "activity":
        return [
            {
                "name": one.name, "target": money(one.target_fen), "earned": money(one.earned_fen),
                "actual": money(one.actual_fen), "over": money(one.over_fen),
            }
            for one in by_activity(reader, project_id=project_id)
        ]  # fmt: skip
    version = main_version(reader, project_id)
    budget = load_budget(reader, version, project_id=project_id) if version is not None else None
    return [] if budget is None else [
        {
            "name": one.name, "depth": one.depth, "contract": money(one.contract_fen),
            "target": money(one.target_fen), "earned": money(one.earned_fen), "actual": money(one.actual_fen),
            "over": money(one.over_fen),
        }
        for one in by_section(reader, project_id=project_id, budget=budget)
    ]  # fmt: skip


def by_lines(found: Json) -> list[str]:
    """The same as a table for the terminal."""
    rows = found["rows"]
    assert isinstance(rows, list)
    names = [name for name in _TITLES if rows and name in rows[0]]
    body = ["\t".join("—" if row[name] is None else str(row[name]) for name in names) for row in rows]
    return ["\t".join(_TITLES[name] for name in names), *body]
