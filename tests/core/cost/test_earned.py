from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.cost.earned import EarnedValue, decimals, earned_schedule
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen

money = st.integers(0, 10**13)


def test_worked_example_ev_1() -> None:
    rows = [
        (400, 100, 400), (450, 100, 460), (700, 80, 720), (150, 100, 150), (500, 100, 520),
        (800, 50, 400), (1000, 60, 700), (300, 100, 300), (120, 100, 120), (1200, 40, 600),
    ]  # fmt: skip
    stand = EarnedValue(
        pv=Fen(sum(row[0] for row in rows)),
        ev=Fen(sum(row[0] * row[1] // 100 for row in rows)),
        ac=Fen(sum(row[2] for row in rows)),
        bac=Fen(sum(row[0] for row in rows)),
    )
    assert (stand.pv, stand.ac, stand.ev) == (5620, 4370, 3960)
    assert (stand.cv, stand.sv) == (-410, -1660)
    assert (decimals(stand.cpi), decimals(stand.spi)) == ("0.906", "0.705")


def test_worked_example_ev_3() -> None:
    stand = EarnedValue(pv=Fen(55_000_00), ev=Fen(50_000_00), ac=Fen(45_000_00), bac=Fen(100_000_00))
    assert (stand.sv, stand.cv) == (-5_000_00, 5_000_00)
    assert (decimals(stand.spi), decimals(stand.cpi)) == ("0.909", "1.111")
    assert (stand.eac, stand.eac_as_planned, stand.eac_late) == (90_000_00, 95_000_00, 94_500_00)
    assert (stand.etc, stand.vac, decimals(stand.tcpi)) == (45_000_00, 10_000_00, "0.909")


def test_worked_example_es_1() -> None:
    stand = earned_schedule([10, 30, 60, 100, 150, 210], ev=90, at=5)
    assert (stand.es, stand.sv, stand.spi, stand.ieac) == (
        Fraction("3.75"),
        Fraction("-1.25"),
        Fraction("0.75"),
        Fraction(8),
    )


def test_nothing_begun_divides_by_nothing() -> None:
    stand = EarnedValue(pv=Fen(0), ev=Fen(0), ac=Fen(0), bac=Fen(0))
    assert (stand.spi, stand.cpi, stand.eac, stand.etc, stand.vac, stand.tcpi) == (None,) * 6
    assert (stand.tcpi_of_eac, stand.eac_late, stand.done) == (None,) * 3
    assert stand.eac_as_planned == 0
    assert decimals(stand.cpi) == "—"


def test_spent_without_earning_has_no_forecast_by_efficiency() -> None:
    stand = EarnedValue(pv=Fen(100), ev=Fen(0), ac=Fen(50), bac=Fen(1000))
    assert (stand.cpi, stand.eac, stand.eac_late, stand.eac_as_planned) == (Fraction(0), None, None, 1050)


def test_a_used_up_budget_has_no_tcpi() -> None:
    assert EarnedValue(pv=Fen(100), ev=Fen(80), ac=Fen(100), bac=Fen(100)).tcpi is None


def test_earned_more_than_budgeted_is_said_as_it_is() -> None:
    stand = EarnedValue(pv=Fen(100), ev=Fen(120), ac=Fen(100), bac=Fen(100))
    assert stand.cpi == Fraction(6, 5)
    assert earned_schedule([50, 100], ev=120, at=2).es == 2


def test_a_flat_plan_counts_as_passed() -> None:
    assert earned_schedule([10, 10, 10, 20], ev=10, at=2).es == 3
    assert earned_schedule([0, 0, 10], ev=5, at=3).es == Fraction(5, 2)


@given(pv=money, ev=money, ac=money, bac=money)
def test_the_identities_of_earned_value(pv: int, ev: int, ac: int, bac: int) -> None:
    stand = EarnedValue(pv=Fen(pv), ev=Fen(ev), ac=Fen(ac), bac=Fen(bac))
    assert stand.sv - stand.cv == ac - pv
    assert stand.eac_as_planned == bac - stand.cv
    if stand.eac is not None and stand.cpi:
        assert stand.eac == divide_half_up(bac * stand.cpi.denominator, stand.cpi.numerator)
        assert stand.etc is not None
        assert stand.etc + ac == stand.eac == bac - (stand.vac or 0)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.integers(0, 10**11))
def test_earned_schedule_reads_the_plan_backwards(steps: list[int], ev: int) -> None:
    plan = [sum(steps[: place + 1]) for place in range(len(steps))]
    es = earned_schedule(plan, ev=ev, at=1).es
    assert 0 <= es <= len(plan)
    if ev < plan[-1]:  # the plan, read at ES, has earned just EV
        whole = es.numerator // es.denominator
        before = plan[whole - 1] if whole else 0
        assert before + (es - whole) * (plan[whole] - before) == ev
