"""Wages and 点工 as actual cost: booked from their registers, each exactly once, and a check that proves it.

A piece is one slip, or the wages of one crew in one month. Its voucher is its identity: booking again changes the
entry it made, never adds another. What someone else pays for, or another piece covers already, is left out by name:
a slip that a subcontractor bears, a slip line whose worker's day is in the wages, a crew that works under a labour
contract (its settlement is the cost).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import Attendance, Team
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Day, Fen, Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.gates import refuse_closed
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import Slip, load_slips
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where

_SLIP, _WAGES = "点工 ", "工资 "


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that costs labour. `left_out` says why it is not booked, "" if it is."""

    voucher: str
    day: Day
    content: str
    amount_fen: Fen
    account_id: Id | None
    activity_id: Id | None = None
    left_out: str = ""
    slip_id: Id | None = None
    slip_number: str = ""


@dataclass(frozen=True, slots=True)
class LabourLine:
    """A piece and whether it is in the actual cost. 有变动: booked, but not as the papers say now."""

    piece: Piece
    state: Literal["已入账", "未入账", "有变动", "不入账"]
    entry_id: Id | None


@dataclass(frozen=True, slots=True)
class Booked:
    """What booking a month did, in entries, and what it left out."""

    added: int
    changed: int
    removed: int
    pieces: tuple[Piece, ...]

    @property
    def amount_fen(self) -> Fen:
        return Fen(sum(one.amount_fen for one in self.pieces if not one.left_out))


def labour_pieces(reader: Reader, *, project_id: Id, month: Month) -> list[Piece]:
    """Every piece of a month, those that are left out too.

    Raises:
        LanyanError: record.gone when there is no such project.
    """
    project = reader.get(Project, project_id)
    if project is None:
        raise LanyanError("record.gone", kind="工程", id=project_id)
    wages = _wages(reader, project_id, month)
    paid = {worker for _, workers in wages for worker in workers}
    present = _present(reader, project_id, month, paid)
    slips = load_slips(reader, project_id=project_id, month=month, rule=load_rule(project))
    account = _account(reader, project_id, "点工") or _account(reader, project_id, "人工")
    return [*(piece for piece, _ in wages), *(_slip(slip, present, account) for slip in slips.slips)]


def _wages(reader: Reader, project_id: Id, month: Month) -> list[tuple[Piece, set[Id]]]:
    """The wages crew by crew, with the workers they pay. Those under a labour contract pay nobody here."""
    by_team: dict[Id | None, list[tuple[Id, Fen]]] = {}
    for payee in load_payroll(reader, project_id=project_id, month=month).payees:
        by_team.setdefault(payee.worker.team_id, []).append((payee.worker.id, payee.pay.gross_fen))
    teams = {one.id: one for one in reader.load(Team, where=[Where("project_id", "=", project_id)])}
    contracts = _labour_contracts(reader, project_id)
    account = _account(reader, project_id, "人工")
    found = []
    for team_id, pays in by_team.items():
        team = teams.get(team_id) if team_id is not None else None
        name = team.name if team is not None else "未分班组"
        contract = contracts.get(team.party_id) if team is not None and team.party_id is not None else None
        piece = Piece(
            voucher=f"{_WAGES}{month} {name}",
            day=month.last_day,
            content=f"{month.title}{name}工资 {len(pays)} 人",
            amount_fen=Fen(sum(gross for _, gross in pays)),
            account_id=account,
            left_out=f"由劳务合同 {contract} 结算" if contract else "",
        )
        found.append((piece, {worker for worker, _ in pays}))
    return found


def _labour_contracts(reader: Reader, project_id: Id) -> dict[Id, str]:
    """The number of the labour contract by its party."""
    where = [Where("project_id", "=", project_id), Where("type", "=", "劳务分包"), Where("party_id", "not null")]
    rows = reader.columns("contract", ["party_id", "number"], where=where)
    return {Id(party): str(number) for party, number in rows if isinstance(party, bytes)}


def _present(reader: Reader, project_id: Id, month: Month, workers: set[Id]) -> set[tuple[Id, Day]]:
    """The days that wages pay for, by worker."""
    where = [
        Where("project_id", "=", project_id), Where("day", ">=", month.first_day), Where("day", "<=", month.last_day),
    ]  # fmt: skip
    return {
        (one.worker_id, one.day)
        for one in reader.load(Attendance, where=where)
        if one.worker_id in workers and one.morning_min + one.afternoon_min + one.overtime_min
    }


def _slip(slip: Slip, present: set[tuple[Id, Day]], account: Id | None) -> Piece:
    record = slip.record
    own = [
        line for line in slip.lines
        if line.record.worker_id is None or (line.record.worker_id, record.day) not in present
    ]  # fmt: skip
    reason = ""
    if record.bearer == "分包承担(扣款)":
        reason = "由分包承担"
    elif record.state == "草稿":
        reason = "还是草稿"
    elif slip.lines and not own:
        reason = "工人当天已计入工资"
    return Piece(
        voucher=f"{_SLIP}{record.number}",
        day=record.day,
        content=f"{record.number} {record.content}"[:200],
        amount_fen=Fen(sum(line.amount_fen for line in (slip.lines if reason else own))),
        account_id=record.account_id or account,
        activity_id=record.activity_id,
        left_out=reason,
        slip_id=record.id,
        slip_number=record.number,
    )


