"""月结 by the services: gaps told, and gone when they are mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.cost.closing import cost_months, load_closing
from lanyan_desktop.services.cost.gates import set_month
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger

MAY, JUNE = Month(2025, 5), Month(2025, 6)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "a.lanyan", synchronous="OFF") as made:
        yield made


@pytest.fixture
def project(ledger: Ledger) -> Id:
    made = create_project(ledger, name="工程")
    with ledger.changeset("记账") as edit:
        account = edit.insert("cost_account", project_id=made, code="1", name="人工费")
        for month, voucher in ((MAY, "记-1"), (JUNE, None)):
            edit.insert(
                "cost_entry", project_id=made, day=month.last_day, content="付款", amount_fen=100, voucher=voucher,
                account_id=account if voucher else None,
            )  # fmt: skip
    return made


def gaps(ledger: Ledger, project: Id, month: Month) -> list[str]:
    return [gap.text for gap in load_closing(ledger, project_id=project, month=month).gaps]


def test_months_in_between_are_listed_with_sums(ledger: Ledger, project: Id) -> None:
    with ledger.changeset("记账") as edit:
        edit.insert("cost_entry", project_id=project, day=Month(2025, 8).first_day, content="付款", amount_fen=5)
    rows = cost_months(ledger, project_id=project)
    assert [(str(one.month), one.count, one.to_date_fen) for one in rows] == [
        ("2025-08", 1, 205), ("2025-07", 0, 200), ("2025-06", 1, 200), ("2025-05", 1, 100),
    ]  # fmt: skip


def test_a_month_lacks_nothing_or_says_what(ledger: Ledger, project: Id) -> None:
    assert gaps(ledger, project, MAY) == []
    assert gaps(ledger, project, JUNE) == ["1 笔实际成本没有科目", "1 笔实际成本没有凭证号", "2025年5月还没有结账"]
    set_month(ledger, project_id=project, month=MAY.first_day, is_closed=True)
    assert gaps(ledger, project, JUNE) == ["1 笔实际成本没有科目", "1 笔实际成本没有凭证号"]
    assert load_closing(ledger, project_id=project, month=MAY).state == "已结账"
