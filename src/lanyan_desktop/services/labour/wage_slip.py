"""A worker's 工资条: every figure of his month with how it came about (保障农民工工资支付条例 art. 15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lanyan_desktop.core.labour.payroll import ADVANCED, EARNED, FINED, WITHHELD
from lanyan_desktop.core.labour.wages import LEGAL_PERCENT, LawDay, legal_pay
from lanyan_desktop.core.labour.workdays import Work, wage_of, workdays_text
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.services.labour.days_off import kinds_of_days
from lanyan_desktop.services.labour.month import MonthGrid
from lanyan_desktop.services.labour.payroll import Payee, Payroll
from lanyan_desktop.services.labour.shown import hours_text


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line: what, how it came about (may be ""), how much. `is_sum`: a line under which one draws a rule."""

    title: str
    how: str
    amount_fen: Fen
    is_sum: bool = False


def slip_lines(payroll: Payroll, payee: Payee) -> list[SlipLine]:
    """From 计时工资 down to 实发; what is withheld is below zero."""
    pay = payee.pay
    return [
        SlipLine("计时工资", _wage_how(payroll, payee), pay.wage_fen),
        *_items(payee),
        SlipLine("应发工资", "", pay.gross_fen, is_sum=True),
        *_withheld(payroll, payee),
        SlipLine("实发工资", "", pay.net_fen, is_sum=True),
    ]


def _wage_how(payroll: Payroll, payee: Payee) -> str:
    work, rate = payee.pay.work, payee.pay.rate_fen_per_day
    days = workdays_text(work, payroll.rule)
    if rate is None:
        return f"{days} 工日，没有日工资"
    if wage_of(work, rate, payroll.rule) != payee.pay.wage_fen:
        return f"{days} 工日，月内工价有变，按各段工价"
    return f"{days} 工日 × {fixed(rate, 2)}"


def _items(payee: Payee) -> Iterator[SlipLine]:
    for name, amount in payee.pay.items.items():
        if name in EARNED:
            yield SlipLine(name, "", amount)
        elif name in FINED:
            yield SlipLine(name, "", Fen(-amount))


def _withheld(payroll: Payroll, payee: Payee) -> Iterator[SlipLine]:
    for name in (*WITHHELD, ADVANCED):
        if amount := payee.pay.items.get(name, Fen(0)):
            how = _meal_how(payroll, amount) if name == "餐费" else ""
            yield SlipLine(name, how, Fen(-amount))


def _meal_how(payroll: Payroll, amount: Fen) -> str:
    each = payroll.meal_fen_per_day
    return f"{amount // each} 天 × {fixed(each, 2)}" if each and amount % each == 0 else ""


def work_text(payroll: Payroll, payee: Payee) -> str:
    """出勤 and 加班 in one line: 27.5 工日，加班 5 小时."""
    normal = workdays_text(Work(normal_min=payee.pay.work.normal_min), payroll.rule).rstrip("0").rstrip(".")
    return f"出勤 {normal} 工日，加班 {hours_text(payee.pay.work.overtime_min)} 小时"


def overtime_by_day(grid: MonthGrid, worker_id: Id) -> dict[LawDay, int]:
    """A worker's overtime of the month in minutes, by what 劳动法 art. 44 calls the day; days without any left out."""
    row = grid.row_of(worker_id)
    found: dict[LawDay, int] = {}
    if row >= 0:
        for kind, minutes in zip(kinds_of_days(grid.month), grid.overtime[row].tolist(), strict=True):
            if minutes:
                found[kind] = found.get(kind, 0) + minutes
    return found


def legal_text(payroll: Payroll, payee: Payee, grid: MonthGrid) -> str:
    """Overtime as agreed beside the least of 劳动法 art. 44, by the days it was on; "" without overtime or rate."""
    minutes, rate = payee.pay.work.overtime_min, payee.pay.rate_fen_per_day
    if not minutes or rate is None:
        return ""
    agreed = wage_of(Work(overtime_min=minutes), rate, payroll.rule)
    parts = overtime_by_day(grid, payee.worker.id)
    day_min = payroll.rule.workday_min
    legal = sum(legal_pay(m, rate_fen_per_day=rate, day=kind, day_min=day_min) for kind, m in parts.items())
    how = "、".join(f"{kind} {hours_text(m)} 小时 {LEGAL_PERCENT[kind]}%" for kind, m in parts.items())
    return f"加班费约定 {fixed(agreed, 2)} 元；按劳动法第 44 条为 {fixed(Fen(legal), 2)} 元（{how}）。"
