"""Wages of a month: the sample to the 分 for every worker, rates that change, a month that is closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.labour.marks import Mark
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import DayWork, DayWorkLine, Worker
from lanyan_desktop.core.values import Day, Fen, Id, Minutes, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports.attendance_writing import WorkerSeen, write_attendance
from lanyan_desktop.services.imports.daywork_writing import Slip, SlipLine, write_slips
from lanyan_desktop.services.labour import commands, paying, report
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import By, load_slips
from lanyan_desktop.services.projects import need_project
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from tests.shared import SHARED

NOVEMBER = Month(2025, 11)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "s.lanyan", user="劳资员") as made:
        build_sample(made)
        yield made


def project_of(ledger: Ledger) -> Id:
    return need_project(ledger, code=None).id


def test_the_sample_to_the_fen_for_every_worker(ledger: Ledger) -> None:
    source = SHARED / "data" / "sample_project.json"
    if not source.exists():
        pytest.skip("the shared sample is not here")
    found = report.payroll_json(load_payroll(ledger, project_id=project_of(ledger), month=NOVEMBER))
    sums = [found[name] for name in ("workers", "days", "gross", "deductions", "advances", "net")]
    assert sums == [40, "1131.250", "385181.25", "8976.00", "30000.00", "346205.25"]
    told = {row["no"]: row for row in json.loads(source.read_text("utf-8"))["workers"]}
    lines = found["lines"]
    assert isinstance(lines, list)
    for line in lines:
        row = told[line["number"]]
        assert [line["gross"], line["deductions"], line["net"]] == [row["gross"], row["meal"], row["net"]]
        assert float(line["advances"]) == float(row["adv"])


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("bearer", {"项目承担": "12620.00", "业主签证": "8550.00", "分包承担(扣款)": "4070.00"}),
        ("worker", {"未填": "25240.00"}),
        ("activity", {"未填": "25240.00"}),
    ],
)
def test_the_slips_of_november_by_anything(ledger: Ledger, by: By, expected: dict[str, str]) -> None:
    project = need_project(ledger, code=None)
    slips = load_slips(ledger, project_id=project.id, month=NOVEMBER, rule=load_rule(project))
    found = report.slips_json(slips, by)
    assert [found[name] for name in ("slips", "days", "total")] == [24, "78.000", "25240.00"]
    groups = found["groups"]
    assert isinstance(groups, list)
    assert {group["key"]: group["total"] for group in groups} == expected


def test_a_rate_that_changes_within_the_month_counts_from_its_day(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    before = load_payroll(ledger, project_id=project_id, month=NOVEMBER)
    first = before.payees[0]
    day = Day(NOVEMBER.first_day + 15)
    with ledger.changeset("工价") as edit:
        edit.insert(
            "pay_rate", project_id=project_id, worker_id=first.worker.id, from_day=day, rate_fen_per_day=Fen(50_000)
        )
    after = load_payroll(ledger, project_id=project_id, month=NOVEMBER).payees[0]
    old = first.worker.rate_fen_per_day or 0
    late = ledger.columns(
        "attendance",
        ["morning_min", "afternoon_min", "overtime_min"],
        where=[Where("worker_id", "=", first.worker.id), Where("day", ">=", day)],
    )
    late_min = sum(value for row in late for value in row if isinstance(value, int))
    assert after.pay.gross_fen - first.pay.gross_fen == late_min * (50_000 - old) // 480


def test_a_closed_month_locks_its_slips(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    closed, later = NOVEMBER.first_day, NOVEMBER.next.first_day
    draft = commands.add_slip(ledger, project_id=project_id, day=closed, values={"content": "清理"})
    slips = load_slips(ledger, project_id=project_id, month=NOVEMBER, rule=load_rule(need_project(ledger, code=None)))
    sure = next(slip.id for slip in slips.slips if slip.record.state == "已确认")
    paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    before = ledger.load(DayWork), ledger.load(DayWorkLine)
    refused: list[Callable[[], object]] = [
        lambda: commands.add_slip(ledger, project_id=project_id, day=closed),
        lambda: commands.copy_slip(ledger, slip_id=sure, day=closed),
        lambda: commands.edit_slip(ledger, slip_id=sure, values={"day": later}),
        lambda: commands.set_lines(ledger, slip_id=sure, lines=[{"heads": 2}]),
        lambda: commands.add_line(ledger, slip_id=sure),
        lambda: commands.reopen_slip(ledger, slip_id=sure),
        lambda: commands.delete_slips(ledger, slip_ids=[sure]),
        lambda: commands.confirm_slips(ledger, slip_ids=[draft]),
    ]
    for act in refused:
        with pytest.raises(LanyanError, match=r"daywork\.closed"):
            act()
    assert (ledger.load(DayWork), ledger.load(DayWorkLine)) == before
    commands.edit_slip(ledger, slip_id=draft, values={"day": later})
    with pytest.raises(LanyanError, match=r"daywork\.closed"):
        commands.edit_slip(ledger, slip_id=draft, values={"day": closed})


def test_a_sheet_of_a_closed_month_is_not_imported(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    before = ledger.load(Worker), ledger.count("attendance")
    key = ("name", "新来的", "")
    seen, mark = WorkerSeen(number=None, name="新来的", team=None, trade=None), Mark(morning_min=Minutes(240))
    with pytest.raises(LanyanError, match=r"payroll\.closed"), ledger.changeset("导入考勤") as edit:
        write_attendance(ledger, edit, project_id, {key: seen}, {(key, NOVEMBER.first_day): mark})
    assert (ledger.load(Worker), ledger.count("attendance")) == before


def test_slips_of_a_closed_month_are_not_imported(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    known = next(slip for slip in ledger.load(DayWork) if slip.state == "已确认")
    before = ledger.load(DayWork), ledger.load(DayWorkLine)
    lines = [SlipLine(worker=None, trade="普工", heads=9, minutes=540, rate_fen=Fen(1))]
    values: dict[str, Value] = {"day": known.day, "content": "另一件事", "bearer": "项目"}
    again = Slip(row=3, number=known.number, team=None, values=dict(values), lines=lines)
    with ledger.changeset("导入点工单") as edit:
        outcome = write_slips(ledger, edit, project_id, [again])
    assert (outcome.unchanged, outcome.changed, outcome.changes[0].new) == (1, 0, "当月工资已审定，没有改动")
    new = Slip(row=4, number="DG-NEW", team=None, values=dict(values), lines=lines)
    with pytest.raises(LanyanError, match=r"payroll\.closed"), ledger.changeset("导入点工单") as edit:
        write_slips(ledger, edit, project_id, [new])
    assert (ledger.load(DayWork), ledger.load(DayWorkLine)) == before


def test_a_closed_month_stays_as_it_was_agreed(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    open_month = load_payroll(ledger, project_id=project_id, month=NOVEMBER)
    paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    worker = open_month.payees[0].worker
    with ledger.changeset("改名册") as edit:
        edit.set("worker", worker.id, rate_fen_per_day=Fen(99_900))
    agreed = load_payroll(ledger, project_id=project_id, month=NOVEMBER)
    assert report.payroll_json(agreed)["state"] == "已审定"
    assert [agreed.gross_fen, agreed.deduction_fen, agreed.advance_fen, agreed.net_fen] == [
        open_month.gross_fen, open_month.deduction_fen, open_month.advance_fen, open_month.net_fen,
    ]  # fmt: skip
    with pytest.raises(LanyanError, match=r"payroll\.closed"):
        paying.add_item(
            ledger, project_id=project_id, worker_id=worker.id, month=NOVEMBER, type="借支", amount_fen=Fen(1)
        )
    with pytest.raises(LanyanError, match=r"payroll\.agreed"):
        paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)


def test_paying_follows_every_line_and_then_cannot_be_taken_back(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    paying.reopen_payroll(ledger, project_id=project_id, month=NOVEMBER)
    paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    lines = [
        payee.line.id for payee in load_payroll(ledger, project_id=project_id, month=NOVEMBER).payees if payee.line
    ]
    day = Day(NOVEMBER.last_day + 10)
    first = paying.pay_lines(ledger, project_id=project_id, month=NOVEMBER, line_ids=lines[:10], day=day)
    rest = paying.pay_lines(ledger, project_id=project_id, month=NOVEMBER, line_ids=lines, day=day)
    assert first + rest == 34_620_525
    sheet = load_payroll(ledger, project_id=project_id, month=NOVEMBER).sheet
    assert sheet is not None
    assert (sheet.state, sheet.pay_day) == ("已发放", day)
    with pytest.raises(LanyanError, match=r"payroll\.paid"):
        paying.reopen_payroll(ledger, project_id=project_id, month=NOVEMBER)


def test_more_advanced_than_earned_cannot_be_agreed(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    worker_id = load_payroll(ledger, project_id=project_id, month=NOVEMBER).payees[0].worker.id
    paying.add_item(
        ledger, project_id=project_id, worker_id=worker_id, month=NOVEMBER, type="借支", amount_fen=Fen(5_000_000)
    )
    with pytest.raises(LanyanError, match=r"payroll\.negative"):
        paying.agree_payroll(ledger, project_id=project_id, month=NOVEMBER)
    assert ledger.count("pay_sheet") == 0
