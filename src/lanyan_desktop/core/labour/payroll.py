"""工资表: what each worker earned in a month, what is withheld, what he was advanced, what he gets.

应发 = Σ 工日 × 日工资 + 计件 + 奖金 + 补发 − 罚款; 实发 = 应发 − 代扣 (餐费, 水电, 社保, 个税, 其他) − 借支.
Money is 分, rounded once a worker: a month in which his day rate changed is one sum, not two roundings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lanyan_desktop.core.labour.workdays import USUAL, DayRule, Work, sum_work
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.labour import PayItemType
from lanyan_desktop.core.values import Day, Fen

EARNED: frozenset[PayItemType] = frozenset({"计件", "奖金", "补发"})
FINED: frozenset[PayItemType] = frozenset({"罚款"})
WITHHELD: tuple[PayItemType, ...] = ("餐费", "水电", "社保", "个税", "其他扣款")
ADVANCED: PayItemType = "借支"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Work at one day rate; None: no rate is known, and nothing is earned by it yet."""

    work: Work
    rate_fen_per_day: Fen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPay:
    """A worker's month, in 分."""

    work: Work
    rate_fen_per_day: Fen | None  # the last one of the month
    wage_fen: Fen
    items: Mapping[PayItemType, Fen] = field(default_factory=dict)
    is_priced: bool = True  # False: some work has no rate

    def sum_of(self, types: Iterable[PayItemType]) -> Fen:
        """The items of some types together."""
        return Fen(sum(self.items.get(name, 0) for name in types))

    @property
    def extra_fen(self) -> Fen:
        """计件 + 奖金 + 补发 − 罚款."""
        return Fen(self.sum_of(EARNED) - self.sum_of(FINED))

    @property
    def gross_fen(self) -> Fen:
        """应发工资."""
        return Fen(self.wage_fen + self.extra_fen)

    @property
    def meal_fen(self) -> Fen:
        return self.sum_of(("餐费",))

    @property
    def deduction_fen(self) -> Fen:
        """代扣合计, 餐费 included."""
        return self.sum_of(WITHHELD)

    @property
    def advance_fen(self) -> Fen:
        return self.sum_of((ADVANCED,))

    @property
    def net_fen(self) -> Fen:
        """实发工资; below zero where more was withheld and advanced than earned: never paid, carried on by hand."""
        return Fen(self.gross_fen - self.deduction_fen - self.advance_fen)


def wage_of_stretches(stretches: Sequence[Stretch], rule: DayRule = USUAL) -> Fen:
    """计时工资 over several day rates, rounded half up once.

    >>> half = Work(normal_min=240)
    >>> wage_of_stretches([Stretch(work=half, rate_fen_per_day=Fen(rate)) for rate in (30_001, 30_003)])
    30002
    """
    whole = rule.workday_min * rule.overtime_day_min
    earned = sum(
        (s.work.normal_min * rule.overtime_day_min + s.work.overtime_min * rule.workday_min) * (s.rate_fen_per_day or 0)
        for s in stretches
    )
    return Fen(divide_half_up(earned, whole))


def pay_of_month(
    stretches: Sequence[Stretch],
    *,
    present_days: int,
    meal_fen_per_day: Fen = Fen(0),
    items: Mapping[PayItemType, Fen] | None = None,
    rule: DayRule = USUAL,
) -> WorkerPay:
    """A worker's month from his work and his items. 餐费 is taken for every day with normal work, half days too.

    >>> pay = pay_of_month([Stretch(work=Work(normal_min=13_200, overtime_min=300), rate_fen_per_day=Fen(34_000))],
    ...                    present_days=28, meal_fen_per_day=Fen(800), items={"借支": Fen(50_000), "奖金": Fen(10_000)})
    >>> pay.wage_fen, pay.gross_fen, pay.deduction_fen, pay.net_fen
    (956250, 966250, 22400, 893850)
    """
    all_items = dict(items or {})
    if meals := present_days * meal_fen_per_day:
        all_items["餐费"] = Fen(all_items.get("餐费", 0) + meals)
    worked = [s for s in stretches if s.work != Work()]
    return WorkerPay(
        work=sum_work(s.work for s in stretches),
        rate_fen_per_day=next(
            (s.rate_fen_per_day for s in reversed(stretches) if s.rate_fen_per_day is not None), None
        ),
        wage_fen=wage_of_stretches(stretches, rule),
        items=all_items,
        is_priced=all(s.rate_fen_per_day is not None for s in worked),
    )


@dataclass(frozen=True, slots=True)
class RateTable:
    """Day rates from days on. Those of a worker go before his register's, that before those of his crew or trade."""

    dated: Mapping[object, Sequence[tuple[Day, Fen]]]  # worker, crew or trade -> (from day, rate), by day

    def rate_on(self, day: Day, *, worker: object, usual: Fen | None, groups: Sequence[object]) -> Fen | None:
        """The rate of a worker on a day, None if there is none.

        `usual`: the rate in the register; `groups`: what he belongs to, the nearest first.

        >>> table = RateTable({"w": [(Day(10), Fen(300))], "木工": [(Day(0), Fen(250))]})
        >>> [table.rate_on(Day(d), worker="w", usual=None, groups=["木工"]) for d in (5, 10)]
        [250, 300]
        """
        own = _last(self.dated.get(worker, ()), day)
        if own is not None or usual is not None:
            return own if own is not None else usual
        return next((rate for group in groups if (rate := _last(self.dated.get(group, ()), day)) is not None), None)

    def changes(self, *, worker: object, groups: Sequence[object], first: Day, last: Day) -> list[Day]:
        """The days within a stretch of time on which a rate of his may change."""
        found = {day for key in (worker, *groups) for day, _ in self.dated.get(key, ()) if first < day <= last}
        return sorted(found)


def _last(steps: Sequence[tuple[Day, Fen]], day: Day) -> Fen | None:
    return next((rate for start, rate in reversed(steps) if start <= day), None)
