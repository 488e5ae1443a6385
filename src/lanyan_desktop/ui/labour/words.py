"""Figures, findings and alarms of a month of labour as they are said on screen."""

from __future__ import annotations

from lanyan_desktop.core.labour.workdays import Work, workdays_text
from lanyan_desktop.core.records.text import fixed, trimmed
from lanyan_desktop.core.values import Fen
from lanyan_desktop.services.labour.figures import Figures
from lanyan_desktop.services.labour.shown import hours_text
from lanyan_desktop.services.labour.slips import Group, Slips
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.ui.components.figures import Figure
from lanyan_desktop.ui.i18n import tr

LEGEND = "√ 全天   △ 半天   × 缺勤   √+2 加班 2 小时   键入即填，Enter 向下"


def figures_of(view: LabourView) -> list[Figure]:
    """The header of the tab."""
    said = view.figures()
    rule = view.grid.rule
    overtime = tr("加班 %1 h", hours_text(said.work.overtime_min))
    return [
        Figure(tr("考勤总工日"), workdays_text(said.work, rule), remark=overtime, tip=_rule_tip(view)),
        Figure(
            tr("应发工资"),
            fixed(said.gross_fen, 2),
            remark=_gross_remark(view, said),
            tip=_gross_tip(said),
        ),
        Figure(tr("点工"), fixed(said.slip_fen, 2), remark=_slips_remark(view, said)),
        Figure(tr("可追回"), fixed(said.recoverable_fen, 2), tone="ok", remark=tr("扣分包 + 业主签证")),
        Figure(
            tr("点工占人工费"),
            "—" if said.share is None else f"{tenths(said.share)} %",
            remark="" if said.share is None else f"{whole(said.slip_fen)} / {whole(said.gross_fen)}",
            tip=tr("点工金额 ÷ 应发工资"),
        ),
    ]


def _rule_tip(view: LabourView) -> str:
    rule = view.grid.rule
    return tr(
        "一个工日 %1 小时，加班 %2 小时折一个工日", hours_text(rule.workday_min), hours_text(rule.overtime_day_min)
    )


def _gross_remark(view: LabourView, said: Figures) -> str:
    if said.unrated:
        return tr("%1 人无日工资", said.unrated)
    return tr("实发 %1", fixed(view.payroll.net_fen, 2)) if view.payroll.payees else tr("%1 人", said.workers)


def _gross_tip(said: Figures) -> str:
    rule = tr("总工日 × 日工资，逐人四舍五入到分")
    return tr("%1；餐费 %2", rule, fixed(said.meal_fen, 2)) if said.meal_fen else rule


def _slips_remark(view: LabourView, said: Figures) -> str:
    days = workdays_text(Work(normal_min=said.slip_min), view.grid.rule)
    return tr("%1 张 · %2 工日", said.slips, days)


def tenths(permyriad: int) -> str:
    """A share with one decimal.

    >>> tenths(655), tenths(10_000)
    ('6.6', '100.0')
    """
    return fixed((permyriad + 5) // 10, 1)


def whole(amount: Fen) -> str:
    """Money to the 元, for remarks."""
    return trimmed((amount + 50) // 100, 0) if amount % 100 else f"{amount // 100:,}"


def bearer_title(slips: Slips) -> str:
    """What of the slips comes back, as a finding."""
    if not slips.amount_fen:
        return tr("本月还没有点工单")
    back = slips.recoverable_fen
    share = (back * 1000 // slips.amount_fen + 5) // 10
    if share >= 99:
        return tr("点工可全部追回：%1 元", fixed(back, 2))
    if 49 <= share <= 51:
        return tr("一半点工可追回：%1 元", fixed(back, 2))
    return tr("%1% 的点工可追回：%2 元", share, fixed(back, 2)) if back else tr("本月点工全由项目承担")


def bearer_remark(slips: Slips) -> str:
    return tr("按费用承担，合计 %1 元", fixed(slips.amount_fen, 2))


SHORT = {"项目承担": "项目", "分包承担(扣款)": "扣分包", "业主签证": "签证", "未填": "未填"}
CHIPS = {"项目承担": "mute", "分包承担(扣款)": "warn", "业主签证": "ok"}
"""Tone of the chip of each bearer."""
STATES = {"草稿": "mute", "已确认": "info", "已结清": "ok"}
LONG = {"项目承担": "项目承担", "分包承担(扣款)": "扣分包", "业主签证": "业主签证", "未填": "未填"}
FILLS = {"项目承担": "base", "业主签证": "okFill", "分包承担(扣款)": "warnFill", "未填": "line2"}
TONES = {"项目承担": "text", "业主签证": "ok", "分包承担(扣款)": "warn", "未填": "text2"}


def group_name(group: Group) -> str:
    return LONG.get(group.key, group.key)
