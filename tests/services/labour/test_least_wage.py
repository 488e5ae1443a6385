"""最低工资 of the place: an alarm at the worker's pay."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.services.labour.pay_table import pay_rows
from lanyan_desktop.services.labour.payroll import below_least, load_payroll
from lanyan_desktop.services.labour.report import payroll_lines
from tests.services.site import Site

NOVEMBER = Month(2025, 11)


@pytest.mark.parametrize(("least", "short"), [(0, 0), (935_000, 0), (935_001, 1), (1_000_000, 65_000)])
def test_pay_for_normal_work_is_held_against_the_least(site: Site, least: int, short: int) -> None:
    """王建军: 27.5 days of 340.00 are 9,350.00; his overtime of 212.50 does not count."""
    with site.ledger.changeset("最低工资") as edit:
        edit.set("project", site.project_id, least_wage_fen=least)
    payroll = load_payroll(site.ledger, project_id=site.project_id, month=NOVEMBER)
    wang = next(payee for payee in payroll.payees if payee.worker.name == "王建军")
    assert below_least(payroll, wang) == short
    assert ("gross" in pay_rows(payroll)[wang.worker.id].dress) == bool(short)
    assert any("低于当地最低工资" in line and "王建军" in line for line in payroll_lines(payroll)) == bool(short)
