"""点工 and wages of a month as plain data for `--json` and as lines for people."""

from __future__ import annotations

from collections.abc import Mapping

from lanyan_desktop.core.labour.workdays import Work, workdays_text
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Fen
from lanyan_desktop.services.labour.payroll import Payee, Payroll, below_least
from lanyan_desktop.services.labour.slips import BY_TITLE, By, Slips

Json = dict[str, object]


def slips_json(slips: Slips, by: By) -> Json:
    """`slips`, `days` (工日), `total` (元 as text) and `groups` of `key`, `slips`, `days`, `total`."""
    groups = [
        {
            "key": group.key,
            "slips": group.slips,
            "days": _days(slips, group.normal_min),
            "total": fixed(group.amount_fen, 2, grouped=False),
        }
        for group in slips.grouped(by)
    ]
    return {
        "month": str(slips.month),
        **({"to": str(slips.until)} if slips.until is not None else {}),
        "by": by,
        "slips": len(slips.slips),
        "days": _days(slips, slips.normal_min),
        "total": fixed(slips.amount_fen, 2, grouped=False),
        "recoverable": fixed(slips.recoverable_fen, 2, grouped=False),
        "groups": groups,
    }


def slips_lines(slips: Slips, by: By) -> list[str]:
    """The same as a table for the terminal."""
    rows = [f"{BY_TITLE[by]}\t张数\t工日\t金额(元)"]
    rows += [f"{g.key}\t{g.slips}\t{slips.workdays(g.normal_min)}\t{fixed(g.amount_fen, 2)}" for g in slips.grouped(by)]
    total = f"{slips.workdays(slips.normal_min)} 工日，{fixed(slips.amount_fen, 2)} 元"
    return [*rows, f"{slips.title}点工单 {len(slips.slips)} 张，{total}"]


def payroll_json(payroll: Payroll) -> Json:
    """`workers`, `days`, `gross`, `deductions`, `advances`, `net` and `lines`; money in 元 as text."""
    return {
        "month": str(payroll.month),
        "state": payroll.sheet.state if payroll.sheet else "编制中",
        "workers": len(payroll.payees),
        "days": _plain(payroll.work, payroll),
        "gross": fixed(payroll.gross_fen, 2, grouped=False),
        "deductions": fixed(payroll.deduction_fen, 2, grouped=False),
        "advances": fixed(payroll.advance_fen, 2, grouped=False),
        "net": fixed(payroll.net_fen, 2, grouped=False),
        "lines": [_line(payee, payroll) for payee in payroll.payees],
    }


def _line(payee: Payee, payroll: Payroll) -> Mapping[str, object]:
    worker, pay = payee.worker, payee.pay
    rate = pay.rate_fen_per_day
    return {
        "number": worker.number,
        "name": worker.name,
        "team": worker.team,
        "trade": worker.trade,
        "days": _plain(pay.work, payroll),
        "rate": None if rate is None else fixed(rate, 2, grouped=False),
        "gross": fixed(pay.gross_fen, 2, grouped=False),
        "deductions": fixed(pay.deduction_fen, 2, grouped=False),
        "advances": fixed(pay.advance_fen, 2, grouped=False),
        "net": fixed(pay.net_fen, 2, grouped=False),
        "paid": fixed(Fen(payee.line.paid_fen if payee.line else 0), 2, grouped=False),
        "below_least": fixed(below_least(payroll, payee), 2, grouped=False),
        "signed": bool(payee.line and payee.line.is_signed),
    }


def payroll_lines(payroll: Payroll) -> list[str]:
    """The same as a table for the terminal."""
    rows = ["工号\t姓名\t班组\t工日\t应发\t代扣\t借支\t实发"]
    for payee in payroll.payees:
        pay, worker = payee.pay, payee.worker
        sums = (pay.gross_fen, pay.deduction_fen, pay.advance_fen, pay.net_fen)
        days = workdays_text(pay.work, payroll.rule)
        rows.append("\t".join([worker.number, worker.name, worker.team, days, *(fixed(x, 2) for x in sums)]))
    sums = (payroll.gross_fen, payroll.deduction_fen, payroll.advance_fen, payroll.net_fen)
    said = zip(("应发", "代扣", "借支", "实发"), sums, strict=True)
    short = [payee.worker.name for payee in payroll.payees if below_least(payroll, payee)]
    return [
        *rows,
        *(
            [f"低于当地最低工资 {fixed(payroll.least_wage_fen, 2)} 元/月 {len(short)} 人：{'、'.join(short)}"]
            if short
            else []
        ),
        f"{payroll.month.title} {len(payroll.payees)} 人：" + "，".join(f"{n} {fixed(x, 2)}" for n, x in said),
    ]


def _days(slips: Slips, normal_min: int) -> str:
    return slips.workdays(normal_min).replace(",", "")


def _plain(work: Work, payroll: Payroll) -> str:
    return workdays_text(work, payroll.rule).replace(",", "")
