"""Places between places: the order of siblings as text, so that a move sets one field of one row.

A rank is a fraction written in base 36 without the leading "0.": "n" lies in the middle, "n5" behind it. There is
always room between two, whoever inserts meanwhile, and text order is the order. A rank never ends in "0", or nothing
would fit before it.
"""

from __future__ import annotations

import random

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_OPEN_DIGITS = 4  # 17,000 single appends before a rank grows
_VALUE = {digit: i for i, digit in enumerate(_DIGITS)}


def ranks_between(low: str | None, high: str | None, count: int, *, jitter: random.Random | None = None) -> list[str]:
    """`count` rising ranks strictly between two; None is the open end.

    Between two the space is shared evenly. At an open end small steps are taken, so that a thousand rows appended one
    by one keep short ranks. `jitter` moves each a little within its share, so that two offices which insert at one
    place do not make equal ranks; without it the result is the same each time.

    Raises:
        ValueError: low is not less than high (also when they are equal: re-balance the siblings first).

    >>> ranks_between("i", "j", 2)
    ['ic', 'io']
    >>> ranks_between("n", None, 3)
    ['n01', 'n02', 'n03']
    """
    if low is not None and high is not None and low.rstrip("0") >= high.rstrip("0"):
        raise ValueError(f"{low!r} is not before {high!r}")
    digits = max(len(low or ""), len(high or ""), 1 if low and high else _OPEN_DIGITS)
    while True:
        start, end = _bounds(low, high, count, digits)
        if start >= 0 and end <= _BASE**digits and end - start > count * (_BASE if jitter else 1):
            break
        digits += 1
    share = (end - start) // (count + 1)
    exact = [start + (end - start) * i // (count + 1) for i in range(1, count + 1)]
    return [_text(n + jitter.randrange(share) if jitter else n, digits) for n in exact]


def _bounds(low: str | None, high: str | None, count: int, digits: int) -> tuple[int, int]:
    """The numbers to stay between; at an open end one digit of room is left beside each rank."""
    room = (count + 1) * _BASE
    if low is None and high is None:
        middle = _BASE**digits // 2
        return middle - room // 2, middle + room // 2
    start = _number(low, digits) if low is not None else _number(high or "", digits) - room
    return start, _number(high, digits) if high is not None else start + room


def _number(rank: str, digits: int) -> int:
    number = 0
    for i in range(digits):
        number = number * _BASE + (_VALUE[rank[i]] if i < len(rank) else 0)
    return number


def _text(number: int, digits: int) -> str:
    """A number as a rank; the zeros at its end are cut, they say nothing."""
    text = []
    for _ in range(digits):
        number, digit = divmod(number, _BASE)
        text.append(_DIGITS[digit])
    return "".join(reversed(text)).rstrip("0")
