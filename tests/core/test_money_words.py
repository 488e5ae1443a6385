from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.money_words import money_words
from lanyan_desktop.core.values import Fen

_DIGIT = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNIT = {"拾": 10, "佰": 100, "仟": 1000}


def read_words(words: str) -> int:
    """The amount in 分 that a cashier reads: written apart from the code, for the law that both agree."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan, is_whole, rest = words.partition("元")
    if not is_whole:
        yuan, rest = "", words
    total = read_whole(yuan) * 100
    digit = 0
    for sign_of_rest in rest:
        if sign_of_rest in _DIGIT:
            digit = _DIGIT[sign_of_rest]
        else:
            total += digit * (10 if sign_of_rest == "角" else 1)
    return sign * total


def read_whole(words: str) -> int:
    for name, unit in (("亿", 10**8), ("万", 10**4)):
        high, found, low = words.rpartition(name)
        if found:
            return read_whole(high) * unit + read_whole(low)
    total = digit = 0
    for word in words:
        if word in _DIGIT:
            digit = _DIGIT[word]
        else:
            total, digit = total + digit * _UNIT[word], 0
    return total + digit


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (3, "叁分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (1_000, "壹拾元整"),
        (1_000_503, "壹万零伍元零叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),  # the three examples of 支付结算办法 附一
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (10_050_000, "壹拾万零伍佰元整"),
        (2_524_000, "贰万伍仟贰佰肆拾元整"),  # 点工 of the sample's November
        (136_140_282, "壹佰叁拾陆万壹仟肆佰零贰元捌角贰分"),
        (10**10, "壹亿元整"),
        (10**14 + 100, "壹万亿零壹元整"),
        (-100, "负壹元整"),
    ],
)
def test_is_written_as_the_rules_say(fen: int, words: str) -> None:
    assert money_words(Fen(fen)) == words


@given(st.integers(-(2**62), 2**62))
def test_reads_back_to_the_same_amount_with_no_doubled_zero(fen: int) -> None:
    words = money_words(Fen(fen))
    assert read_words(words) == fen
    assert "零零" not in words


@given(st.integers(0, 10**9))
def test_ends_in_whole_unless_it_has_fen(fen: int) -> None:
    assert money_words(Fen(fen)).endswith("整") == (fen % 10 == 0)
