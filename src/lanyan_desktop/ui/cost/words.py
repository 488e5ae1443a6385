"""Figures of the cost tab in words: 万元, signs, and titles that say the finding."""

from __future__ import annotations

from fractions import Fraction

from lanyan_desktop.core.cost.earned import EarnedValue, decimals
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.services.cost.accounts import Finding
from lanyan_desktop.services.cost.standing import Standing
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.ui.components.chip import ChipKind
from lanyan_desktop.ui.components.figures import Figure
from lanyan_desktop.ui.components.label import Tone
from lanyan_desktop.ui.i18n import tr

MINUS, MISSING = "−", "—"
CPI_WARN, SPI_WARN = Fraction(98, 100), Fraction(95, 100)
"""Below these an index is called out; below 0.95 it is red."""
INDEX_CRIT = Fraction(95, 100)
_WAN = 1_000_000  # 分 in 万元


def wan(fen: int | None, places: int = 2, *, signed: bool = False) -> str:
    """An amount in 万元, "—" if there is none.

    >>> wan(2358829768), wan(44038406, 1, signed=True), wan(-3500)
    ('2,358.83', '+44.0', '0.00')
    """
    if fen is None:
        return MISSING
    scaled = divide_half_up(abs(fen) * 10**places, _WAN)
    whole, part = divmod(scaled, 10**places)
    sign = "" if scaled == 0 else MINUS if fen < 0 else "+" if signed else ""
    return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"


def percent(part: Fraction | None, places: int = 1, *, signed: bool = True) -> str:
    """A share as it is written: +5.4%, "—" if there is none.

    >>> percent(Fraction(54, 1000)), percent(Fraction(-9, 1000)), percent(None)
    ('+5.4%', '−0.9%', '—')
    """
    if part is None:
        return MISSING
    text = decimals(abs(part) * 100, places)
    sign = MINUS if part < 0 else "+" if signed and part > 0 else ""
    return f"{sign}{text}%"


