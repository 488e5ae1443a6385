"""金额大写: an amount in the capital figures that bills and slips are signed by.

The rules are those of 支付结算办法, 附一 (正确填写票据和结算凭证的基本规定): 整 after 元 and after 角, never after 分;
零 for zeros between figures, one for a run of them, and 零 after 元 where there are 分 but no 角.
"""

from __future__ import annotations

from lanyan_desktop.core.values import Fen

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_WAN = 10**4
_YI = 10**8


def money_words(amount: Fen) -> str:
    """The amount in capital figures, without the word 人民币.

    >>> money_words(Fen(1_640_902)), money_words(Fen(0)), money_words(Fen(-32_550))
    ('壹万陆仟肆佰零玖元零贰分', '零元整', '负叁佰贰拾伍元伍角整')
    """
    sign = "负" if amount < 0 else ""
    yuan, rest = divmod(abs(amount), 100)
    jiao, fen = divmod(rest, 10)
    whole = _words(yuan) + "元" if yuan else ""
    if not rest:
        return sign + (whole or "零元") + "整"
    if not jiao:
        return sign + (f"{whole}零" if yuan else "") + f"{_DIGITS[fen]}分"
    return sign + whole + f"{_DIGITS[jiao]}角" + (f"{_DIGITS[fen]}分" if fen else "整")


def _words(number: int) -> str:
    """A whole number above zero: 亿 by recursion, so that 万亿 comes of itself."""
    for unit, name in ((_YI, "亿"), (_WAN, "万"), (1000, "仟"), (100, "佰"), (10, "拾")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _words(high) + name + gap + (_words(low) if low else "")
    return _DIGITS[number]
