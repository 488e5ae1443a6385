"""个税累计预扣: what is withheld of wages month by month in a year (国家税务总局公告2018年第61号, 第六、七条).

本期应预扣预缴税额 = (累计收入 − 累计减除费用 − 累计专项扣除 − 累计专项附加扣除) × 预扣率 − 速算扣除数
− 累计已预扣预缴税额; a balance below zero is not given back within the year.
"""

from __future__ import annotations

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen

MONTHLY_FEN = Fen(500_000)
"""减除费用: 5,000 元 for every month of the year in which he is employed here."""
_STEPS = (  # 预扣率表一: up to so many 元 a year, percent, 速算扣除数 in 元
    (36_000, 3, 0),
    (144_000, 10, 2_520),
    (300_000, 20, 16_920),
    (420_000, 25, 31_920),
    (660_000, 30, 52_920),
    (960_000, 35, 85_920),
)
_ABOVE = (45, 181_920)


def tax_of_year(taxable_fen: int) -> Fen:
    """The tax on 累计预扣预缴应纳税所得额, rounded half up to 分; none below zero.

    >>> tax_of_year(3_600_000), tax_of_year(3_700_000), tax_of_year(-1)
    (108000, 118000, 0)
    """
    if taxable_fen <= 0:
        return Fen(0)
    percent, less = next(((rate, quick) for high, rate, quick in _STEPS if taxable_fen <= high * 100), _ABOVE)
    return Fen(divide_half_up(taxable_fen * percent, 100) - less * 100)


def withholding(
    *, income_fen: Fen, months: int, insured_fen: Fen = Fen(0), special_fen: Fen = Fen(0), withheld_fen: Fen = Fen(0)
) -> Fen:
    """本期应预扣预缴税额. All sums count from January, or from when he was employed, up to and with this month.

    `insured_fen`: 专项扣除 (三险一金); `special_fen`: 专项附加扣除; `withheld_fen`: of the months before.

    The example of the tax office: 30,000 a month, 4,500 insured, 2,000 special; the third month.

    >>> withholding(income_fen=Fen(9_000_000), months=3, insured_fen=Fen(1_350_000), special_fen=Fen(600_000),
    ...             withheld_fen=Fen(118_000))
    185000
    """
    taxable = income_fen - months * MONTHLY_FEN - insured_fen - special_fen
    return Fen(max(tax_of_year(taxable) - withheld_fen, 0))
