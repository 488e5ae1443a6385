"""Where the sample stands, read from its ledger: the figures of sample_project.md as the 成本 tab shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from lanyan_desktop.core.cost.earned import decimals
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Id, date_of, day_of
from lanyan_desktop.services.cost.accounts import load_accounts, worst_account
from lanyan_desktop.services.cost.budget import load_budget, main_version
from lanyan_desktop.services.cost.standing import load_standing, month_ends, months_passed
from lanyan_desktop.services.projects import create_project, need_project
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(tmp_path_factory.mktemp("cost") / "样例.lanyan", synchronous="OFF") as made:
        build_sample(made)
        yield made


@pytest.fixture
def project(ledger: Ledger) -> Project:
    return need_project(ledger)


def test_the_figures_at_the_data_date(ledger: Ledger, project: Project) -> None:
    stand = load_standing(ledger, project)
    assert stand.value is not None
    assert stand.time is not None
    value = stand.value
    assert (value.bac, value.pv, value.ev, value.ac) == (23_588_297_68, 15_127_795_28, 14_025_274_03, 14_465_658_09)
    assert (value.sv, value.cv) == (-1_102_521_25, -440_384_06)
    assert (value.eac, value.eac_as_planned) == (24_328_954_17, 24_028_681_74)
    assert [decimals(index) for index in (value.spi, value.cpi, value.tcpi)] == ["0.927", "0.970", "1.048"]
    assert [decimals(months) for months in (stand.time.es, stand.time.at, stand.time.spi)] == [
        "8.644",
        "9.000",
        "0.960",
    ]


def test_the_curve_month_by_month(ledger: Ledger, project: Project) -> None:
    curve = load_standing(ledger, project).curve
    assert [date_of(day).isoformat()[:7] for day in curve.plan_days][:2] == ["2025-03", "2025-04"]
    assert (len(curve.plan_days), len(curve.actual_days)) == (15, 9)
    assert curve.plan[[0, 8, 14]].tolist() == [435_458_01, 15_127_795_28, 23_588_297_68]
    assert curve.earned.tolist() == [
        370_610_26, 995_837_49, 1_491_989_31, 2_772_633_23, 4_666_690_56, 6_536_515_54, 8_291_124_15, 10_705_168_76,
        14_025_274_03,
    ]  # fmt: skip
    assert curve.actual.tolist() == [
        370_610_26, 1_002_089_76, 1_509_156_92, 2_834_623_38, 4_785_502_43, 6_707_682_51, 8_518_438_60,
        11_019_388_82, 14_465_658_09,
    ]  # fmt: skip


def test_within_a_month_the_data_date_is_the_last_point(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "样例.lanyan") as own:
        project_id = build_sample(own)
        with own.changeset("改数据日期") as edit:
            edit.set("project", project_id, data_day=day_of(date(2025, 11, 15)))
        stand = load_standing(own, need_project(own))
        assert [date_of(day) for day in stand.curve.actual_days[-2:]] == [date(2025, 10, 31), date(2025, 11, 15)]
        assert stand.value is not None
        assert stand.value.ac == 11_019_388_82  # November is booked on its last day
        assert 12_033_444_79 < stand.value.pv < 15_127_795_28
        assert stand.time is not None
        assert stand.time.at == Fraction(17, 2)


def test_an_empty_project_stands_nowhere(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "空.lanyan") as own:
        project_id = create_project(own, name="空")
        stand = load_standing(own, need_project(own))
        assert (stand.value, stand.time, stand.curve.plan_days) == (None, None, ())
        assert main_version(own, project_id) is None
        assert load_accounts(own, project_id, None) == []


def test_a_plan_without_a_budget_has_no_earned_value_but_a_curve(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "无预算.lanyan") as own:
        project_id = build_sample(own)
        ids = own.ids("activity")
        planned = own.ids("baseline_activity")
        with own.changeset("清预算") as edit:
            edit.set_many("activity", "budget_fen", ids, [0] * len(ids))
            edit.set_many("baseline_activity", "budget_fen", planned, [0] * len(planned))
        stand = load_standing(own, need_project(own))
        assert stand.value is None
        assert stand.curve.actual[-1] == 14_465_658_09
        assert project_id


def test_months() -> None:
    ends = month_ends(day_of(date(2025, 12, 31)), day_of(date(2026, 3, 1)))
    assert [date_of(day) for day in ends] == [
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]
    assert months_passed(ends, day_of(date(2026, 2, 14))) == Fraction(5, 2)
    assert months_passed(ends, day_of(date(2026, 3, 31))) == 4


def test_accounts_tie_to_the_whole(ledger: Ledger, project: Project) -> None:
    version = main_version(ledger, project.id)
    assert version is not None
    accounts = load_accounts(ledger, project.id, load_budget(ledger, version, project_id=project.id))
    roots = [account for account in accounts if account.depth == 0]
    assert {account.name: account.target_fen for account in roots if account.target_fen} == {
        "人工费": 5_300_144_58,
        "材料费": 7_826_791_50,
        "机械费": 1_365_711_92,
        "专业分包": 7_243_797_30,
        "措施费": 711_775_42,
        "现场管理费": 760_775_59,
        "规费": 379_301_37,
    }
    assert sum(account.target_fen for account in roots) == 23_588_297_68
    assert sum(account.earned_fen or 0 for account in roots) == 14_025_274_03
    assert sum(account.actual_fen for account in roots) == 14_465_658_09
    assert sum(account.over_fen or 0 for account in roots) == 440_384_06
    worst = worst_account(accounts)
    assert worst is not None
    assert worst.account.name == "材料费"
    assert worst.share > Fraction(1, 2)


def test_what_is_booked_on_no_account_is_shown_as_such(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "样例.lanyan") as own:
        project_id = build_sample(own)
        with own.changeset("记一笔") as edit:
            edit.insert(
                "cost_entry", project_id=project_id, day=day_of(date(2025, 11, 30)), content="零星", amount_fen=123
            )
        accounts = load_accounts(own, project_id, None)
        assert (accounts[-1].id, accounts[-1].name, accounts[-1].actual_fen) == (None, "未归科目", 123)
        assert all(account.earned_fen is None and account.over_fen is None for account in accounts)


def test_children_are_summed_into_their_account(ledger: Ledger, project: Project) -> None:
    accounts = load_accounts(ledger, project.id, None)
    material = next(n for n, account in enumerate(accounts) if account.code == "2")
    below = [account for account in accounts[material + 1 :] if account.code.startswith("2.")]
    assert accounts[material].actual_fen == sum(account.actual_fen for account in below)
    assert Id(b"0" * 16) not in {account.id for account in accounts}
