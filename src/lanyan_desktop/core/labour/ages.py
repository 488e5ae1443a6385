"""How old a worker is by his identity number, and what the law and the site say to that.

Below 16 nobody may be employed (禁止使用童工规定), below 18 not for heavy or dangerous work (劳动法 art. 64). Men over
60 and women over 50 are kept from work on site by the rules of most cities: a warning, the rule is the city's.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from lanyan_desktop.core.labour.checks import is_id_number

AgeFinding = Literal["child", "young", "old"]
CHILD, ADULT = 16, 18
OLDEST_MAN, OLDEST_WOMAN = 60, 50


def age_on(id_number: str, day: date) -> int | None:
    """Full years on a day, None where the number is none.

    >>> age_on("999999196802020018", date(2025, 2, 1)), age_on("999999196802020018", date(2025, 2, 2))
    (56, 57)
    """
    if not is_id_number(id_number):
        return None
    born = id_number.strip()[6:14]
    return day.year - int(born[:4]) - ((day.month, day.day) < (int(born[4:6]), int(born[6:])))


def is_man(id_number: str) -> bool:
    """By the 17th digit: odd for men.

    >>> is_man("999999196802020018")
    True
    """
    return int(id_number.strip()[16]) % 2 == 1


def check_age(id_number: str, day: date) -> AgeFinding | None:
    """What is to be said about a worker's age on a day.

    >>> check_age("999999196802020018", date(2025, 11, 1)), check_age("999999196802020018", date(2030, 11, 1))
    (None, 'old')
    """
    age = age_on(id_number, day)
    if age is None:
        return None
    if age < ADULT:
        return "child" if age < CHILD else "young"
    return "old" if age > (OLDEST_MAN if is_man(id_number) else OLDEST_WOMAN) else None