def _account(reader: Reader, project_id: Id, beginning: str) -> Id | None:
    """The first account whose name begins so."""
    rows = reader.columns("cost_account", ["id", "name"], where=[Where("project_id", "=", project_id)])
    return next((Id(key) for key, name in rows if isinstance(key, bytes) and str(name).startswith(beginning)), None)


def book_labour(ledger: Ledger, *, project_id: Id, month: Month) -> Booked:
    """Book a month's wages and 点工 as one step; done again it follows what changed since, and adds nothing twice.

    Raises:
        LanyanError: cost.closed when the month's books are closed.
    """
    refuse_closed(ledger, project_id, [month.first_day])
    pieces = tuple(labour_pieces(ledger, project_id=project_id, month=month))
    wanted = {one.voucher: one for one in pieces if not one.left_out}
    stored = _booked(ledger, project_id, month)
    values = {voucher: _values(piece, project_id) for voucher, piece in wanted.items()}
    added = [voucher for voucher in wanted if voucher not in stored]
    changed = [one for one in wanted if one in stored and stored[one][1] != _compared(values[one])]
    gone = [stored[voucher][0] for voucher in stored if voucher not in wanted]
    if added or changed or gone:
        with ledger.changeset(f"{month.title}点工与工资入账") as edit:
            for voucher in added:
                edit.insert("cost_entry", id=None, **values[voucher])
            for voucher in changed:
                edit.set("cost_entry", stored[voucher][0], **values[voucher])
            for key in gone:
                edit.delete("cost_entry", [key])
    return Booked(len(added), len(changed), len(gone), pieces)


def labour_standing(reader: Reader, *, project_id: Id, month: Month) -> list[LabourLine]:
    """Every piece of a month and whether it is booked.

    Raises:
        LanyanError: record.gone when there is no such project.
    """
    stored = _booked(reader, project_id, month)
    found = []
    for piece in labour_pieces(reader, project_id=project_id, month=month):
        entry, values = stored.get(piece.voucher, (None, ()))
        if piece.left_out:
            found.append(LabourLine(piece, "不入账" if entry is None else "有变动", entry))
        elif entry is None:
            found.append(LabourLine(piece, "未入账", None))
        else:
            is_same = values == _compared(_values(piece, project_id))
            found.append(LabourLine(piece, "已入账" if is_same else "有变动", entry))
    return found


def _values(piece: Piece, project_id: Id) -> dict[str, Value]:
    return {
        "project_id": project_id, "day": piece.day, "content": piece.content, "amount_fen": piece.amount_fen,
        "account_id": piece.account_id, "activity_id": piece.activity_id, "voucher": piece.voucher,
    }  # fmt: skip


def _compared(values: dict[str, Value]) -> tuple[Value, ...]:
    return tuple(values[name] for name in ("day", "content", "amount_fen", "account_id", "activity_id"))


def _booked(reader: Reader, project_id: Id, month: Month) -> dict[str, tuple[Id, tuple[Value, ...]]]:
    """The entries that booking made for a month, by voucher."""
    where = [
        Where("project_id", "=", project_id), Where("day", ">=", month.first_day), Where("day", "<=", month.last_day),
        Where("voucher", "not null"),
    ]  # fmt: skip
    names = ["id", "voucher", "day", "content", "amount_fen", "account_id", "activity_id"]
    found: dict[str, tuple[Id, tuple[Value, ...]]] = {}
    for key, voucher, *rest in reader.columns("cost_entry", names, where=where):
        if isinstance(key, bytes) and str(voucher).startswith((_SLIP, _WAGES)):
            found[str(voucher)] = (Id(key), tuple(rest))
    return found


def counted_twice(reader: Reader, *, project_id: Id, month: Month) -> list[str]:
    """What is in the actual cost twice, as sentences; an empty list proves that nothing is.

    Vouchers must differ; what is left out must not be booked; what is booked must come to the sum of its pieces.
    """
    pieces = labour_pieces(reader, project_id=project_id, month=month)
    where = [Where("project_id", "=", project_id), Where("voucher", "not null")]
    rows = reader.columns("cost_entry", ["voucher", "amount_fen"], where=where)
    times = Counter(str(voucher) for voucher, _ in rows)
    found = [f"凭证 {voucher} 入账 {count} 次" for voucher, count in times.items() if count > 1]
    found += [f"{one.voucher} 不应入账：{one.left_out}" for one in pieces if one.left_out and one.voucher in times]
    vouchers = {one.voucher for one in pieces if not one.left_out and one.voucher in times}
    booked = sum(amount for voucher, amount in rows if voucher in vouchers and isinstance(amount, int))
    expected = sum(one.amount_fen for one in pieces if one.voucher in vouchers)
    if booked != expected:
        found.append(f"{month.title}点工与工资入账与单据相差 {(booked - expected) / 100:.2f} 元")
    return found
