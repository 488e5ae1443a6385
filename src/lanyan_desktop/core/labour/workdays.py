"""工日 and the money they earn, exactly: minutes are added, money is rounded once, at the end.

Rounding the 工日 first loses money: 22.8125 工日 at 300 元 are 6,843.75 元, 22.81 are 6,843.00 (worked example WG-4).
So a count of 工日 is kept as the minutes it is made of, and divided only when it is shown or paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen, TenThousandth


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """What a 工日 is on this project: its normal minutes, and how many of overtime count as one."""

    workday_min: int = 480
    overtime_day_min: int = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Work done, in minutes: normal and overtime kept apart, because they may fold into 工日 differently."""

    normal_min: int = 0
    overtime_min: int = 0

    def __add__(self, other: Work) -> Work:
        return Work(normal_min=self.normal_min + other.normal_min, overtime_min=self.overtime_min + other.overtime_min)


USUAL = DayRule()


def sum_work(parts: Iterable[Work]) -> Work:
    """All of it together.

    >>> sum_work([Work(normal_min=480), Work(normal_min=240, overtime_min=60)])
    Work(normal_min=720, overtime_min=60)
    """
    normal = overtime = 0
    for part in parts:
        normal += part.normal_min
        overtime += part.overtime_min
    return Work(normal_min=normal, overtime_min=overtime)


def workdays(work: Work, rule: DayRule = USUAL) -> TenThousandth:
    """总工日 = normal ÷ 一个工日 + overtime ÷ 加班折工, in ten-thousandths, rounded half up for the eye only.

    >>> workdays(Work(normal_min=27 * 480 + 240, overtime_min=300))
    281250
    """
    return TenThousandth(divide_half_up(_numerator(work, rule) * 10_000, _denominator(rule)))


def workdays_text(work: Work, rule: DayRule = USUAL, *, places: int = 3) -> str:
    """总工日 as the forms write it: so many decimals, thousands parted.

    >>> workdays_text(Work(normal_min=27 * 480 + 240, overtime_min=300)), workdays_text(Work(normal_min=480), places=1)
    ('28.125', '1.0')
    """
    scale = 10**places
    whole, part = divmod(divide_half_up(_numerator(work, rule) * scale, _denominator(rule)), scale)
    return f"{whole:,}.{part:0{places}d}" if places else f"{whole:,}"


def wage_of(work: Work, rate_fen_per_day: Fen, rule: DayRule = USUAL) -> Fen:
    """应发 = 总工日 × 日工资, rounded half up to 分 once.

    >>> wage_of(Work(normal_min=21 * 480 + 240, overtime_min=630), Fen(30_000))
    684375
    """
    return Fen(divide_half_up(_numerator(work, rule) * rate_fen_per_day, _denominator(rule)))


def day_work_of(*, heads: int, minutes: int) -> Work:
    """What a line of a slip says: so many heads, so many minutes each. All of it counts at 一个工日 (DOMAIN 2b).

    >>> workdays_text(day_work_of(heads=5, minutes=360))
    '3.750'
    """
    return Work(normal_min=heads * minutes)


def day_work_amount(*, heads: int, minutes: int, rate_fen_per_day: Fen | None, rule: DayRule = USUAL) -> Fen:
    """金额 = 工日 × 单价 of a slip line; a line without a price is worth nothing yet.

    >>> day_work_amount(heads=5, minutes=600, rate_fen_per_day=Fen(33_000))
    206250
    """
    if rate_fen_per_day is None:
        return Fen(0)
    return wage_of(day_work_of(heads=heads, minutes=minutes), rate_fen_per_day, rule)


def _numerator(work: Work, rule: DayRule) -> int:
    return work.normal_min * rule.overtime_day_min + work.overtime_min * rule.workday_min


def _denominator(rule: DayRule) -> int:
    return rule.workday_min * rule.overtime_day_min
