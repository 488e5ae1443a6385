"""目标成本 derived, and compared with what it came from: totals that tie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.values import Fen, Id, Permyriad
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.compare import Comparison, Pair, Side, compare_versions
from lanyan_desktop.services.cost.target import derive_target
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "a.lanyan", synchronous="OFF") as made:
        yield made


@pytest.fixture
def bid(ledger: Ledger) -> Id:
    project = create_project(ledger, name="工程")
    with ledger.changeset("报价") as edit:
        version = edit.insert("budget_version", project_id=project, name="投标", type="投标")
        section = edit.insert("budget_line", version_id=version, type="分部", name="一")
        edit.insert(
            "budget_line", version_id=version, parent_id=section, code="A", name="挖土", quantity=100_0000,
            unit_price=10_0000, amount_fen=1000_00,
        )  # fmt: skip
        edit.insert("budget_line", version_id=version, type="措施项", name="安全文明", amount_fen=200_00)
        edit.insert("budget_line", version_id=version, type="税金", name="增值税", amount_fen=108_00)
    return version


def test_a_target_is_a_version_of_its_own(ledger: Ledger, bid: Id) -> None:
    made = derive_target(ledger, version_id=bid, saving=Permyriad(500))
    where = [Where("version_id", "=", made)]
    names = ["name", "target_unit_price", "target_fen"]
    rows = sorted(ledger.columns("budget_line", names, where=where), key=lambda row: str(row[0]))
    assert [tuple(row) for row in rows] == sorted(
        [("一", None, None), ("增值税", None, None), ("安全文明", None, 190_00), ("挖土", 9_5000, 950_00)]
    )
    before = ledger.columns("budget_line", ["target_fen"], where=[Where("version_id", "=", bid)])
    assert {row[0] for row in before} == {None}
    (section,) = ledger.ids("budget_line", where=[*where, Where("type", "=", "分部")])
    assert len(ledger.ids("budget_line", where=[*where, Where("parent_id", "=", section)])) == 1
    ledger.undo()
    assert ledger.ids("budget_version", where=[Where("type", "=", "目标成本")]) == []


def test_compared_with_the_bid_the_totals_tie(ledger: Ledger, bid: Id) -> None:
    made = derive_target(ledger, version_id=bid, saving=Permyriad(500))
    found = compare_versions(ledger, old=bid, new=made, new_basis="目标")
    assert (found.old_fen, found.new_fen, found.difference_fen) == (1308_00, 1140_00, -168_00)
    assert (found.by_quantity_fen, found.by_price_fen) == (0, -168_00)
    assert compare_versions(ledger, old=bid, new=made).count("相同") == 3


@pytest.mark.parametrize(("saving", "code"), [(-1, "cost.saving_range"), (10_000, "cost.saving_range")])
def test_what_is_refused(ledger: Ledger, bid: Id, saving: int, code: str) -> None:
    with pytest.raises(LanyanError) as caught:
        derive_target(ledger, version_id=bid, saving=Permyriad(saving))
    assert caught.value.code == code
    assert len(ledger.ids("budget_version")) == 1


def test_twice_is_said(ledger: Ledger, bid: Id) -> None:
    derive_target(ledger, version_id=bid, saving=Permyriad(500))
    with pytest.raises(LanyanError, match=r"cost\.version_taken"):
        derive_target(ledger, version_id=bid, saving=Permyriad(300))


_side = st.builds(
    Side,
    id=st.just(Id(b"x" * 16)),
    quantity=st.none() | st.integers(0, 10**9),
    unit_price=st.none() | st.integers(0, 10**9),
    amount_fen=st.integers(-(10**9), 10**9).map(Fen),
)
_pair = st.tuples(st.none() | _side, _side).map(lambda two: Pair(code="", name="", unit="", old=two[0], new=two[1]))


@given(st.lists(_pair, max_size=8))
def test_quantity_and_price_make_up_the_difference(pairs: list[Pair]) -> None:
    found = Comparison(tuple(pairs))
    assert found.by_quantity_fen + found.by_price_fen == found.difference_fen == found.new_fen - found.old_fen
