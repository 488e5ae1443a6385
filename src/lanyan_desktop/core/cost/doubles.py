"""What lies in the actual cost twice: bookings that tell of the same paper, or of a settlement that is booked already.

Amounts are net of VAT, in 分. A booking taken back by its negative does not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from lanyan_desktop.core.cost.tax import from_gross
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One booking as far as the question goes. `voucher` "": it names no paper."""

    id: Id
    day: Day
    content: str
    amount_fen: Fen
    voucher: str = ""
    account_id: Id | None = None
    contract_id: Id | None = None
    activity_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One period of a contract: what was measured, with VAT at this rate."""

    id: Id
    contract_id: Id
    done_fen: Fen
    tax_rate: Permyriad


def same_paper(bookings: Iterable[Booking]) -> list[tuple[Booking, ...]]:
    """Bookings of one paper number, contract, activity and amount, more than once; each group is one paper.

    Parts of a paper on several activities are no doubles, nor are differing amounts.

    >>> from dataclasses import replace
    >>> one = Booking(id=Id(b"1"), day=Day(1), content="钢材", amount_fen=Fen(500), voucher="记-12")
    >>> [[half.id for half in group] for group in same_paper([one, replace(one, id=Id(b"2"))])]
    [[b'1', b'2']]
    """
    return _repeated(
        (one, (one.voucher.strip(), one.contract_id, one.activity_id)) for one in bookings if one.voucher.strip()
    )


def same_words(bookings: Iterable[Booking]) -> list[tuple[Booking, ...]]:
    """Bookings that name no paper, and agree in day, words, account, contract, activity and amount."""
    return _repeated(
        (one, (one.day, one.content, one.account_id, one.contract_id, one.activity_id))
        for one in bookings
        if not one.voucher.strip()
    )


def _repeated(keyed: Iterable[tuple[Booking, Hashable]]) -> list[tuple[Booking, ...]]:
    """Equal amounts under one key, those taken back by a negative left out."""
    groups: dict[tuple[Hashable, int], list[Booking]] = defaultdict(list)
    for one, key in keyed:
        if one.amount_fen:
            groups[key, one.amount_fen].append(one)
    found = []
    for (key, amount), group in groups.items():
        left = len(group) - len(groups.get((key, -amount), ()))
        if amount > 0 and left > 1:
            found.append(tuple(group))
    return found


def settled_twice(
    settled: Sequence[Settled], bookings: Iterable[Booking]
) -> list[tuple[tuple[Settled, ...], tuple[Booking, ...]]]:
    """Settlements of one amount with more papers of that amount (net or with VAT) on their contract than there are.

    A paper is what its voucher holds together; what names none is a paper by itself.
    """
    papers: dict[tuple[Id, str], list[Booking]] = defaultdict(list)
    for one in bookings:
        if one.contract_id is not None:
            papers[one.contract_id, one.voucher.strip() or one.id.hex()].append(one)
    sums: dict[tuple[Id, int], list[Booking]] = defaultdict(list)
    times: dict[tuple[Id, int], int] = defaultdict(int)
    for (contract, _), group in papers.items():
        key = contract, sum(one.amount_fen for one in group)
        sums[key] += group
        times[key] += 1
    found = []
    for (contract, net, gross), periods in _by_amount(settled).items():
        keys = {(contract, net), (contract, gross)}
        if sum(times.get(key, 0) for key in keys) > len(periods):
            found.append((tuple(periods), tuple(one for key in sorted(keys) for one in sums.get(key, ()))))
    return found


def _by_amount(settled: Iterable[Settled]) -> dict[tuple[Id, int, int], list[Settled]]:
    found: dict[tuple[Id, int, int], list[Settled]] = defaultdict(list)
    for one in settled:
        if one.done_fen:
            found[one.contract_id, from_gross(one.done_fen, one.tax_rate).net_fen, one.done_fen].append(one)
    return found
