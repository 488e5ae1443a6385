"""The sample project 翠湖花园3#住宅楼 as a real ledger: what a new user opens first, known to the 分 by the tests."""

from __future__ import annotations

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.sample.labour import add_labour
from lanyan_desktop.services.sample.money import (
    add_applications,
    add_budget,
    add_changes,
    add_contract_parts,
    add_contracts,
    add_cost_entries,
)
from lanyan_desktop.services.sample.plan import add_plan
from lanyan_desktop.services.sample.project import add_project
from lanyan_desktop.services.sample.source import Source, load_source
from lanyan_desktop.store.ledger import Ledger

__all__ = ["build_sample"]


def build_sample(ledger: Ledger) -> Id:
    """Write the sample project into a ledger, in four changesets as an office would; its id.

    Raises:
        LanyanError: project.repeated where the ledger already holds it.
    """
    source: Source = load_source()
    with ledger.changeset("新建样例工程 翠湖花园3#住宅楼") as edit:
        project = add_project(ledger, edit, source)
    with ledger.changeset(f"导入进度计划 {len(source.activities)} 项") as edit:
        activities = add_plan(edit, source, project)
    with ledger.changeset(f"导入预算 {len(source.items)} 项、合同 {len(source.contracts)} 份与实际成本") as edit:
        accounts = add_budget(edit, source, project, activities)
        contracts = add_contracts(edit, source, project)
        add_contract_parts(edit, source, accounts, contracts)
        add_changes(edit, source, project, contracts)
        add_applications(edit, source, project, contracts)
        add_cost_entries(edit, source, project, accounts, contracts)
    with ledger.changeset(f"导入 2025年11月考勤 {len(source.workers)} 人与点工单 {len(source.slips)} 张") as edit:
        add_labour(edit, source, project, accounts)
    return project.id
