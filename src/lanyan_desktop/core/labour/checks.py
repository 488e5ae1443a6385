"""Checks of the labour clerk's month: what is shown red or yellow in place, and why.

Codes: worker_day_twice, day_outside, before_entry, after_leaving, too_much (over 1.5 工日). They are reported, not
blocked: the clerk decides. Number checks: `is_id_number` (GB 11643-1999), `is_card_number` (Luhn, ISO/IEC 7812-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lanyan_desktop.core.labour.workdays import USUAL, DayRule, Work
from lanyan_desktop.core.values import Day, Id

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
MOST_WORKDAYS = Fraction(3, 2)
"""More than this on one day, attendance and slips together, is probably a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfWork:
    """One record of one worker on one day, from attendance or a slip; `source` is what it is called to people."""

    worker_id: Id
    day: Day
    work: Work
    source: str = "考勤"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to look at: a worker, a day, a code and the records it is about."""

    code: str
    worker_id: Id
    day: Day
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """When a worker came and went; None: not known, nothing is checked."""

    enter_day: Day | None = None
    leave_day: Day | None = None


def check_month(
    records: Iterable[DayOfWork],
    *,
    first_day: Day,
    last_day: Day,
    stays: dict[Id, Stay],
    rule: DayRule = USUAL,
) -> list[Finding]:
    """Everything odd about a month's attendance and slips, by worker and day.

    Twice from one source (two attendance records) is worker_day_twice; attendance and a slip on one day may be right,
    and are only reported when they come to more than 1.5 工日.
    """
    by_day: dict[tuple[Id, Day], list[DayOfWork]] = {}
    for record in records:
        by_day.setdefault((record.worker_id, record.day), []).append(record)
    found: list[Finding] = []
    for (worker_id, day), group in sorted(by_day.items()):
        sources = tuple(record.source for record in group)
        codes = [*_doubles(sources), *_outside(day, first_day, last_day), *_stay(day, stays.get(worker_id, Stay()))]
        if _days(group, rule) > MOST_WORKDAYS:
            codes.append("too_much")
        found += [Finding(code=code, worker_id=worker_id, day=day, sources=sources) for code in codes]
    return found


def _doubles(sources: Sequence[str]) -> list[str]:
    return ["worker_day_twice"] if len(set(sources)) < len(sources) else []


def _outside(day: Day, first: Day, last: Day) -> list[str]:
    return [] if first <= day <= last else ["day_outside"]


def _stay(day: Day, stay: Stay) -> list[str]:
    early = stay.enter_day is not None and day < stay.enter_day
    late = stay.leave_day is not None and day > stay.leave_day
    return ["before_entry"] * early + ["after_leaving"] * late


def _days(group: Sequence[DayOfWork], rule: DayRule) -> Fraction:
    normal = sum(record.work.normal_min for record in group)
    overtime = sum(record.work.overtime_min for record in group)
    return Fraction(normal, rule.workday_min) + Fraction(overtime, rule.overtime_day_min)


def is_id_number(text: str) -> bool:
    """Whether this is a possible 公民身份号码: 18 signs, a real date of birth, the right check digit (GB 11643-1999).

    >>> is_id_number("999999196802020018"), is_id_number("999999196802020019")
    (True, False)
    """
    number = text.strip().upper()
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[17] == id_check_digit(number)


def id_check_digit(first_17: str) -> str:
    """The last sign of an identity number: ISO 7064 MOD 11-2.

    >>> id_check_digit("99999919890615014")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11]


def is_card_number(text: str) -> bool:
    """Whether a bank card number passes Luhn's check; a warning only, some banks' old cards fail it.

    >>> is_card_number("6222 0200 0000 0000 018"), is_card_number("6222020000000000019")
    (True, False)
    """
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
        return False
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0
