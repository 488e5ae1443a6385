"""How hard a passphrase is to guess, as a hint while it is typed: a rough count, honest about what is short."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from lanyan_desktop.ui.components.label import Tone
from lanyan_desktop.ui.i18n import tr

LEAST = 8
"""Signs a passphrase must have; the services hold to the same."""
_FAIR, _GOOD = 40, 60  # bits
_HAN = 5_000  # characters a person would think of


@dataclass(frozen=True, slots=True)
class Strength:
    """A word for it, its colour, and ‱ of a bar."""

    words: str
    tone: Tone
    share: int
    is_enough: bool


def strength(text: str) -> Strength:
    """The hint for what has been typed so far.

    >>> strength("123456").is_enough, strength("aaaaaaaaaaaa").words
    (False, '弱：太有规律，容易被猜到')
    >>> strength("翠湖三号楼 砌砖 6 月").words
    '强'
    """
    bits = _bits(text)
    share = min(10_000, round(bits * 10_000 / 80))
    if len(text) < LEAST:
        return Strength(tr("还差 %1 个字符", LEAST - len(text)), "text3", share, is_enough=False)
    if bits < _FAIR:
        return Strength(tr("弱：太有规律，容易被猜到"), "warn", share, is_enough=True)
    if bits < _GOOD:
        return Strength(tr("可以；再长一些更稳妥"), "text2", share, is_enough=True)
    return Strength(tr("强"), "ok", share, is_enough=True)


def _bits(text: str) -> float:
    """Signs that do not simply repeat or follow the one before, each worth what its kind offers."""
    fresh = [second for first, second in pairwise("\0" + text) if abs(ord(second) - ord(first)) > 1]
    distinct = len(set(text))
    return sum(math.log2(_choices(sign)) for sign in fresh[: 3 * distinct])


def _choices(sign: str) -> int:
    if sign.isdigit():
        return 10
    if sign.isascii() and sign.isalpha():
        return 26
    return _HAN if not sign.isascii() else 30
