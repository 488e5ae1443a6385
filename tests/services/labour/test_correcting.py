"""A closed month stays as it was agreed; what was wrong is taken back in the next open one."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import PayItem
from lanyan_desktop.core.values import Day, Fen
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.arrears import load_arrears
from lanyan_desktop.services.labour.correcting import correct_payroll, standing
from lanyan_desktop.services.labour.paying import agree_payroll, pay_lines
from lanyan_desktop.services.labour.payroll import Payee, load_payroll
from lanyan_desktop.store.reader import Where
from tests.services.site import Site

NOVEMBER, DECEMBER = Month(2025, 11), Month(2025, 12)


def wang(site: Site, month: Month = NOVEMBER) -> Payee:
    payees = load_payroll(site.ledger, project_id=site.project_id, month=month).payees
    return next(payee for payee in payees if payee.worker.name == "王建军")


def sums(site: Site, month: Month) -> tuple[int, int, int]:
    payroll = load_payroll(site.ledger, project_id=site.project_id, month=month)
    return payroll.gross_fen, payroll.deduction_fen, payroll.net_fen


def test_a_correction_reverses_in_the_next_open_month_and_the_closed_one_stays(site: Site) -> None:
    agree_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    closed, before, worker = sums(site, NOVEMBER), sums(site, DECEMBER), wang(site).worker.id
    done = correct_payroll(
        site.ledger, project_id=site.project_id, month=NOVEMBER, worker_id=worker, what="计时工资",
        right_fen=Fen(990_250), why="漏记 26 日",
    )  # fmt: skip
    assert (done.month, done.stood_fen, done.items) == (DECEMBER, 956_250, 2)
    assert sums(site, NOVEMBER) == closed
    assert sums(site, DECEMBER)[0] - before[0] == 34_000
    items = site.ledger.load(PayItem, where=[Where("month_day", "=", DECEMBER.first_day)])
    assert sorted(item.amount_fen for item in items) == [-956_250, 990_250]
    assert {item.note for item in items} == {"冲回2025年11月计时工资：漏记 26 日", "更正2025年11月计时工资：漏记 26 日"}
    site.ledger.undo()
    assert sums(site, DECEMBER) == before


def test_a_second_correction_starts_from_the_first(site: Site) -> None:
    agree_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    before, worker = sums(site, DECEMBER), wang(site).worker.id
    for right in (20_000, 15_000, 15_000):
        correct_payroll(
            site.ledger, project_id=site.project_id, month=NOVEMBER, worker_id=worker, what="水电", right_fen=Fen(right)
        )
    found = standing(site.ledger, project_id=site.project_id, month=NOVEMBER, worker_id=worker, what="水电")
    assert (found, sums(site, DECEMBER)[1] - before[1]) == (15_000, 15_000)


def test_an_open_month_and_a_stranger_are_refused(site: Site) -> None:
    worker = wang(site).worker.id
    with pytest.raises(LanyanError, match=r"payroll\.open"):
        standing(site.ledger, project_id=site.project_id, month=NOVEMBER, worker_id=worker, what="奖金")
    agree_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    with pytest.raises(LanyanError, match=r"payroll\.nobody"):
        standing(site.ledger, project_id=site.project_id, month=NOVEMBER, worker_id=site.project_id, what="奖金")


def test_what_is_agreed_and_not_paid_is_owed(site: Site) -> None:
    assert load_arrears(site.ledger, project_id=site.project_id, until=NOVEMBER) == {}
    agree_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    owed = load_arrears(site.ledger, project_id=site.project_id, until=NOVEMBER)
    line = wang(site).line
    assert line is not None
    assert (sum(owed.values()), owed[line.worker_id]) == (34_620_525, line.net_fen)
    pay_lines(site.ledger, project_id=site.project_id, month=NOVEMBER, line_ids=[line.id], day=Day(20_430))
    assert line.worker_id not in load_arrears(site.ledger, project_id=site.project_id, until=DECEMBER)
