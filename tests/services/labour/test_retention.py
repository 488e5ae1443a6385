"""Wages are kept three years: what they rest on cannot be deleted from a table."""

from __future__ import annotations

from datetime import date

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour import paying
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.registers import delete_rows
from lanyan_desktop.services.registers import retention as kept
from tests.services.site import Site

KINDS_KEPT = ("worker", "team", "pay_sheet", "pay_line", "attendance", "pay_item")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> type[date]:
    """The day the test is on: 2026-11-30, and whatever it sets."""

    class Today(date):
        year_now, month_now = 2026, 11

        @classmethod
        def today(cls) -> date:  # type: ignore[override]  # a plain date is all that is asked of it
            return date(cls.year_now, cls.month_now, 30)

    monkeypatch.setattr(kept, "date", Today)
    return Today


@pytest.mark.parametrize("kind", KINDS_KEPT)
def test_what_agreed_wages_rest_on_is_kept(site: Site, now: type[date], kind: str) -> None:
    paying.agree_payroll(site.ledger, project_id=site.project_id, month=site.month)
    ids = [Id(key) for key in site.ledger.ids(kind)]
    before = load_payroll(site.ledger, project_id=site.project_id, month=site.month)
    with pytest.raises(LanyanError, match=r"payroll\.kept") as refused:
        delete_rows(site.ledger, kind, ids)
    assert refused.value.params["month"] == "2025年11月"
    assert site.ledger.count(kind) == len(ids)
    assert load_payroll(site.ledger, project_id=site.project_id, month=site.month) == before


def test_an_open_month_and_one_long_past_may_go(site: Site, now: type[date]) -> None:
    ids = [Id(key) for key in site.ledger.ids("attendance")]
    assert delete_rows(site.ledger, "attendance", ids[:5]) == 5
    paying.agree_payroll(site.ledger, project_id=site.project_id, month=site.month)
    now.year_now, now.month_now = 2028, 11  # type: ignore[attr-defined]  # of the fixture's own class
    with pytest.raises(LanyanError, match=r"payroll\.kept"):
        delete_rows(site.ledger, "attendance", ids[5:10])
    now.month_now = 12  # type: ignore[attr-defined]  # as above
    assert delete_rows(site.ledger, "attendance", ids[5:10]) == 5
