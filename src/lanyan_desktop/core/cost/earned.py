"""Earned value (赢得值): where a project stands, what it will cost, how late it is in time.

Money is 分; indices are exact `Fraction`s, None where there is nothing to divide by (a project not begun has no CPI).
Names are those of the EVM standards: PV (BCWS), EV (BCWP), AC (ACWP), BAC, EAC, ETC, VAC, TCPI; earned schedule after
Lipke (2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedValue:
    """PV, EV, AC at a data date and the budget at completion, with everything that follows from the four.

    >>> now = EarnedValue(pv=Fen(5_500_000), ev=Fen(5_000_000), ac=Fen(4_500_000), bac=Fen(10_000_000))
    >>> now.sv, now.cv, now.eac, now.etc, now.vac
    (-500000, 500000, 9000000, 4500000, 1000000)
    """

    pv: Fen
    ev: Fen
    ac: Fen
    bac: Fen

    @property
    def sv(self) -> Fen:
        """SV = EV − PV; below zero: behind the plan."""
        return Fen(self.ev - self.pv)

    @property
    def cv(self) -> Fen:
        """CV = EV − AC; below zero: over cost."""
        return Fen(self.ev - self.ac)

    @property
    def spi(self) -> Fraction | None:
        """SPI = EV ÷ PV; None before anything was planned to be done."""
        return ratio(self.ev, self.pv)

    @property
    def cpi(self) -> Fraction | None:
        """CPI = EV ÷ AC; None while nothing was spent."""
        return ratio(self.ev, self.ac)

    @property
    def eac(self) -> Fen | None:
        """EAC = BAC ÷ CPI: the rest is done as efficiently as so far. None while there is no CPI or it is zero."""
        return None if self.ev == 0 or self.ac == 0 else Fen(divide_half_up(self.bac * self.ac, self.ev))

    @property
    def eac_as_planned(self) -> Fen:
        """EAC = AC + (BAC − EV): the rest is done as planned."""
        return Fen(self.ac + self.bac - self.ev)

    @property
    def eac_late(self) -> Fen | None:
        """EAC = AC + (BAC − EV) ÷ (CPI × SPI): lateness costs too. None while an index is missing or zero."""
        if self.ev == 0 or self.ac == 0 or self.pv == 0:
            return None
        return Fen(self.ac + divide_half_up((self.bac - self.ev) * self.ac * self.pv, self.ev * self.ev))

    @property
    def etc(self) -> Fen | None:
        """ETC = EAC − AC: what is still to be spent."""
        return None if self.eac is None else Fen(self.eac - self.ac)

    @property
    def vac(self) -> Fen | None:
        """VAC = BAC − EAC; below zero: it will cost more than the budget."""
        return None if self.eac is None else Fen(self.bac - self.eac)

    @property
    def tcpi(self) -> Fraction | None:
        """TCPI = (BAC − EV) ÷ (BAC − AC): the efficiency the rest needs to keep the budget. None: money is used up."""
        return ratio(self.bac - self.ev, self.bac - self.ac) if self.bac > self.ac else None

    @property
    def tcpi_of_eac(self) -> Fraction | None:
        """TCPI = (BAC − EV) ÷ (EAC − AC): the efficiency the rest needs to keep the forecast."""
        return None if self.eac is None else ratio(self.bac - self.ev, self.eac - self.ac)

    @property
    def done(self) -> Fraction | None:
        """EV ÷ BAC: how much of the budgeted work is done."""
        return ratio(self.ev, self.bac)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedSchedule:
    """Lateness in time: `es` is when the plan meant to have earned what is earned now, `at` is now, in periods."""

    es: Fraction
    at: Fraction
    planned_duration: Fraction

    @property
    def sv(self) -> Fraction:
        """SV(t) = ES − AT, in periods."""
        return self.es - self.at

    @property
    def spi(self) -> Fraction | None:
        """SPI(t) = ES ÷ AT; None at the very start."""
        return self.es / self.at if self.at else None

    @property
    def ieac(self) -> Fraction | None:
        """IEAC(t) = planned duration ÷ SPI(t): how long the whole will take at this pace."""
        return self.planned_duration / self.spi if self.spi else None


def earned_schedule(pv: Sequence[int], *, ev: int, at: Fraction | int) -> EarnedSchedule:
    """ES = C + (EV − PV_C) ÷ (PV_C+1 − PV_C), C the last period whose cumulative plan does not exceed EV.

    `pv` is the cumulative plan at the end of periods 1, 2, …; before period 1 nothing is planned. Flat stretches count
    as passed; EV at or beyond the last plan gives the whole duration.

    >>> stand = earned_schedule([10, 30, 60, 100, 150, 210], ev=90, at=5)
    >>> float(stand.es), float(stand.sv), float(stand.spi), float(stand.ieac)
    (3.75, -1.25, 0.75, 8.0)
    """
    passed = sum(1 for planned in pv if planned <= ev)
    es = Fraction(passed)
    if passed < len(pv):
        before = pv[passed - 1] if passed else 0
        es += Fraction(max(ev, 0) - before, pv[passed] - before)
    return EarnedSchedule(es=es, at=Fraction(at), planned_duration=Fraction(len(pv)))


def ratio(part: int, whole: int) -> Fraction | None:
    """The quotient, None if there is nothing to divide by.

    >>> ratio(1, 4), ratio(1, 0)
    (Fraction(1, 4), None)
    """
    return Fraction(part, whole) if whole else None


def decimals(value: Fraction | None, places: int = 3) -> str:
    """An index as it is written, rounded half up; "—" if there is none.

    >>> decimals(Fraction(14_025, 14_466)), decimals(None)
    ('0.970', '—')
    """
    if value is None:
        return "—"
    scaled = divide_half_up(value.numerator * 10**places, value.denominator)
    whole, part = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole:,}" + (f".{part:0{places}d}" if places else "")
