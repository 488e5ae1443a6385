"""An assembled bid as plain data for `--json` and as lines for people."""

from __future__ import annotations

from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.services.cost.bid import Bid
from lanyan_desktop.services.cost.report import money

Json = dict[str, object]


def bid_json(bid: Bid) -> Json:
    """The parts of a bid's price, its `total`, and every check with its `difference`."""
    total = bid.total
    return {
        "items": money(bid.items_fen),
        "measures": money(total.measures_fen),
        "others": money(total.others_fen),
        "fees": money(bid.fees_fen),
        "tax": money(total.tax_fen),
        "total": money(total.total_fen),
        "lines": bid.lines,
        "analyses": len(bid.analyses),
        "checks": [
            {
                "name": one.name,
                "stated": money(one.stated_fen),
                "found": money(one.found_fen),
                "difference": money(one.difference_fen),
            }
            for one in bid.checks
        ],
    }


def bid_lines(bid: Bid, added: int) -> list[str]:
    """The same for people."""
    total = bid.total
    parts = {
        "分部分项": bid.items_fen, "措施": total.measures_fen, "其他": total.others_fen, "规费": bid.fees_fen,
        "税金": total.tax_fen,
    }  # fmt: skip
    words = "，".join(f"{name} {_yuan(amount)}" for name, amount in parts.items())
    differences = [
        f"勾稽差：{one.name} 写 {_yuan(one.stated_fen)}，算得 {_yuan(one.found_fen)}，差 {_yuan(one.difference_fen)}"
        for one in bid.differences
    ]
    taken = [f"已补入 {added} 项"] if added else []
    return [words, f"投标报价合计 {_yuan(total.total_fen)} 元，核对 {len(bid.checks)} 处", *differences, *taken]


def _yuan(fen: int) -> str:
    return fixed(fen, 2)
