"""The wages of a month: computed from attendance, rates and items until they are agreed, read as agreed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from lanyan_desktop.core.labour.payroll import RateTable, Stretch, WorkerPay, pay_of_month
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.wages import least_of_month
from lanyan_desktop.core.labour.workdays import DayRule, Work, sum_work, wage_of
from lanyan_desktop.core.records.labour import PayItemType, PayLine, PayRate, PaySheet
from lanyan_desktop.core.values import Day, Fen, Id
from lanyan_desktop.services.labour.month import MonthGrid, load_month
from lanyan_desktop.services.labour.roster import WorkerLine
from lanyan_desktop.store.reader import Reader, Sort, Where


@dataclass(frozen=True, slots=True)
class Payee:
    """A worker and what the month comes to for him. `line`: as it was agreed, None while it is computed."""

    worker: WorkerLine
    pay: WorkerPay
    line: PayLine | None = None


@dataclass(frozen=True, slots=True)
class Payroll:
    """The 工资表 of a month, crews in the order of the roster. `sheet`: None until the month is agreed."""

    month: Month
    rule: DayRule
    payees: tuple[Payee, ...]
    sheet: PaySheet | None = None
    meal_fen_per_day: Fen = Fen(0)
    least_wage_fen: Fen = Fen(0)  # 最低工资 of the place by month; 0: not checked

    @property
    def work(self) -> Work:
        return sum_work(p.pay.work for p in self.payees)

    @property
    def gross_fen(self) -> Fen:
        return Fen(sum(p.pay.gross_fen for p in self.payees))

    @property
    def deduction_fen(self) -> Fen:
        """All that is withheld, 餐费 included, 借支 not."""
        return Fen(sum(p.pay.deduction_fen for p in self.payees))

    @property
    def advance_fen(self) -> Fen:
        return Fen(sum(p.pay.advance_fen for p in self.payees))

    @property
    def net_fen(self) -> Fen:
        return Fen(sum(p.pay.net_fen for p in self.payees))


def load_payroll(reader: Reader, *, project_id: Id, month: Month) -> Payroll:
    """The wages of a month: everyone who worked in it or has an item in it.

    Raises:
        KeyError: there is no such project.
    """
    with reader.snapshot():
        return read_payroll(reader, load_month(reader, project_id=project_id, month=month))


def read_payroll(reader: Reader, grid: MonthGrid) -> Payroll:
    """The wages of a month whose attendance is read: as agreed if it is, else computed."""
    project_id, month = grid.project.id, grid.month
    sheet = load_sheet(reader, project_id=project_id, month=month)
    if sheet is not None:
        return _agreed(reader, grid, sheet)
    return payroll_of(grid, load_rates(reader, project_id), load_items(reader, project_id=project_id, month=month))


def payroll_of(grid: MonthGrid, rates: RateTable, items: dict[Id, dict[PayItemType, Fen]]) -> Payroll:
    """The wages of a month that is loaded."""
    payees = []
    for row, worker in enumerate(grid.workers):
        stretches = _stretches(grid, row, worker, rates)
        present = int(((grid.morning[row] + grid.afternoon[row]) > 0).sum())
        own = items.get(worker.id, {})
        if not own and all(s.work == Work() for s in stretches):
            continue
        pay = pay_of_month(
            stretches,
            present_days=present,
            meal_fen_per_day=grid.project.meal_fen_per_day,
            items=own,
            rule=grid.rule,
        )
        payees.append(Payee(worker, pay))
    about = grid.project
    return Payroll(grid.month, grid.rule, tuple(payees), None, about.meal_fen_per_day, about.least_wage_fen)


def _stretches(grid: MonthGrid, row: int, worker: WorkerLine, rates: RateTable) -> list[Stretch]:
    """The month cut where his rate changes; one piece for nearly everyone."""
    groups = [worker.team_id, worker.trade]
    first, last = grid.month.first_day, grid.month.last_day
    starts = [first, *rates.changes(worker=worker.id, groups=groups, first=first, last=last)]
    found = []
    for start, end in zip(starts, [*starts[1:], Day(last + 1)], strict=True):
        days = slice(start - first, end - first)
        normal = int(grid.morning[row, days].sum() + grid.afternoon[row, days].sum())
        work = Work(normal_min=normal, overtime_min=int(grid.overtime[row, days].sum()))
        rate = rates.rate_on(start, worker=worker.id, usual=worker.rate_fen_per_day, groups=groups)
        found.append(Stretch(work=work, rate_fen_per_day=rate))
    return found


def _agreed(reader: Reader, grid: MonthGrid, sheet: PaySheet) -> Payroll:
    lines = reader.load(PayLine, where=[Where("sheet_id", "=", sheet.id)], order=[Sort("id")])
    known = {worker.id: worker for worker in grid.workers}
    missing = [line.worker_id for line in lines if line.worker_id not in known]
    names = reader.labels("worker", missing) if missing else {}
    items = load_items(reader, project_id=grid.project.id, month=grid.month)
    payees = [
        Payee(
            known.get(line.worker_id) or _gone(line, names.get(line.worker_id, "未知工人")),
            _pay_of(line, items.get(line.worker_id, {})),
            line,
        )
        for line in lines
    ]
    about = grid.project
    return Payroll(grid.month, grid.rule, tuple(payees), sheet, about.meal_fen_per_day, about.least_wage_fen)


def _pay_of(line: PayLine, booked: dict[PayItemType, Fen]) -> WorkerPay:
    """An agreed line as pay: sums as they were agreed, by the items booked where these still come to them."""
    pay = WorkerPay(
        work=Work(normal_min=line.normal_min, overtime_min=line.overtime_min),
        rate_fen_per_day=line.rate_fen_per_day,
        wage_fen=line.wage_fen,
        items={**booked, **({"餐费": line.meal_fen} if line.meal_fen else {})},
    )
    if (pay.gross_fen, pay.deduction_fen, pay.advance_fen) == (line.gross_fen, line.deduction_fen, line.advance_fen):
        return pay
    kept: dict[PayItemType, Fen] = {
        "奖金": line.extra_fen,
        "餐费": line.meal_fen,
        "其他扣款": Fen(line.deduction_fen - line.meal_fen),
        "借支": line.advance_fen,
    }
    return replace(pay, items={name: amount for name, amount in kept.items() if amount})


def _gone(line: PayLine, name: str) -> WorkerLine:
    return WorkerLine(
        id=line.worker_id, number="", name=name, team_id=line.team_id, team="", trade=line.trade,
        rate_fen_per_day=line.rate_fen_per_day, enter_day=None, leave_day=None,
    )  # fmt: skip


def load_sheet(reader: Reader, *, project_id: Id, month: Month) -> PaySheet | None:
    """The agreed sheet of a month, None while it is open."""
    where = [Where("project_id", "=", project_id), Where("month_day", "=", month.first_day)]
    return next(iter(reader.load(PaySheet, where=where, order=[Sort("id")])), None)


def load_rates(reader: Reader, project_id: Id) -> RateTable:
    """The dated rates of a project, by worker, crew and trade."""
    dated: dict[object, list[tuple[Day, Fen]]] = {}
    of_project = [Where("project_id", "=", project_id)]
    for rate in reader.load(PayRate, where=of_project, order=[Sort("from_day"), Sort("id")]):
        key = rate.worker_id or rate.team_id or rate.trade
        dated.setdefault(key, []).append((rate.from_day, rate.rate_fen_per_day))
    return RateTable(dated)


def load_items(reader: Reader, *, project_id: Id, month: Month) -> dict[Id, dict[PayItemType, Fen]]:
    """The items of a month by worker and type."""
    where = [Where("project_id", "=", project_id), Where("month_day", "=", month.first_day)]
    found: dict[Id, dict[PayItemType, Fen]] = {}
    for worker_id, name, amount in reader.columns("pay_item", ["worker_id", "type", "amount_fen"], where=where):
        own = found.setdefault(cast("Id", worker_id), {})
        kind = cast("PayItemType", name)
        own[kind] = Fen(own.get(kind, 0) + cast("int", amount))
    return found


def below_least(payroll: Payroll, payee: Payee) -> Fen:
    """How much a worker's pay for normal work is short of the minimum wage; 0 where it is not, or none is set."""
    pay, rate = payee.pay, payee.pay.rate_fen_per_day
    if not payroll.least_wage_fen or not pay.is_priced:
        return Fen(0)
    least = least_of_month(payroll.least_wage_fen, normal_min=pay.work.normal_min, day_min=payroll.rule.workday_min)
    overtime = wage_of(Work(overtime_min=pay.work.overtime_min), rate, payroll.rule) if rate is not None else 0
    return Fen(max(least - (pay.gross_fen - overtime), 0))


def unpriced(payroll: Payroll) -> Sequence[Payee]:
    """Those who worked without any rate: their wages are not in the sums."""
    return [payee for payee in payroll.payees if not payee.pay.is_priced]