def percent_of(share: int) -> str:
    """A share in ‱ as it is written, without needless zeros.

    >>> percent_of(8000), percent_of(350), percent_of(0)
    ('80%', '3.5%', '0%')
    """
    whole, part = divmod(share, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"


def index_tone(index: Fraction | None, warn: Fraction) -> Tone:
    """Red below 0.95, yellow below its own bound."""
    if index is None or index >= warn:
        return "text"
    return "crit" if index < INDEX_CRIT else "warn"


def figures(view: CostView) -> list[Figure]:
    """The header of the page: where the project stands, or before there is a plan what the budget comes to."""
    value = view.standing.value
    profit = Figure(tr("目标利润"), _wan(view.profit_fen), tip=tr("有目标成本的清单：合同金额 − 目标成本，不含税"))
    if value is None:
        return [*_of_budget(view), profit]
    target = Figure(tr("目标成本 BAC"), _wan(value.bac), tip=tr("各项工作目标成本之和"))
    return [target, *_forecasts(value), *_earned(value), *_indices(view.standing), profit]


def _of_budget(view: CostView) -> list[Figure]:
    budget = view.budget
    amount = budget.total("amount_fen") if budget is not None else None
    target = budget.total("target_fen") or None if budget is not None else None
    lines = int((~budget.is_section).sum()) if budget is not None else 0
    spent = sum(account.actual_fen for account in view.accounts if account.depth == 0)
    return [
        Figure(tr("合同金额"), _wan(amount), remark=tr("%1 项", f"{lines:,}") if lines else ""),
        Figure(tr("目标成本"), _wan(target)),
        Figure(tr("实际成本"), _wan(spent or None)),
    ]


def _wan(fen: int | None) -> str:
    return MISSING if fen is None else tr("%1 万", wan(fen))


def _forecasts(value: EarnedValue) -> list[Figure]:
    tips = (tr("AC + (BAC − EV)：余下工作按计划成本完成"), tr("BAC ÷ CPI：余下工作按现有效率完成"))
    titles = (tr("按计划完工"), tr("按效率完工 EAC"))
    return [
        Figure(title, _wan(eac), _over_tone(eac, value), remark=_over(eac, value), remark_tone="text2", tip=tip)
        for title, eac, tip in zip(titles, (value.eac_as_planned, value.eac), tips, strict=True)
    ]


def _over(eac: int | None, value: EarnedValue) -> str:
    return "" if eac is None else wan(eac - value.bac, signed=True)


def _over_tone(eac: int | None, value: EarnedValue) -> Tone:
    return "crit" if eac is not None and eac > value.bac else "text"


def _earned(value: EarnedValue) -> list[Figure]:
    done = percent(value.done, signed=False)
    return [
        Figure(tr("挣值 EV"), _wan(value.ev), remark=done, tip=tr("已完工作的目标成本")),
        Figure(tr("实际 AC"), _wan(value.ac), tip=tr("数据日期前入账的实际成本，不含税")),
    ]


def _indices(standing: Standing) -> list[Figure]:
    value, time = standing.value, standing.time
    cpi, spi = (value.cpi, value.spi) if value is not None else (None, None)
    needed = tr("尚需 %1", decimals(value.tcpi)) if value is not None and value.tcpi is not None else ""
    in_time = tr("按时间 %1", decimals(time.spi)) if time is not None and time.spi is not None else ""
    return [
        Figure("CPI", decimals(cpi), index_tone(cpi, CPI_WARN), remark=needed, tip=tr("成本绩效 EV ÷ AC；尚需 TCPI")),
        Figure(
            "SPI",
            decimals(spi),
            index_tone(spi, SPI_WARN),
            remark=in_time,
            tip=tr("进度绩效 EV ÷ PV；按挣得进度 ES ÷ AT"),
        ),
    ]


def curve_title(value: EarnedValue | None) -> str:
    """What the S-curve shows, as a sentence."""
    if value is None:
        return tr("还没有挣值：需要目标成本、计划日期和数据日期")
    over = value.ac - value.ev
    amount = wan(abs(over), 1)
    if over > 0:
        return tr("CPI %1：累计成本超挣值 %2 万元", decimals(value.cpi, 2), amount)
    return tr("CPI %1：累计成本比挣值省 %2 万元", decimals(value.cpi, 2), amount)


def curve_remark(value: EarnedValue | None) -> str:
    """Unit and forecast of the S-curve."""
    if value is None or value.eac is None:
        return tr("单位 万元")
    low, high = sorted(fen for fen in (value.eac_as_planned, value.eac_late or value.eac))
    change = wan(abs(value.eac - value.bac), 1)
    words = tr("超目标 %1", change) if value.eac > value.bac else tr("省 %1", change)
    return tr("单位 万元 · 按现有效率完工 %1，%2（区间 %3 ~ %4）", wan(value.eac, 1), words, wan(low, 1), wan(high, 1))


def accounts_title(finding: Finding | None) -> str:
    """Which account is over most."""
    if finding is None:
        return tr("各科目都在挣值以内")
    part = percent(finding.share, 0, signed=False)
    return tr("%1占超支的 %2：%3 万元", finding.account.name, part, wan(finding.account.over_fen, signed=True))


def alarms(view: CostView) -> list[tuple[str, ChipKind, str]]:
    """Words, kind and subject ("cpi", "spi" or the account's code) of what needs a look."""
    found: list[tuple[str, ChipKind, str]] = []
    value = view.standing.value
    if value is None:
        return found
    if view.untied_fen:
        found.append((tr("清单目标与计划成本差 %1 万", wan(view.untied_fen, signed=True)), "warn", "bac"))
    for name, index, bound in (("CPI", value.cpi, CPI_WARN), ("SPI", value.spi, SPI_WARN)):
        if index is not None and index < bound:
            kind: ChipKind = "crit" if index < INDEX_CRIT else "warn"
            found.append((tr("%1 %2 低于 %3", name, decimals(index), decimals(bound, 2)), kind, name.lower()))
    for account in view.accounts:
        rate = account.over_rate
        if account.depth == 0 and rate is not None and rate > Fraction(2, 100):
            kind = "crit" if rate > Fraction(4, 100) else "warn"
            found.append((f"{account.name} {percent(rate)}", kind, account.code))
    return found
