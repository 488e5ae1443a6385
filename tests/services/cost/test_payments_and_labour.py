"""Payments period by period, wages and 点工 booked once, closed months and other refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.commands import book_cost, edit_lines
from lanyan_desktop.services.cost.gates import delete_entries, edit_accounts, edit_entries, edit_parts, set_month
from lanyan_desktop.services.cost.labour_booking import book_labour, counted_twice, labour_pieces
from lanyan_desktop.services.cost.payments import load_statement
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.reader import Where
from tests.services.site import NOVEMBER, Site


def one(site: Site, kind: str, name: str, value: str) -> Id:
    (found,) = site.ledger.ids(kind, where=[Where(name, "=", value)])
    return found


def test_the_applications_of_the_sample(site: Site) -> None:
    found = load_statement(site.ledger, contract_id=one(site, "contract", "number", "HT-ZB-01"))
    assert found.recovery_start_fen == 22_494_282_99
    assert (found.done_fen, len(found.periods)) == (15_969_211_05, 9)
    assert all(line.recovered_fen == 0 for _, line in found.periods)
    assert found.periods[0][1].due_fen == 336_300_30
    last = found.periods[-1][1]
    assert last.paid_to_date_fen == 12_451_540_85  # with the advance, which is its opening balance
    assert last.owed_fen == last.due_fen
    assert found.warnings == ()


def test_paid_beyond_due_is_said(site: Site) -> None:
    contract = one(site, "contract", "number", "HT-FB-08")
    with site.ledger.changeset("结算") as edit:
        edit.insert(
            "settlement", project_id=site.project_id, contract_id=contract, number="1", done_fen=100_00,
            day=day_of(date(2025, 11, 30)), paid_fen=90_00,
        )  # fmt: skip
    assert any("超付" in words for words in load_statement(site.ledger, contract_id=contract).warnings)


def test_labour_is_booked_once_however_often(site: Site) -> None:
    before = site.ledger.sums("cost_entry", ["amount_fen"])[0]
    first = book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER)
    after = site.ledger.sums("cost_entry", ["amount_fen"])[0]
    assert after - before == first.amount_fen > 0
    again = book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert site.ledger.sums("cost_entry", ["amount_fen"])[0] == after
    assert counted_twice(site.ledger, project_id=site.project_id, month=NOVEMBER) == []
    site.ledger.undo()
    assert site.ledger.sums("cost_entry", ["amount_fen"])[0] == before


def test_wages_under_a_labour_contract_are_left_to_its_settlement(site: Site) -> None:
    pieces = labour_pieces(site.ledger, project_id=site.project_id, month=NOVEMBER)
    wages = [piece for piece in pieces if piece.voucher.startswith("工资")]
    assert sum(piece.amount_fen for piece in wages) == 385_181_25
    slips = [piece for piece in pieces if piece.voucher.startswith("点工")]
    assert len(slips) == 24
    party = site.ledger.columns("contract", ["party_id"], where=[Where("number", "=", "HT-LW-01")])[0][0]
    team = wages[0].voucher.split(" ")[-1]
    with site.ledger.changeset("所属单位") as edit:
        edit.set("team", one(site, "team", "name", team), party_id=party)
    now = labour_pieces(site.ledger, project_id=site.project_id, month=NOVEMBER)
    assert next(piece for piece in now if piece.voucher == wages[0].voucher).left_out == "由劳务合同 HT-LW-01 结算"


def test_the_check_sees_what_is_twice(site: Site) -> None:
    booked = book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER)
    piece = next(one for one in booked.pieces if not one.left_out)
    with site.ledger.changeset("又记一次") as edit:
        edit.insert(
            "cost_entry", project_id=site.project_id, day=piece.day, content="手工", amount_fen=piece.amount_fen,
            voucher=piece.voucher,
        )  # fmt: skip
    found = counted_twice(site.ledger, project_id=site.project_id, month=NOVEMBER)
    assert f"凭证 {piece.voucher} 入账 2 次" in found


def test_a_closed_month_is_closed(site: Site) -> None:
    day = day_of(date(2025, 11, 15))
    set_month(site.ledger, project_id=site.project_id, month=day, is_closed=True)
    (entry, *_) = site.ledger.ids("cost_entry", where=[Where("day", "=", day_of(date(2025, 11, 30)))])
    (older, *_) = site.ledger.ids("cost_entry", where=[Where("day", "=", day_of(date(2025, 10, 31)))])
    before = site.ledger.columns("cost_entry", ["id", "day", "amount_fen"])
    attempts: tuple[Callable[[], object], ...] = (
        lambda: edit_entries(site.ledger, [CellEdit(entry, "amount_fen", 1)], project_id=site.project_id),
        lambda: edit_entries(site.ledger, [CellEdit(older, "day", day)], project_id=site.project_id),
        lambda: delete_entries(site.ledger, [entry], project_id=site.project_id),
        lambda: book_cost(site.ledger, project_id=site.project_id, day=day),
        lambda: book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER),
    )
    for attempt in attempts:
        with pytest.raises(LanyanError) as refused:
            attempt()
        assert "2025-11" in sentence(refused.value)
    now = site.ledger.columns("cost_entry", ["id", "day", "amount_fen"])
    assert now == before
    set_month(site.ledger, project_id=site.project_id, month=day, is_closed=False)
    edit_entries(site.ledger, [CellEdit(entry, "amount_fen", 1)], project_id=site.project_id)


def test_bad_input_gets_a_sentence_and_changes_nothing(site: Site) -> None:
    ledger, own = site.ledger, site.project_id
    line, other = ledger.ids("budget_line", where=[Where("code", "not null")])[:2]
    (code,) = ledger.page("budget_line", [other], ["code"])[other]
    root, child = one(site, "cost_account", "code", "1"), one(site, "cost_account", "code", "1.1")
    contract = one(site, "contract", "number", "HT-FB-08")
    (part,) = ledger.ids("contract_part", where=[Where("contract_id", "=", contract)])
    before = ledger.columns("budget_line", ["quantity", "code"]), ledger.columns("cost_account", ["code", "parent_id"])
    attempts: dict[str, Callable[[], object]] = {
        "cost.negative_quantity": lambda: edit_lines(ledger, [CellEdit(line, "quantity", -1)]),
        "cost.code_repeated": lambda: edit_lines(ledger, [CellEdit(line, "code", code)]),
        "cost.cycle": lambda: edit_accounts(ledger, [CellEdit(root, "parent_id", child)], project_id=own),
        "cost.parts_over": lambda: edit_parts(ledger, [CellEdit(part, "net_fen", 10**12)], contract_id=contract),
    }
    for expected, attempt in attempts.items():
        with pytest.raises(LanyanError) as refused:
            attempt()
        assert refused.value.code == expected
        assert "没有改动" in sentence(refused.value)
    with pytest.raises(LanyanError) as twice:
        edit_accounts(ledger, [CellEdit(child, "code", "1")], project_id=own)
    assert twice.value.code == "cost.code_repeated"
    after = ledger.columns("budget_line", ["quantity", "code"]), ledger.columns("cost_account", ["code", "parent_id"])
    assert after == before
