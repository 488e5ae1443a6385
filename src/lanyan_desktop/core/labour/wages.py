"""A worker's pay for a month, and what the law would give for the same hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.labour.workdays import USUAL, DayRule, Work, wage_of
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen

LawDay = Literal["工作日", "休息日", "法定节假日"]
LEGAL_PERCENT: dict[LawDay, int] = {"工作日": 150, "休息日": 200, "法定节假日": 300}
"""劳动法 art. 44: overtime on a workday, work on a day of rest, work on a statutory holiday."""
PAID_DAYS_HUNDREDTHS = 2175
"""月计薪天数 21.75 (劳社部发〔2008〕3号; kept by 人社部发〔2025〕2号)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """One line of the 工资表, in 分: 实发 = 应发 − 餐费 − 借支."""

    gross_fen: Fen
    meal_fen: Fen
    advance_fen: Fen = Fen(0)

    @property
    def net_fen(self) -> Fen:
        """实发; below zero when more was advanced than earned: shown red, never paid."""
        return Fen(self.gross_fen - self.meal_fen - self.advance_fen)


def pay_of(
    work: Work,
    *,
    present_days: int,
    rate_fen_per_day: Fen,
    meal_fen_per_day: Fen = Fen(0),
    advance_fen: Fen = Fen(0),
    rule: DayRule = USUAL,
) -> Pay:
    """应发, 餐费 (for every day with normal work, half days too) and 借支 of a month.

    >>> pay = pay_of(Work(normal_min=13_200, overtime_min=300), present_days=28, rate_fen_per_day=Fen(34_000),
    ...              meal_fen_per_day=Fen(800), advance_fen=Fen(50_000))
    >>> pay.gross_fen, pay.meal_fen, pay.net_fen
    (956250, 22400, 883850)
    """
    return Pay(
        gross_fen=wage_of(work, rate_fen_per_day, rule),
        meal_fen=Fen(present_days * meal_fen_per_day),
        advance_fen=advance_fen,
    )


def legal_pay(minutes: int, *, rate_fen_per_day: Fen, day: LawDay, day_min: int = 480) -> Fen:
    """What 劳动法 art. 44 gives for these minutes at this day rate, shown beside the agreed figure.

    >>> legal_pay(120, rate_fen_per_day=Fen(32_000), day="工作日")  # 2 h at 40.00 × 150 %
    12000
    """
    return Fen(divide_half_up(minutes * rate_fen_per_day * LEGAL_PERCENT[day], day_min * 100))


def day_rate_of_month(month_fen: Fen) -> Fen:
    """日工资 of a monthly wage: ÷ 21.75, rounded half up.

    >>> day_rate_of_month(Fen(652_500))
    30000
    """
    return Fen(divide_half_up(month_fen * 100, PAID_DAYS_HUNDREDTHS))


def legal_pay_of_month(minutes: int, *, month_fen: Fen, day: LawDay) -> Fen:
    """`legal_pay` from a monthly wage without rounding its day rate first.

    >>> legal_pay_of_month(600, month_fen=Fen(652_500), day="工作日")
    56250
    """
    return Fen(divide_half_up(minutes * month_fen * LEGAL_PERCENT[day], 480 * PAID_DAYS_HUNDREDTHS))


def least_of_month(month_fen: Fen, *, normal_min: int, day_min: int = 480) -> Fen:
    """The local minimum wage for what he worked: the whole from 21.75 days on, below them by the day.

    Overtime and its pay count on neither side (最低工资规定, 劳动和社会保障部令第21号, art. 12).

    >>> least_of_month(Fen(249_000), normal_min=22 * 480), least_of_month(Fen(217_500), normal_min=10 * 480)
    (249000, 100000)
    """
    worked = min(normal_min * 100, PAID_DAYS_HUNDREDTHS * day_min)
    return Fen(divide_half_up(month_fen * worked, PAID_DAYS_HUNDREDTHS * day_min))
