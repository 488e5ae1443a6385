"""累计 of a contract is its opening balance and its periods since: typed nowhere, the sample's to the 分."""

from __future__ import annotations

import json
from pathlib import Path

from lanyan_desktop.core.records.cost import Contract
from lanyan_desktop.core.records.text import parse_day
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.payments import load_statement
from lanyan_desktop.services.cost.registers import TO_DATE, ContractSource, Side
from lanyan_desktop.services.sample.source import fen
from lanyan_desktop.store.reader import Where
from tests.services.site import Site


def totals(site: Site, side: Side) -> dict[str, Value]:
    return dict(ContractSource(site.ledger, project_id=site.project_id, side=side).totals(Query(), TO_DATE))


def contract(site: Site, number: str) -> Contract:
    (found,) = site.ledger.load(Contract, where=[Where("number", "=", number)])
    return found


def period(site: Site, contract_id: Id, *, done: int, paid: int = 0) -> Id:
    with site.ledger.changeset("结算") as edit:
        return edit.insert(
            "settlement", project_id=site.project_id, contract_id=contract_id, number="1",
            day=parse_day("2025-12-31"), done_fen=done, paid_fen=paid,
        )  # fmt: skip


def test_the_sample_to_the_fen(site: Site) -> None:
    assert list(totals(site, "收入").values()) == [15_969_211_05, 15_474_682_80, 12_451_540_85, 3_023_141_95]
    assert list(totals(site, "支出").values()) == [13_033_977_20, 11_330_111_27, 10_587_413_24, 742_698_03]


def test_every_contract_of_the_source(site: Site, shared_data: Path) -> None:
    source = json.loads((shared_data / "sample_project.json").read_text(encoding="utf-8"))
    for row in source["contracts"]:
        found = load_statement(site.ledger, contract_id=contract(site, row["no"]).id)
        assert (found.done_fen, found.due_fen, found.paid_fen) == (
            fen(row["settled"]), fen(row["due"]), fen(row["paid"]),
        ), row["no"]  # fmt: skip


def test_the_advance_is_the_opening_balance_of_our_own_contract(site: Site) -> None:
    own = contract(site, "HT-ZB-01")
    assert (own.settled_fen, own.due_fen, own.paid_fen) == (0, 2_699_313_96, 2_699_313_96)
    first = load_statement(site.ledger, contract_id=own.id).periods[0][1]
    assert (first.paid_to_date_fen, first.owed_fen) == (2_699_313_96 + 336_300_30, 0)


def test_a_period_moves_the_totals_and_its_undo_moves_them_back(site: Site) -> None:
    before = totals(site, "支出")
    own = contract(site, "HT-LW-02")
    period(site, own.id, done=100_000_00, paid=50_000_00)
    after = totals(site, "支出")
    assert [int(str(after[name])) - int(str(before[name])) for name in TO_DATE] == [
        100_000_00, 80_000_00, 50_000_00, 30_000_00,
    ]  # fmt: skip
    source = ContractSource(site.ledger, project_id=site.project_id, side="支出")
    shown = dict(zip(TO_DATE, source.page([own.id], TO_DATE)[own.id].values, strict=True))
    made = load_statement(site.ledger, contract_id=own.id)
    assert shown["settled_to_date_fen"] == made.done_fen == own.settled_fen + 100_000_00
    assert shown["paid_to_date_fen"] == made.paid_fen == own.paid_fen + 50_000_00
    site.ledger.undo()
    assert totals(site, "支出") == before


def test_what_was_recovered_before_is_not_recovered_again(site: Site) -> None:
    with site.ledger.changeset("期初") as edit:
        own = edit.insert(
            "contract", project_id=site.project_id, number="HT-QC", name="期初合同", type="专业分包", gross_fen=30_000,
            advance_fen=4_500, settled_fen=25_000, due_fen=23_000, paid_fen=23_000,
        )  # fmt: skip
    period(site, own, done=2_500)
    ((_, line),) = load_statement(site.ledger, contract_id=own).periods
    assert (line.before_fen, line.recovered_fen, line.due_fen) == (25_000, 1_500, 500)
    assert (line.due_to_date_fen, line.owed_fen) == (23_500, 500)


def test_paid_beyond_due_is_said_of_an_opening_balance_too(site: Site) -> None:
    own = contract(site, "HT-LW-02")
    with site.ledger.changeset("期初") as edit:
        edit.set("contract", own.id, paid_fen=own.due_fen + 1)
    assert any("超付" in words for words in load_statement(site.ledger, contract_id=own.id).warnings)
