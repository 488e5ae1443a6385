"""A bid's 总价措施, 其他项目, 规费 and 税金 as lines of the project's bill."""

from __future__ import annotations

from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.bid import Bid, Item
from lanyan_desktop.services.cost.budget import main_version
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Sort, Where


def take_bid(ledger: Ledger, bid: Bid, *, project_id: Id) -> int:
    """Add 总价措施, 其他项目, 规费 and 税金 to the project's bill, so that it comes to the bid; how many lines.

    Raises:
        LanyanError: cost.no_version without a bill, cost.bid_taken when it has fees or tax already.
    """
    version = main_version(ledger, project_id)
    if version is None:
        raise LanyanError("cost.no_version")
    own = [Where("version_id", "=", version)]
    if ledger.count("budget_line", where=[*own, Where("type", "in", ["规费", "税金"])]):
        (name,) = ledger.page("budget_version", [version], ["name"])[version]
        raise LanyanError("cost.bid_taken", name=name)
    roots = ledger.columns("budget_line", ["rank"], where=[*own, Where("parent_id", "null")], order=[Sort("rank")])
    sections = _sections(bid)
    ranks = ranks_between(str(roots[-1][0]) if roots else None, None, len(sections))
    count = 0
    with ledger.changeset("导入措施、其他项目、规费与税金") as edit:
        for rank, (name, lines) in zip(ranks, sections, strict=True):
            section = edit.insert("budget_line", version_id=version, type="分部", name=name, rank=rank)
            for place, values in zip(ranks_between(None, None, len(lines)), lines, strict=True):
                edit.insert(
                    "budget_line",
                    id=None,
                    **{**values, "version_id": version, "parent_id": section, "rank": place, "unit": "项"},
                )
                count += 1
    return count


def _sections(bid: Bid) -> list[tuple[str, list[dict[str, Value]]]]:
    def line(type_: str, one: Item) -> dict[str, Value]:
        return {"type": type_, "code": one.code or None, "name": one.name, "amount_fen": one.amount_fen}

    closing: list[dict[str, Value]] = [
        {"type": "规费", "name": "规费", "amount_fen": bid.fees_fen},
        {"type": "税金", "name": "税金", "amount_fen": bid.total.tax_fen},
    ]
    found = [
        ("总价措施项目", [line("措施项", one) for one in bid.measures]),
        ("其他项目", [line("其他项", one) for one in bid.others]),
        ("规费与税金", closing),
    ]
    return [(name, lines) for name, lines in found if lines]
