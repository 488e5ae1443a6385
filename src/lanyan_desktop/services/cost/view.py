"""All the 成本 tab shows of a project, read in one go beside the window's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.accounts import Account, load_accounts
from lanyan_desktop.services.cost.breakdown import OfActivity, by_activity
from lanyan_desktop.services.cost.budget import Budget, load_budget, load_versions, main_version
from lanyan_desktop.services.cost.dynamic import Dynamic, load_dynamic
from lanyan_desktop.services.cost.sections import OfSection, by_section
from lanyan_desktop.services.cost.standing import Standing, load_standing
from lanyan_desktop.store.reader import Reader

OF_BUDGET = frozenset({"budget_line", "budget_version", "line_load", "activity"})
"""Kinds whose changes ask for the lines to be read anew."""
OF_STANDING = frozenset(
    {
        "project",
        "calendar",
        "calendar_exception",
        "baseline",
        "baseline_activity",
        "cost_entry",
        "cost_account",
        "contract",
        "contract_part",
        "change_order",
        "cost_estimate",
        "cost_alarm",
    }
)
"""Kinds whose changes ask only for the figures, the curve and the accounts."""


@dataclass(frozen=True, slots=True)
class CostView:
    """One project's cost at one moment of the ledger. `budget` is None while there is none."""

    project: Project
    versions: tuple[tuple[Id, str, str], ...]  # id, name, type
    budget: Budget | None
    standing: Standing
    accounts: tuple[Account, ...]
    dynamic: Dynamic
    activities: tuple[OfActivity, ...] = ()
    sections: tuple[OfSection, ...] = ()

    @property
    def untied_fen(self) -> int:
        """勾稽差: target cost of the lines less the budgets of the activities; 0 where they tie or one is missing."""
        target = self.budget.total("target_fen") if self.budget is not None else 0
        bac = self.standing.value.bac if self.standing.value is not None else 0
        return target - bac if target and bac else 0

    @property
    def profit_fen(self) -> int | None:
        """目标利润: the contract amount of all lines that have a target cost, less that cost; None without a target."""
        budget = self.budget
        return int(budget.saved.own.sum()) if budget is not None and budget.total("target_fen") else None


def load_cost(reader: Reader, *, project_id: Id, version_id: Id | None = None) -> CostView:
    """Read the cost of a project by one of its budget versions (None: the one it is measured by).

    Raises:
        LanyanError: record.gone when the project has been deleted meanwhile.
    """
    versions = tuple(load_versions(reader, project_id))
    known = version_id if version_id in {key for key, _, _ in versions} else main_version(reader, project_id)
    budget = load_budget(reader, known, project_id=project_id) if known is not None else None
    project = _project(reader, project_id)
    accounts = tuple(load_accounts(reader, project_id, budget))
    dynamic = load_dynamic(reader, project_id, budget)
    activities = tuple(by_activity(reader, project_id=project_id))
    sections = _sections(reader, project_id, budget)
    standing = load_standing(reader, project)
    return CostView(project, versions, budget, standing, accounts, dynamic, activities, sections)


def reload_standing(reader: Reader, view: CostView) -> CostView:
    """The same with figures, curve and accounts read anew, where the lines are as they were."""
    project = _project(reader, view.project.id)
    accounts = tuple(load_accounts(reader, project.id, view.budget))
    dynamic = load_dynamic(reader, project.id, view.budget)
    standing, activities = load_standing(reader, project), tuple(by_activity(reader, project_id=project.id))
    return replace(
        view,
        project=project,
        standing=standing,
        accounts=accounts,
        dynamic=dynamic,
        activities=activities,
        sections=_sections(reader, project.id, view.budget),
    )


def _sections(reader: Reader, project_id: Id, budget: Budget | None) -> tuple[OfSection, ...]:
    return tuple(by_section(reader, project_id=project_id, budget=budget)) if budget is not None else ()


def _project(reader: Reader, project_id: Id) -> Project:
    project = reader.get(Project, project_id)
    if project is None:
        raise LanyanError("record.gone", kind="工程", id=project_id)
    return project
