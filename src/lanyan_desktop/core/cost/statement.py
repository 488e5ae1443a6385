"""进度款 of a contract period by period: what was done, what is due for it, the advance taken back, what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.cost.payments import Advance, progress_payment, retention_of
from lanyan_desktop.core.values import Fen, Permyriad


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the contract says of payment; all amounts with VAT. `advance`: None where there is no 预付款."""

    price_fen: Fen
    progress_share: Permyriad = Permyriad(8_000)
    retention_share: Permyriad = Permyriad(300)
    advance: Advance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """本期: what was measured, penalties, what was really paid for it."""

    done_fen: Fen
    penalty_fen: Fen = Fen(0)
    paid_fen: Fen = Fen(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """期初: what was done, due and paid before the first period; the advance that was paid is in due and paid."""

    done_fen: Fen = Fen(0)
    due_fen: Fen = Fen(0)
    paid_fen: Fen = Fen(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A period with its sums so far. due = done × share − recovered − penalty; below zero it is owed back."""

    done_fen: Fen
    before_fen: Fen
    recovered_fen: Fen
    penalty_fen: Fen
    due_fen: Fen
    due_to_date_fen: Fen
    paid_to_date_fen: Fen

    @property
    def to_date_fen(self) -> Fen:
        """本期末累计完成 = 本期前 + 本期."""
        return Fen(self.before_fen + self.done_fen)

    @property
    def owed_fen(self) -> Fen:
        """应付未付; below zero: 超付."""
        return Fen(self.due_to_date_fen - self.paid_to_date_fen)


def statement(terms: Terms, periods: Sequence[Period], *, opening: Opening = Opening()) -> list[Line]:
    """The payment certificate of every period in order; the advance is recovered from its 起扣点 on, never more.

    What the opening balance should have recovered by these terms is taken as recovered.

    >>> terms = Terms(price_fen=Fen(30_000), advance=Advance(price_fen=Fen(30_000), advance_fen=Fen(4_500),
    ...               material_share=Permyriad(6_000)))
    >>> [(line.recovered_fen, line.due_fen) for line in statement(terms, [Period(done_fen=Fen(22_500)),
    ...                                                                   Period(done_fen=Fen(2_500))])]
    [(0, 18000), (1500, 500)]
    """
    found: list[Line] = []
    done, due_to_date, paid = int(opening.done_fen), int(opening.due_fen), int(opening.paid_fen)
    recovered = int(terms.advance.recovered(opening.done_fen)) if terms.advance else 0
    for period in periods:
        until = terms.advance.recovered(Fen(done + period.done_fen)) if terms.advance else 0
        now = Fen(until - recovered)
        due = progress_payment(
            done=period.done_fen, share=terms.progress_share, recovered=now, penalty=period.penalty_fen
        )
        due_to_date, paid = due_to_date + due, paid + period.paid_fen
        found.append(
            Line(
                done_fen=period.done_fen,
                before_fen=Fen(done),
                recovered_fen=now,
                penalty_fen=period.penalty_fen,
                due_fen=due,
                due_to_date_fen=Fen(due_to_date),
                paid_to_date_fen=Fen(paid),
            )
        )
        done, recovered = done + period.done_fen, until
    return found


def kept_back(terms: Terms, settlement: Fen) -> Fen:
    """质保金 of a final settlement."""
    return retention_of(settlement, terms.retention_share)
