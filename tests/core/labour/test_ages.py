"""Ages by identity number, at their limits."""

from __future__ import annotations

from datetime import date

import pytest

from lanyan_desktop.core.labour.ages import check_age
from lanyan_desktop.core.labour.checks import id_check_digit

MAN, WOMAN = "001", "002"


def number(born: str, order: str) -> str:
    first = f"999999{born}{order}"
    return first + id_check_digit(first)


@pytest.mark.parametrize(
    ("born", "order", "found"),
    [
        ("20091125", MAN, "child"),  # 16 tomorrow
        ("20091124", MAN, "young"),
        ("20071125", WOMAN, "young"),  # 18 tomorrow
        ("20071124", WOMAN, None),
        ("19641125", MAN, None),  # 61 tomorrow
        ("19641124", MAN, "old"),
        ("19741125", WOMAN, None),  # 51 tomorrow
        ("19741124", WOMAN, "old"),
    ],
)
def test_the_day_of_the_birthday_decides(born: str, order: str, found: str | None) -> None:
    assert check_age(number(born, order), date(2025, 11, 24)) == found


def test_what_is_no_number_has_no_age() -> None:
    assert check_age("1234", date(2025, 11, 24)) is None
