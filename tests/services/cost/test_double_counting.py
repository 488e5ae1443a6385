"""The sample counts nothing twice; every planted double is found, with the records that show it."""

from __future__ import annotations

from lanyan_desktop.core.records.text import parse_day
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.closing import load_closing
from lanyan_desktop.services.cost.double_counting import Finding, Proof, prove
from lanyan_desktop.services.cost.labour_booking import book_labour, labour_pieces
from lanyan_desktop.store.reader import Where
from tests.services.site import NOVEMBER, Site

DAY = parse_day("2025-11-30")


def book(site: Site, content: str, amount: int, **values: Value) -> Id:
    given: dict[str, Value] = {
        "project_id": site.project_id, "day": DAY, "content": content, "amount_fen": amount, **values,
    }  # fmt: skip
    with site.ledger.changeset("登记实际") as edit:
        return edit.insert("cost_entry", id=None, **given)


def proof(site: Site) -> Proof:
    return prove(site.ledger, project_id=site.project_id)


def only(site: Site) -> Finding:
    (found,) = proof(site).findings
    return found


def contract(site: Site, number: str) -> Id:
    return site.ledger.ids("contract", where=[Where("number", "=", number)])[0]


def test_the_sample_counts_nothing_twice(site: Site) -> None:
    found = proof(site)
    assert found.is_proved
    assert (found.entries, found.settlements, found.slips) == (103, 9, 24)
    book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER)
    assert proof(site).is_proved


def test_a_voucher_twice(site: Site) -> None:
    papers = {book(site, "水泥", 1_000_00, voucher="记-7"), book(site, "水泥入库", 1_000_00, voucher="记-7")}
    found = only(site)
    assert (found.rule, found.amount_fen) == ("同一凭证", 1_000_00)
    assert {key for _, key in found.records} == papers
    site.ledger.undo()
    assert proof(site).is_proved


def test_a_settlement_from_its_paper_and_by_hand(site: Site) -> None:
    own = contract(site, "HT-FB-08")
    with site.ledger.changeset("结算") as edit:
        period = edit.insert(
            "settlement", project_id=site.project_id, contract_id=own, number="第1期", day=DAY, done_fen=1_090_00
        )
    book(site, "结算第1期", 1_000_00, contract_id=own, voucher="结-1")
    assert proof(site).is_proved
    by_hand = book(site, "专业分包", 1_000_00, contract_id=own)
    found = only(site)
    assert (found.rule, found.amount_fen) == ("结算重复", 1_000_00)
    assert ("settlement", period) in found.records
    assert ("cost_entry", by_hand) in found.records


def test_a_slip_from_its_register_and_by_hand(site: Site) -> None:
    book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER)
    pieces = labour_pieces(site.ledger, project_id=site.project_id, month=NOVEMBER)
    slip = next(one for one in pieces if one.slip_id and not one.left_out)
    entry = book(site, f"点工单 {slip.slip_number} 付现", 500_00)
    found = only(site)
    assert (found.rule, found.amount_fen) == ("点工重复", 500_00)
    assert {("day_work", slip.slip_id), ("cost_entry", entry)} <= set(found.records)
    gaps = load_closing(site.ledger, project_id=site.project_id, month=NOVEMBER).gaps
    assert found.text in [one.text for one in gaps]


def test_a_slip_the_subcontractor_bears_is_not_ours(site: Site) -> None:
    pieces = labour_pieces(site.ledger, project_id=site.project_id, month=NOVEMBER)
    slip = next(one for one in pieces if one.left_out == "由分包承担")
    book(site, "点工", int(slip.amount_fen), voucher=slip.voucher)
    assert only(site).text == f"{slip.voucher} 不应入账：由分包承担"


def test_wages_from_the_register_and_by_hand(site: Site) -> None:
    book_labour(site.ledger, project_id=site.project_id, month=NOVEMBER)
    pieces = labour_pieces(site.ledger, project_id=site.project_id, month=NOVEMBER)
    wages = next(one for one in pieces if one.slip_id is None and not one.left_out and one.amount_fen)
    book(site, "钢筋班工资", int(wages.amount_fen), voucher="记-88")
    assert (only(site).rule, only(site).amount_fen) == ("工资重复", wages.amount_fen)


def test_an_opening_balance_that_is_the_periods_once_more(site: Site) -> None:
    own = contract(site, "HT-ZB-01")
    with site.ledger.changeset("期初") as edit:
        edit.set("contract", own, settled_fen=15_969_211_05)
    assert (only(site).rule, only(site).records) == ("期初重复", (("contract", own),))
