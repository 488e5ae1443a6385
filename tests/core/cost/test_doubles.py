"""Papers that are booked twice are found; parts, corrections and equal rents are not."""

from __future__ import annotations

from dataclasses import replace

from lanyan_desktop.core.cost.doubles import Booking, Settled, same_paper, same_words, settled_twice
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad

STEEL = Booking(id=Id(b"1"), day=Day(1), content="钢材", amount_fen=Fen(500), voucher="记-12", contract_id=Id(b"c"))
AGAIN = replace(STEEL, id=Id(b"2"), day=Day(9), content="钢材入库")


def test_one_voucher_twice() -> None:
    assert same_paper([STEEL, AGAIN]) == [(STEEL, AGAIN)]
    assert same_paper([STEEL, replace(AGAIN, voucher=" 记-12 ")])


def test_a_paper_in_parts_is_no_double() -> None:
    assert same_paper([STEEL, replace(AGAIN, amount_fen=Fen(400))]) == []
    assert same_paper([STEEL, replace(AGAIN, activity_id=Id(b"a"))]) == []
    assert same_paper([STEEL, replace(AGAIN, contract_id=Id(b"d"))]) == []


def test_what_was_taken_back_and_booked_again_is_no_double() -> None:
    back = replace(STEEL, id=Id(b"3"), amount_fen=Fen(-500))
    assert same_paper([STEEL, back, AGAIN]) == []
    assert same_paper([STEEL, back, AGAIN, replace(AGAIN, id=Id(b"4"))]) != []


def test_without_a_voucher_day_and_words_must_agree() -> None:
    one = replace(STEEL, voucher="")
    assert same_words([one, replace(one, id=Id(b"2"))])
    assert same_words([one, replace(one, id=Id(b"2"), day=Day(2))]) == []


def test_a_settlement_booked_net_and_once_more_with_vat() -> None:
    period = Settled(id=Id(b"s"), contract_id=Id(b"c"), done_fen=Fen(545), tax_rate=Permyriad(900))
    gross = replace(STEEL, id=Id(b"2"), voucher="记-30", amount_fen=Fen(545))
    assert settled_twice([period], [STEEL]) == []
    assert settled_twice([period], [STEEL, gross]) == [((period,), (STEEL, gross))]


def test_a_settlement_in_parts_and_equal_rents() -> None:
    period = Settled(id=Id(b"s"), contract_id=Id(b"c"), done_fen=Fen(545), tax_rate=Permyriad(900))
    half = replace(STEEL, amount_fen=Fen(250))
    assert settled_twice([period], [half, replace(half, id=Id(b"2"), account_id=Id(b"k"))]) == []
    december = replace(period, id=Id(b"t"))
    assert settled_twice([period, december], [STEEL, replace(AGAIN, voucher="记-44")]) == []
