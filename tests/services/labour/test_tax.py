"""个税 of a month from the year's wages."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Fen
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.pay_entry import TypedItem, put_items
from lanyan_desktop.services.labour.paying import agree_payroll
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.labour.tax import book_tax, load_tax
from tests.services.site import Site

NOVEMBER, OCTOBER = Month(2025, 11), Month(2025, 10)


def test_one_month_is_above_five_thousand_at_three_percent_and_booked_once(site: Site) -> None:
    lines = load_tax(site.ledger, project_id=site.project_id, month=NOVEMBER)
    wang = next(line for line in lines if line.worker.name == "王建军")
    assert (wang.months, wang.income_fen, wang.due_fen) == (1, 956_250, 13_688)
    before = load_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    due = sum(line.due_fen for line in lines)
    assert book_tax(site.ledger, project_id=site.project_id, month=NOVEMBER) == sum(bool(x.due_fen) for x in lines)
    assert book_tax(site.ledger, project_id=site.project_id, month=NOVEMBER) == 0
    after = load_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    assert (after.gross_fen, after.net_fen) == (before.gross_fen, before.net_fen - due)


def test_months_before_count_with_what_they_withheld(site: Site) -> None:
    worker = next(x.worker.id for x in load_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER).payees)
    typed = [TypedItem(worker_id=worker, type="计件", total_fen=Fen(2_000_000)),
             TypedItem(worker_id=worker, type="个税", total_fen=Fen(45_000))]  # fmt: skip
    put_items(site.ledger, project_id=site.project_id, month=OCTOBER, typed=typed)
    (line,) = (x for x in load_tax(site.ledger, project_id=site.project_id, month=NOVEMBER) if x.worker.id == worker)
    assert (line.months, line.withheld_fen) == (2, 45_000)
    own = line.income_fen - 2_000_000
    assert line.due_fen == max((2_000_000 + own - 1_000_000) * 3 // 100 - 45_000, 0) > 0


def test_a_closed_month_takes_no_more(site: Site) -> None:
    agree_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    with pytest.raises(LanyanError) as raised:
        book_tax(site.ledger, project_id=site.project_id, month=NOVEMBER)
    assert raised.value.code == "payroll.closed"
