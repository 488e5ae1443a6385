"""The sample project as a ledger: every control total of sample_project.md that its records hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lanyan_desktop.core.labour.workdays import Work, day_work_amount, sum_work, wage_of, workdays_text
from lanyan_desktop.core.records.cost import Contract, CostAccount
from lanyan_desktop.core.records.labour import Attendance, DayWork, DayWorkLine, Worker
from lanyan_desktop.core.records.plan import Activity, BaselineActivity, CalendarException
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Fen, Id, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.payments import load_statement
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(tmp_path_factory.mktemp("sample") / "样例.lanyan", synchronous="OFF") as made:
        build_sample(made)
        yield made


def test_it_is_four_steps_a_person_can_read_and_undo(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "样例.lanyan") as ledger:
        build_sample(ledger)
        undone = [ledger.undo() for _ in range(4)]
        assert undone == [
            "导入 2025年11月考勤 40 人与点工单 24 张",
            "导入预算 63 项、合同 16 份与实际成本",
            "导入进度计划 120 项",
            "新建样例工程 翠湖花园3#住宅楼",
        ]
        assert ledger.undo() is None
        assert [ledger.count(kind) for kind in ("project", "activity", "budget_line", "attendance")] == [0, 0, 0, 0]


def test_the_same_ledger_takes_it_only_once(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "样例.lanyan") as ledger:
        build_sample(ledger)
        with pytest.raises(LanyanError) as caught:
            build_sample(ledger)
        assert caught.value.code == "project.repeated"
        assert ledger.count("project") == 1


def test_two_ledgers_hold_the_same_records(tmp_path: Path) -> None:
    def content(name: str) -> list[tuple[object, ...]]:
        with Ledger.create(tmp_path / name) as ledger:
            build_sample(ledger)
            overtime = ledger.columns("attendance", ["day", "overtime_min", "morning_min", "afternoon_min"])
            return [*overtime, *ledger.columns("cost_entry", ["day", "content", "amount_fen"])]

    assert content("a.lanyan") == content("b.lanyan")


def test_the_project_and_its_calendar(ledger: Ledger) -> None:
    (project,) = ledger.load(Project)
    assert (project.name, project.area, project.tax_rate) == ("翠湖花园3#住宅楼", 13_750_0000, 900)
    assert project.data_day == day_of(date(2025, 11, 30))
    assert project.start_day == day_of(date(2025, 3, 10))
    (stop,) = ledger.load(CalendarException)
    assert (stop.calendar_id, stop.last_day - stop.first_day + 1) == (project.calendar_id, 18)


def test_the_plan(ledger: Ledger) -> None:
    activities = ledger.load(Activity)
    leaves = [activity for activity in activities if activity.parent_id is not None]
    assert (len(activities), len(leaves)) == (134, 120)
    assert sum(activity.duration_min == 0 for activity in leaves) == 5
    assert sum(activity.budget_fen for activity in leaves) == 23_588_297_68
    assert ledger.count("relation") == 177
    planned = ledger.load(BaselineActivity)
    assert len(planned) == 120
    assert sum(activity.budget_fen for activity in planned) == 23_588_297_68


def test_the_contract_price_and_the_target_cost(ledger: Ledger) -> None:
    sums = ledger.sums("budget_line", ["amount_fen", "target_fen"])
    assert sums == (27_647_139_59, 23_588_297_68)
    items = [Where("code", "not null")]
    assert ledger.count("budget_line", where=items) == 63
    fields = ["amount_fen", "target_fen", "labour_fen", "material_fen", "machine_fen", "subcontract_fen"]
    assert ledger.sums("budget_line", fields, where=items) == (
        23_413_665_00, 21_736_445_30, 5_300_144_58, 7_826_791_50, 1_365_711_92, 7_243_797_30,
    )  # fmt: skip


def test_the_contracts(ledger: Ledger) -> None:
    expense = [Where("type", "!=", "收入")]
    assert ledger.count("contract", where=expense) == 16
    fields = ["net_fen", "tax_fen", "gross_fen", "settled_fen", "due_fen", "paid_fen"]
    assert ledger.sums("contract", fields, where=expense) == (
        19_042_220_38, 1_429_372_34, 20_471_592_72, 13_033_977_20, 11_330_111_27, 10_587_413_24,
    )  # fmt: skip
    (income,) = ledger.load(Contract, where=[Where("type", "=", "收入")])
    made = load_statement(ledger, contract_id=income.id)
    assert (income.gross_fen, made.done_fen, made.due_fen) == (27_647_139_59, 15_969_211_05, 15_474_682_80)
    assert made.paid_fen == 12_451_540_85  # the advance is in it


def test_actual_cost_by_month_and_by_contract(ledger: Ledger) -> None:
    assert ledger.sums("cost_entry", ["amount_fen"]) == (14_465_658_09,)
    until_march = [Where("day", "<=", day_of(date(2025, 3, 31)))]
    assert ledger.sums("cost_entry", ["amount_fen"], where=until_march) == (370_610_26,)
    for contract in ledger.load(Contract, where=[Where("type", "!=", "收入")]):
        (booked,) = ledger.sums("cost_entry", ["amount_fen"], where=[Where("contract_id", "=", contract.id)])
        with_tax = booked * (10_000 + contract.tax_rate) / 10_000
        assert abs(with_tax - contract.settled_fen) <= 1, contract.number


def test_the_accounts_are_a_tree(ledger: Ledger) -> None:
    accounts = {account.code: account for account in ledger.load(CostAccount)}
    assert [code for code, account in accounts.items() if account.parent_id is None] == list("123456789")
    assert accounts["1.2"].parent_id == accounts["1"].id


def works(ledger: Ledger) -> dict[Id, list[Work]]:
    found: dict[Id, list[Work]] = {}
    for row in ledger.load(Attendance):
        work = Work(normal_min=row.morning_min + row.afternoon_min, overtime_min=row.overtime_min)
        found.setdefault(row.worker_id, []).append(work)
    return found


def test_november(ledger: Ledger) -> None:
    by_worker = works(ledger)
    workers = ledger.load(Worker)
    total = sum_work(work for days in by_worker.values() for work in days)
    assert (len(workers), ledger.count("attendance")) == (40, 1200)
    assert (workdays_text(total), total.overtime_min) == ("1,131.250", 234 * 60)
    gross = sum(wage_of(sum_work(by_worker[one.id]), one.rate_fen_per_day or Fen(0)) for one in workers)
    assert gross == 385_181_25
    present = sum(work.normal_min > 0 for days in by_worker.values() for work in days)
    (project,) = ledger.load(Project)
    assert present * project.meal_fen_per_day == 8_976_00


def test_overtime_is_worked_on_whole_days(ledger: Ledger) -> None:
    for days in works(ledger).values():
        assert all(work.normal_min == 480 for work in days if work.overtime_min)
        assert max(work.overtime_min for work in days) <= 180


def test_the_slips(ledger: Ledger) -> None:
    slips = {slip.id: slip for slip in ledger.load(DayWork)}
    amounts: dict[str | None, int] = {}
    for line in ledger.load(DayWorkLine):
        bearer = slips[line.day_work_id].bearer
        amount = day_work_amount(heads=line.heads, minutes=line.minutes, rate_fen_per_day=line.rate_fen_per_day)
        amounts[bearer] = amounts.get(bearer, 0) + amount
    assert len(slips) == 24
    assert amounts == {"项目承担": 12_620_00, "分包承担(扣款)": 4_070_00, "业主签证": 8_550_00}


def test_every_line_with_a_target_is_done_by_some_activity(ledger: Ledger) -> None:
    loaded = {line for (line,) in ledger.columns("line_load", ["line_id"])}
    with_target = set(ledger.ids("budget_line", where=[Where("target_fen", "not null")]))
    assert with_target == loaded


def test_the_shipped_source_is_the_one_the_totals_were_taken_from(shared_data: Path) -> None:
    shipped = Path(__file__).resolve().parents[2] / "resources" / "sample" / "sample_project.json"
    assert shipped.read_bytes() == (shared_data / "sample_project.json").read_bytes()
