"""月结: the months of a project's cost, what is booked in each, and what a month lacks before it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.services.cost.double_counting import prove
from lanyan_desktop.services.cost.gates import first_of_month
from lanyan_desktop.services.cost.labour_booking import LabourLine, labour_standing
from lanyan_desktop.store.reader import Reader, Where

State = Literal["未结账", "已结账", "重新打开"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostMonthRow:
    """A month's bookings, net of VAT."""

    month: Month
    state: State
    count: int
    amount_fen: Fen
    to_date_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What a month lacks: a sentence, and where it is put right ("labour", "entries", "settlement", "change", "")."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """One month before it is closed."""

    month: Month
    state: State
    gaps: tuple[Gap, ...]
    labour: tuple[LabourLine, ...]

    @property
    def to_book(self) -> int:
        """How many pieces booking would add, change or take away."""
        return sum(one.state in ("未入账", "有变动") for one in self.labour)


def cost_months(reader: Reader, *, project_id: Id) -> list[CostMonthRow]:
    """The months from the first to the last that has a booking or a state, the newest first."""
    own = [Where("project_id", "=", project_id)]
    rows = reader.columns("cost_month", ["first_day", "state"], where=own)
    states = {Month.of(Day(day)): _state(state) for day, state in rows if isinstance(day, int)}
    counts: dict[Month, tuple[int, int]] = {}
    for day, amount in reader.columns("cost_entry", ["day", "amount_fen"], where=own):
        if isinstance(day, int) and isinstance(amount, int):
            month = Month.of(Day(day))
            count, total = counts.get(month, (0, 0))
            counts[month] = (count + 1, total + amount)
    known = {*states, *counts}
    if not known:
        return []
    found, month, to_date = [], min(known), 0
    while month <= max(known):
        count, total = counts.get(month, (0, 0))
        to_date += total
        found.append(
            CostMonthRow(
                month=month,
                state=states.get(month, "未结账"),
                count=count,
                amount_fen=Fen(total),
                to_date_fen=Fen(to_date),
            )
        )
        month = month.next
    return found[::-1]


def _state(value: object) -> State:
    return "已结账" if value == "已结账" else "重新打开"


def load_closing(reader: Reader, *, project_id: Id, month: Month) -> Closing:
    """What a month lacks: labour not booked, bookings on no account, papers not approved, an earlier month open.

    Raises:
        LanyanError: record.gone when there is no such project.
    """
    labour = tuple(labour_standing(reader, project_id=project_id, month=month))
    own = [Where("project_id", "=", project_id)]
    rows = reader.columns("cost_month", ["first_day", "state"], where=own)
    states = {day: _state(state) for day, state in rows}
    gaps = [
        *_labour_gaps(labour),
        *(Gap(text=one.text, where="entries") for one in prove(reader, project_id=project_id).findings),
    ]
    gaps += [*_entry_gaps(reader, project_id, month), *_paper_gaps(reader, project_id, month)]
    earlier = _earlier_open(reader, project_id, month, {day for day, state in states.items() if state == "已结账"})
    if earlier is not None:
        gaps.append(Gap(text=f"{earlier.title}还没有结账"))
    return Closing(month, states.get(month.first_day, "未结账"), tuple(gaps), labour)


def _labour_gaps(lines: tuple[LabourLine, ...]) -> list[Gap]:
    found = []
    for state, words in (("未入账", "还没有入账"), ("有变动", "入账后有变动")):
        of_state = [one for one in lines if one.state == state]
        if of_state:
            amount = Fen(sum(one.piece.amount_fen for one in of_state))
            found.append(Gap(text=f"点工与工资 {len(of_state)} 笔{words}，{fixed(amount, 2)} 元", where="labour"))
    return found


def _entry_gaps(reader: Reader, project_id: Id, month: Month) -> list[Gap]:
    where = [
        Where("project_id", "=", project_id), Where("day", ">=", month.first_day), Where("day", "<=", month.last_day),
    ]  # fmt: skip
    rows = reader.columns("cost_entry", ["account_id", "voucher"], where=where)
    without = sum(account is None for account, _ in rows)
    unproved = sum(not voucher for _, voucher in rows)
    found = [Gap(text="本月还没有实际成本", where="entries")] if not rows else []
    if without:
        found.append(Gap(text=f"{without} 笔实际成本没有科目", where="entries"))
    if unproved:
        found.append(Gap(text=f"{unproved} 笔实际成本没有凭证号", where="entries"))
    return found


def _paper_gaps(reader: Reader, project_id: Id, month: Month) -> list[Gap]:
    where = [
        Where("project_id", "=", project_id), Where("day", ">=", month.first_day), Where("day", "<=", month.last_day),
    ]  # fmt: skip
    found = []
    drafts = [str(number) for number, state in reader.columns("settlement", ["number", "state"], where=where)
              if state != "已审定"]  # fmt: skip
    if drafts:
        found.append(Gap(text=f"计量结算未审定：{'、'.join(drafts[:5])}", where="settlement"))
    open_ = [str(number) for number, state in reader.columns("change_order", ["number", "state"], where=where)
             if state in ("草稿", "已申报", "审批中")]  # fmt: skip
    if open_:
        found.append(Gap(text=f"变更签证未定：{'、'.join(open_[:5])}", where="change"))
    return found


def _earlier_open(reader: Reader, project_id: Id, month: Month, closed: set[object]) -> Month | None:
    """The first month before this one with bookings that is not closed."""
    where = [Where("project_id", "=", project_id), Where("day", "<", month.first_day)]
    days = {day for (day,) in reader.columns("cost_entry", ["day"], where=where) if isinstance(day, int)}
    firsts = sorted({first_of_month(Day(day)) for day in days} - closed)
    return Month.of(firsts[0]) if firsts else None
