from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.labour.wages import day_rate_of_month, legal_pay, legal_pay_of_month, pay_of
from lanyan_desktop.core.labour.workdays import (
    DayRule,
    Work,
    day_work_amount,
    sum_work,
    wage_of,
    workdays,
    workdays_text,
)
from lanyan_desktop.core.values import Fen


def test_worked_example_wg_1_overtime_by_law() -> None:
    rate = Fen(320_00)
    assert legal_pay(120, rate_fen_per_day=rate, day="工作日") == 120_00
    assert legal_pay(480, rate_fen_per_day=rate, day="休息日") == 640_00
    assert legal_pay(480, rate_fen_per_day=rate, day="法定节假日") == 960_00


def test_worked_example_wg_2_monthly_wage() -> None:
    month = Fen(6525_00)
    assert day_rate_of_month(month) == 300_00
    overtime = legal_pay_of_month(600, month_fen=month, day="工作日")
    rest = legal_pay_of_month(480, month_fen=month, day="休息日")
    statutory = legal_pay_of_month(480, month_fen=month, day="法定节假日")
    assert (overtime, rest, statutory) == (562_50, 600_00, 900_00)
    assert month + overtime + rest + statutory == 8587_50


def test_worked_example_wg_4_money_is_rounded_last() -> None:
    work = Work(normal_min=20 * 480 + 3 * 240, overtime_min=630)
    assert workdays(work) == 228_125
    assert workdays_text(work, places=2) == "22.81"
    pay = pay_of(
        work, present_days=30, rate_fen_per_day=Fen(300_00), meal_fen_per_day=Fen(800), advance_fen=Fen(2000_00)
    )
    assert (pay.gross_fen, pay.meal_fen, pay.net_fen) == (6843_75, 240_00, 4603_75)


def test_overtime_may_fold_at_another_number_of_hours() -> None:
    rule = DayRule(workday_min=540, overtime_day_min=360)
    assert workdays_text(Work(normal_min=540, overtime_min=180), rule) == "1.500"


def test_a_slip_line_without_a_price_is_worth_nothing_yet() -> None:
    assert day_work_amount(heads=3, minutes=480, rate_fen_per_day=None) == 0


works = st.builds(Work, normal_min=st.integers(0, 100_000), overtime_min=st.integers(0, 100_000))
rules = st.builds(DayRule, workday_min=st.integers(60, 1440), overtime_day_min=st.integers(60, 1440))


@given(works, st.integers(0, 10**7), rules)
def test_a_wage_is_the_exact_product_rounded_once(work: Work, rate: int, rule: DayRule) -> None:
    exact = (Fraction(work.normal_min, rule.workday_min) + Fraction(work.overtime_min, rule.overtime_day_min)) * rate
    assert abs(wage_of(work, Fen(rate), rule) - exact) <= Fraction(1, 2)


@given(st.lists(works, max_size=20))
def test_work_adds_up_without_rounding(parts: list[Work]) -> None:
    total = sum_work(parts)
    assert total.normal_min == sum(part.normal_min for part in parts)
    assert total.overtime_min == sum(part.overtime_min for part in parts)
