"""动态成本 by account and contract: its parts, its rest of target, its alarms, and what a change does to it."""

from __future__ import annotations

from datetime import date

import pytest

from lanyan_desktop.core.cost.analysis import DynamicCost
from lanyan_desktop.core.cost.dynamic import Bounds, level_of
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad, day_of
from lanyan_desktop.services.cost.budget import load_budget, main_version
from lanyan_desktop.services.cost.dynamic import Dynamic, load_dynamic
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from tests.services.site import Site


def dynamic_of(ledger: Ledger, project_id: Id, until: Day | None = None) -> Dynamic:
    version = main_version(ledger, project_id)
    budget = load_budget(ledger, version, project_id=project_id) if version is not None else None
    return load_dynamic(ledger, project_id, budget, until=until)


def account_id(site: Site, code: str) -> Id:
    (found,) = site.ledger.ids("cost_account", where=[Where("code", "=", code)])
    return found


def contract_id(site: Site, number: str) -> Id:
    (found,) = site.ledger.ids("contract", where=[Where("number", "=", number)])
    return found


def test_the_sample(site: Site) -> None:
    found = dynamic_of(site.ledger, site.project_id)
    assert (found.total.signed_fen, found.total.target_fen) == (19_042_220_38, 23_588_297_68)
    assert (found.income_approved_fen, found.income_pending_fen) == (459_950_00, 54_540_00)
    assert found.actual_fen == 14_465_658_09
    roots = [one for one in found.accounts if one.depth == 0]
    assert sum(one.cost.total_fen for one in roots) == found.total.total_fen
    earthwork = next(one for one in found.contracts if one.contract.number == "HT-FB-02")
    assert earthwork.actual_fen == earthwork.dynamic_fen == 507_110_00
    assert all(one.basis == "目标余额" for one in roots)


def test_the_worked_example_in_a_ledger(site: Site) -> None:
    ledger = site.ledger
    project_id = create_project(ledger, name="例", code="DC-1")
    with ledger.changeset("例") as edit:
        account = edit.insert("cost_account", project_id=project_id, code="1", name="专业分包费")
        version = edit.insert("budget_version", project_id=project_id, name="目标", type="目标成本")
        edit.insert("budget_line", version_id=version, name="分包", target_fen=1000_00, account_id=account)
        contract = edit.insert("contract", project_id=project_id, number="1", name="分包", net_fen=720_00)
        edit.insert("contract_part", contract_id=contract, account_id=account, net_fen=720_00)
        edit.insert(
            "change_order", project_id=project_id, number="1", content="增", contract_id=contract, account_id=account,
            claimed_fen=40_00, approved_fen=35_00, state="已批准",
        )  # fmt: skip
        edit.insert("cost_estimate", project_id=project_id, account_id=account, amount_fen=230_00)
    found = dynamic_of(ledger, project_id)
    assert (found.total.total_fen, found.total.saving_fen) == (985_00, 15_00)
    (account_now,) = found.accounts
    assert (account_now.basis, account_now.level) == ("估算", "")


def test_only_an_approved_change_of_cost_is_signed(site: Site) -> None:
    before = dynamic_of(site.ledger, site.project_id)
    contract, account = contract_id(site, "HT-FB-04"), account_id(site, "4")
    with site.ledger.changeset("登记签证") as edit:
        change = edit.insert(
            "change_order", project_id=site.project_id, number="X-1", content="玻璃", contract_id=contract,
            account_id=account, claimed_fen=900_000_00, state="审批中",
        )  # fmt: skip
    pending = dynamic_of(site.ledger, site.project_id)
    assert (pending.pending_fen, pending.total) == (900_000_00, before.total)
    with site.ledger.changeset("批准签证") as edit:
        edit.set("change_order", change, state="已批准", approved_fen=850_000_00)
    after = dynamic_of(site.ledger, site.project_id)
    assert after.total.approved_changes_fen == 850_000_00
    theirs = next(one for one in after.contracts if one.contract.id == contract)
    assert theirs.dynamic_fen == theirs.contract.net_fen + 850_000_00
    four_before, four = before.account("4"), after.account("4")
    assert four_before is not None
    assert four is not None
    assert four.cost.total_fen == max(
        four_before.cost.total_fen, four.cost.target_fen, four.cost.signed_fen + 850_000_00
    )


def test_an_account_turns_yellow_orange_red_by_its_own_bounds(site: Site) -> None:
    account = account_id(site, "5")
    now = dynamic_of(site.ledger, site.project_id).account("5")
    assert now is not None
    assert now.level == ""
    with site.ledger.changeset("估算") as edit:
        edit.insert("cost_estimate", project_id=site.project_id, account_id=account, amount_fen=now.cost.target_fen)
    red = dynamic_of(site.ledger, site.project_id).account("5")
    assert red is not None
    assert (red.level, red.basis) == ("红", "估算")
    with site.ledger.changeset("预警线") as edit:
        edit.insert("cost_alarm", project_id=site.project_id, account_id=account, yellow=1000, orange=9000, red=10_000)
    orange = dynamic_of(site.ledger, site.project_id).account("5")
    assert orange is not None
    over = -orange.cost.saving_fen * 10_000 // orange.cost.target_fen
    assert orange.level == ("橙" if over >= 9000 else "黄")


@pytest.mark.parametrize(("over", "level"), [(0, ""), (9, ""), (10, "黄"), (30, "橙"), (49, "橙"), (50, "红")])
def test_bounds_are_reached_when_equal(over: int, level: str) -> None:
    cost = DynamicCost(target_fen=Fen(1000), signed_fen=Fen(1000 + over))
    assert level_of(cost, Bounds(yellow=Permyriad(100), orange=Permyriad(300), red=Permyriad(500))) == level


def test_of_an_earlier_day(site: Site) -> None:
    found = dynamic_of(site.ledger, site.project_id, until=day_of(date(2025, 3, 31)))
    assert found.actual_fen == 370_610_26
    assert found.income_approved_fen == 0
    assert found.total.signed_fen < 19_042_220_38


def test_an_empty_project(site: Site) -> None:
    project_id = create_project(site.ledger, name="空", code="空")
    found = dynamic_of(site.ledger, project_id)
    assert (found.accounts, found.contracts, found.total.total_fen) == ((), (), 0)
