"""A month whose wages are agreed keeps its figures, whatever is changed in the registers afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.services.labour import paying, registers
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.labour.report import payroll_json
from lanyan_desktop.services.registers import delete_rows, edit_cells
from tests.services.site import Site

Change = Callable[[Site, Id], object]


def raise_worker(site: Site, worker: Id) -> object:
    return edit_cells(site.ledger, "worker", [CellEdit(worker, "rate_fen_per_day", Fen(99_900))])


def raise_from_a_day_in_it(site: Site, worker: Id) -> object:
    day = Day(site.month.first_day + 3)
    key = registers.add_rate(site.ledger, project_id=site.project_id, day=day, worker_id=worker)
    return edit_cells(site.ledger, "pay_rate", [CellEdit(key, "rate_fen_per_day", Fen(99_900))])


def drop_a_rate(site: Site, worker: Id) -> object:
    return delete_rows(site.ledger, "pay_rate", [Id(key) for key in site.ledger.ids("pay_rate")])


def dearer_meals(site: Site, worker: Id) -> object:
    return edit_cells(site.ledger, "project", [CellEdit(site.project_id, "meal_fen_per_day", Fen(2_000))])


def left_before(site: Site, worker: Id) -> object:
    return edit_cells(site.ledger, "worker", [CellEdit(worker, "leave_day", Day(site.month.first_day))])


@pytest.mark.parametrize("change", [raise_worker, raise_from_a_day_in_it, drop_a_rate, dearer_meals, left_before])
def test_registers_do_not_reach_into_a_closed_month(site: Site, change: Change) -> None:
    ledger, project_id = site.ledger, site.project_id
    worker = load_payroll(ledger, project_id=project_id, month=site.month).payees[0].worker.id
    registers.add_rate(ledger, project_id=project_id, day=site.month.first_day, worker_id=worker)
    paying.agree_payroll(ledger, project_id=project_id, month=site.month)
    agreed = load_payroll(ledger, project_id=project_id, month=site.month)
    before = payroll_json(agreed)
    money = [(p.pay.rate_fen_per_day, p.pay.meal_fen, p.pay.net_fen) for p in agreed.payees]
    change(site, worker)
    after = load_payroll(ledger, project_id=project_id, month=site.month)
    found = payroll_json(after)
    assert {name: found[name] for name in before} == before
    assert [(p.pay.rate_fen_per_day, p.pay.meal_fen, p.pay.net_fen) for p in after.payees] == money
