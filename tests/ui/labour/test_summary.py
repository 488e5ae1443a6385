"""汇总 crossed with the bearers; 签证 and 扣款 followed until they are settled."""

from __future__ import annotations

from typing import get_args

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.recovery import pivot, recoveries
from lanyan_desktop.services.labour.slips import By
from tests.ui.labour.desk import Desk

_SLIPS, _PAGE = 1, 3


@pytest.fixture
def summary(desk: Desk) -> Desk:
    desk.tab._choose(_PAGE)
    return desk


@pytest.mark.parametrize("by", get_args(By))
def test_rows_and_columns_add_up_to_the_month(summary: Desk, by: By) -> None:
    assert summary.tab._view is not None
    slips = summary.tab._view.slips
    crossed = pivot(slips, by)
    assert {key: sum(row.values()) for key, row in crossed.items()} == {g.key: g.amount_fen for g in slips.grouped(by)}
    of_bearers = {g.key: g.amount_fen for g in slips.bearers()}
    for bearer, amount in of_bearers.items():
        assert sum(row.get(bearer, 0) for row in crossed.values()) == amount


def test_the_samples_bearers_stand_in_the_total_row(summary: Desk) -> None:
    table = summary.tab.summary.groups
    totals = table.model.source.totals(table.model.query, ["项目承担", "业主签证", "分包承担(扣款)", "amount"])  # type: ignore[attr-defined]  # a list has totals
    assert totals == {"项目承担": 1_262_000, "业主签证": 855_000, "分包承担(扣款)": 407_000, "amount": 2_524_000}


def test_what_waits_is_followed_to_the_slips_and_settled(summary: Desk) -> None:
    waiting = [one for one in summary.chips() if "待结清" in one]
    assert waiting == ["业主签证待结清 8,550.00 元", "扣分包待结清 4,070.00 元"]
    summary.tab._show_waiting("业主签证")
    table = summary.tab.slips.table
    assert table is not None
    assert summary.tab.switch.current == _SLIPS
    table.grid.selectAll()
    summary.tab.slips.settle()
    summary.settle()
    assert summary.said[-1].startswith("已结清")
    assert summary.tab._view is not None
    owner, crew = recoveries(summary.tab._view.slips)
    assert (owner.waiting_fen, owner.settled_fen, owner.amount_fen) == (0, 855_000, 855_000)
    assert crew.waiting_fen == 407_000
    summary.tab._choose(_PAGE)
    assert [one for one in summary.chips() if "待结清" in one] == ["扣分包待结清 4,070.00 元"]


def test_a_draft_is_not_settled(summary: Desk) -> None:
    summary.tab.slips.add_slip()
    summary.settle()
    summary.tab.slips.settle()
    assert isinstance(summary.failures[-1], LanyanError)
    assert summary.failures[-1].code == "daywork.draft"


def test_day_work_over_a_tenth_of_the_wages_is_an_alarm(summary: Desk) -> None:
    assert not any("占人工费" in one for one in summary.chips())
    lines = [Id(key) for key in summary.session.reader.ids("day_work_line")]
    summary.jobs.write(lambda ledger: _dearer(ledger, lines))
    summary.settle()
    assert any(one.startswith("点工占人工费") for one in summary.chips())


def _dearer(ledger: object, lines: list[Id]) -> None:
    with ledger.changeset("加价") as edit:  # type: ignore[attr-defined]  # the ledger's own thread
        edit.set_many("day_work_line", "rate_fen_per_day", lines, [90_000] * len(lines))
