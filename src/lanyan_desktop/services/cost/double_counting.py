"""不重不漏: the proof that no paper is in the actual cost twice, and where it is not so, the records that show it.

Looked at: every booking (voucher, receipt), every settlement, every 点工 slip and every month's wages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.cost.doubles import Booking, Settled, same_paper, same_words, settled_twice
from lanyan_desktop.core.cost.tax import from_gross
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.cost import Contract, CostEntry, Settlement
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad
from lanyan_desktop.services.cost.labour_booking import Piece, labour_pieces
from lanyan_desktop.store.reader import Reader, Where

Rule = Literal["同一凭证", "同一摘要", "结算重复", "点工重复", "工资重复", "期初重复"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is counted twice: in words, how much too much, and the records (kind, id) that show it."""

    rule: Rule
    text: str
    amount_fen: Fen
    records: tuple[tuple[str, Id], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was looked at, and what is there twice; no finding proves that nothing is."""

    entries: int
    settlements: int
    slips: int
    wages: int
    findings: tuple[Finding, ...]

    @property
    def is_proved(self) -> bool:
        return not self.findings

    @property
    def amount_fen(self) -> Fen:
        """How much too much the findings come to; one paper may be in more than one."""
        return Fen(sum(one.amount_fen for one in self.findings))


def prove(reader: Reader, *, project_id: Id) -> Proof:
    """Look for papers that reach the actual cost twice.

    Raises:
        LanyanError: record.gone when there is no such project.
    """
    own = [Where("project_id", "=", project_id)]
    bookings = [_booking(one) for one in reader.load(CostEntry, where=own)]
    contracts = {one.id: one for one in reader.load(Contract, where=own)}
    periods = reader.load(Settlement, where=own)
    pieces = _pieces(reader, project_id)
    findings = [
        *(_repeated("同一凭证", group) for group in same_paper(bookings)),
        *(_repeated("同一摘要", group) for group in same_words(bookings)),
        *_settlements(periods, contracts, bookings),
        *_openings(periods, contracts),
        *(one for piece in pieces for one in _labour(piece, bookings)),
    ]
    slips = sum(one.slip_id is not None for one in pieces)
    return Proof(
        entries=len(bookings),
        settlements=len(periods),
        slips=slips,
        wages=len(pieces) - slips,
        findings=tuple(findings),
    )


def _booking(one: CostEntry) -> Booking:
    return Booking(
        id=one.id,
        day=one.day,
        content=one.content,
        amount_fen=one.amount_fen,
        voucher=one.voucher or "",
        account_id=one.account_id,
        contract_id=one.contract_id,
        activity_id=one.activity_id,
    )


def _entries(bookings: Sequence[Booking]) -> tuple[tuple[str, Id], ...]:
    return tuple(("cost_entry", one.id) for one in bookings)


def _repeated(rule: Rule, group: tuple[Booking, ...]) -> Finding:
    first = group[0]
    named = f"凭证 {first.voucher}" if first.voucher else f"“{first.content}”（没有凭证号）"
    amount = Fen(first.amount_fen * (len(group) - 1))
    return Finding(rule=rule, text=f"{named} 同样金额入账 {len(group)} 次", amount_fen=amount, records=_entries(group))


def _settlements(
    periods: Sequence[Settlement], contracts: Mapping[Id, Contract], bookings: Sequence[Booking]
) -> list[Finding]:
    names = {one.id: f"{contracts[one.contract_id].number} {one.number}" for one in periods
             if one.contract_id in contracts}  # fmt: skip
    settled = [
        Settled(
            id=one.id,
            contract_id=one.contract_id,
            done_fen=one.done_fen,
            tax_rate=Permyriad(contracts[one.contract_id].tax_rate),
        )
        for one in periods
        if one.id in names
    ]
    found = []
    for twice, papers in settled_twice(settled, bookings):
        net = from_gross(twice[0].done_fen, twice[0].tax_rate).net_fen
        amount = Fen(net * (_count(papers) - len(twice)))
        text = f"{'、'.join(names[one.id] for one in twice)} 结算 {len(twice)} 期，入账 {_count(papers)} 次"
        records = (*(("settlement", one.id) for one in twice), *_entries(papers))
        found.append(Finding(rule="结算重复", text=text, amount_fen=amount, records=records))
    return found


def _count(bookings: Sequence[Booking]) -> int:
    """How many papers they are."""
    return len({one.voucher.strip() or one.id.hex() for one in bookings})


def _openings(periods: Sequence[Settlement], contracts: Mapping[Id, Contract]) -> list[Finding]:
    """An opening balance equal to the periods that follow is most likely those periods, typed once more."""
    sums: dict[Id, int] = {}
    for one in periods:
        sums[one.contract_id] = sums.get(one.contract_id, 0) + one.done_fen
    return [
        Finding(
            rule="期初重复",
            text=f"{contract.number} 的期初结算等于各期合计，可能重复填写",
            amount_fen=contract.settled_fen,
            records=(("contract", contract.id),),
        )
        for contract in contracts.values()
        if contract.settled_fen and sums.get(contract.id) == contract.settled_fen
    ]


def _pieces(reader: Reader, project_id: Id) -> list[Piece]:
    """The wages and slips of every month that has any."""
    own = [Where("project_id", "=", project_id)]
    days = {
        day for kind in ("day_work", "attendance") for (day,) in reader.columns(kind, ["day"], where=own)
        if isinstance(day, int)
    }  # fmt: skip
    months = sorted({Month.of(Day(day)) for day in days})
    return [piece for month in months for piece in labour_pieces(reader, project_id=project_id, month=month)]


def _labour(piece: Piece, bookings: Sequence[Booking]) -> list[Finding]:
    """A piece that is booked though it must not be, or booked from its register and by hand too."""
    own = [one for one in bookings if one.voucher == piece.voucher]
    by_hand = [one for one in bookings if one.voucher != piece.voucher and _tells_of(one, piece)]
    rule: Rule = "工资重复" if piece.slip_id is None else "点工重复"
    papers = () if piece.slip_id is None else (("day_work", piece.slip_id),)
    counted = [*own, *by_hand]
    amount = Fen(sum(one.amount_fen for one in counted))
    if piece.left_out and counted and piece.left_out != "还是草稿":
        text = f"{piece.voucher} 不应入账：{piece.left_out}"
        return [Finding(rule=rule, text=text, amount_fen=amount, records=(*papers, *_entries(counted)))]
    if own and by_hand:
        too_much = Fen(sum(one.amount_fen for one in by_hand))
        text = f"{piece.voucher} 已从登记入账，又手工入账 {len(by_hand)} 次"
        return [Finding(rule=rule, text=text, amount_fen=too_much, records=(*papers, *_entries(counted)))]
    return []


def _tells_of(one: Booking, piece: Piece) -> bool:
    """Whether a booking without the piece's own voucher is for it: it names the slip, or is the month's same sum."""
    if piece.slip_number:
        return piece.slip_number in one.voucher or piece.slip_number in one.content
    is_same = one.amount_fen == piece.amount_fen != 0 and Month.of(one.day) == Month.of(piece.day)
    return is_same and one.contract_id is None
