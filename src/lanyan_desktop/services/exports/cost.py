"""三算对比 and 成本分析月报 of a month, as a workbook or a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lanyan_desktop.core.cost.earned import EarnedValue, decimals
from lanyan_desktop.core.cost.paper import Paper, PaperColumn, PaperRow, PaperTable
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.cost import ChangeOrder
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import date_of
from lanyan_desktop.exchange.excel.writing.cost import write_cost
from lanyan_desktop.exchange.table_pdf import write_pdf
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.cost.accounts import UNASSIGNED, budget_income, load_tree
from lanyan_desktop.services.cost.budget import load_budget, main_version
from lanyan_desktop.services.cost.report import CostReport, load_report
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.store.reader import Reader, Sort, Where

Printer = Callable[[Path, Paper], int]
"""Writes a report as PDF; how many pages it has."""
_NAME, _MONEY = PaperColumn("科目", 24), 15.0


def export_cost(
    reader: Reader, path: Path, *, project: Project, month: Month, printer: Printer | None = None, step: Step = no_step
) -> Exported:
    """Write the report of a month, .xlsx or .pdf by the name of the file.

    `printer` writes the PDF; None: without fonts in it.

    Raises:
        LanyanError: cost.report_kind for another ending; export.nothing without a budget; those of the writer.
    """
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".pdf"):
        raise LanyanError("cost.report_kind", file=path.name)
    paper = make_paper(reader, project=project, month=month)
    pages = 0
    if ending == ".pdf":
        pages = (printer or write_pdf)(path, paper)
    else:
        write_cost(path, paper, step=step)
    rows = sum(len(table.rows) for table in paper.tables)
    return Exported(form="cost", title=f"{month.title}成本分析月报", path=path, rows=rows, unit="行", pages=pages)


def make_paper(reader: Reader, *, project: Project, month: Month) -> Paper:
    """The report's tables.

    Raises:
        LanyanError: export.nothing where there is neither budget nor booking.
    """
    with reader.snapshot():
        report = load_report(reader, project, day=month.last_day)
        if not report.target_fen and not report.contract_fen and not report.dynamic.actual_fen:
            raise LanyanError("export.nothing", what="成本")
        is_now = project.data_day is None or month.last_day >= project.data_day
        tables = [
            _three(reader, report, project, is_now=is_now), _analysis(report, month), _dynamic(report), _months(report),
            _changes(reader, project, month),
        ]  # fmt: skip
    return Paper(project=project.name, period=month.title, tables=tables)


def _three(reader: Reader, report: CostReport, project: Project, *, is_now: bool) -> PaperTable:
    """预算, 目标, 实际 account by account; what is earned by account is known only at the data date."""
    version = main_version(reader, project.id)
    budget = load_budget(reader, version, project_id=project.id) if version is not None else None
    tree = load_tree(reader, project.id)
    income = tree.outline.totals(tree.outline.placed(budget_income(tree, budget)))
    by_id = {tree.ids[row]: int(income[place]) for place, row in enumerate(tree.outline.order.tolist())}
    earned = {one.id: one.earned_fen for one in report.accounts} if is_now else {}
    rows, sums = [], [0, 0, 0, 0, 0]
    for one in report.dynamic.accounts:
        ev = earned.get(one.id)
        figures = [
            by_id.get(one.id, 0),
            one.cost.target_fen,
            ev,
            one.actual_fen,
            None if ev is None else ev - one.actual_fen,
        ]
        is_compared = one.depth == 0 or one.cost.target_fen > 0
        if not is_compared:
            figures = [None, None, None, one.actual_fen, None]
        rows.append(PaperRow([one.name, one.code, *figures, _rate(figures[4], figures[2])], one.depth))
        if one.depth == 0:
            sums = [total + (figure or 0) for total, figure in zip(sums, figures, strict=True)]
    bare = by_id.get(None, 0)
    if bare and all(one.id is not None for one in report.dynamic.accounts):
        rows.append(PaperRow([UNASSIGNED, "", bare, None, None, None, None, None]))
        sums[0] += bare
    value = report.standing.value
    if not is_now and value is not None:
        sums[2], sums[4] = value.ev, value.cv
    rows.append(PaperRow(["合计", "", *sums, _rate(sums[4], sums[2])], is_sum=True))
    titles = ("预算收入", "目标成本", "已完目标(EV)", "实际成本(AC)", "节超(EV−AC)")
    columns = [_NAME, PaperColumn("编码", 8), *(PaperColumn(title, _MONEY, "money") for title in titles)]
    return PaperTable(
        name="三算对比",
        title="三算对比表",
        columns=[*columns, PaperColumn("节超率", 9, "share")],
        rows=rows,
        notes=["注：预算收入按各清单项目标成本的构成分到科目；没有目标成本的清单项归其科目；正数为节约，负数为超支。"],
    )


def _rate(part: int | None, whole: int | None) -> int | None:
    return None if part is None or not whole else divide_half_up(part * 10_000, whole)


def _analysis(report: CostReport, month: Month) -> PaperTable:
    rows: list[PaperRow] = []
    value, time, curve = report.standing.value, report.standing.time, report.standing.curve
    if value is not None:
        this = _of_month(report)
        rows += [
            PaperRow([name, this[at], now, words])
            for at, (name, now, words) in enumerate(
                (
                    ("计划值 PV", value.pv, "计划到本月末应完成的目标成本"),
                    ("挣值 EV", value.ev, "到本月末已完工作的目标成本"),
                    ("实际成本 AC", value.ac, "到本月末入账的实际成本，不含税"),
                )
            )
        ]
        rows += _indices(value)
    if time is not None and curve.plan_days:
        rows.append(PaperRow(["挣得进度 ES / SPI(t)", None, None, f"{decimals(time.es)} 个月 / {decimals(time.spi)}"]))
    over = [one for one in report.accounts if one.depth == 0 and (one.over_fen or 0) > 0]
    over.sort(key=lambda one: -(one.over_fen or 0))
    notes = [f"超支科目：{'、'.join(one.name for one in over[:3])}。" if over else "各科目都在挣值以内。"]
    notes += ["原因分析：", "下月措施："]
    columns = [
        PaperColumn("指标", 26), PaperColumn("本月", 18, "money"), PaperColumn("累计", 18, "money"),
        PaperColumn("说明", 44),
    ]  # fmt: skip
    return PaperTable(name="成本分析月报", title=f"{month.title}成本分析月报", columns=columns, rows=rows, notes=notes)


def _of_month(report: CostReport) -> list[int | None]:
    """PV, EV and AC of the last month alone."""
    curve = report.standing.curve
    last = len(curve.actual_days) - 1
    if last < 0:
        return [None, None, None]
    columns = (curve.plan, curve.earned, curve.actual)
    return [
        int(column[last]) - (int(column[last - 1]) if last else 0) if last < len(column) else None for column in columns
    ]


def _indices(value: EarnedValue) -> list[PaperRow]:
    return [
        PaperRow(["进度偏差 SV", None, value.sv, f"SPI {decimals(value.spi)}"]),
        PaperRow(["成本偏差 CV", None, value.cv, f"CPI {decimals(value.cpi)}"]),
        PaperRow(["完工预算 BAC", None, value.bac, f"尚需绩效 TCPI {decimals(value.tcpi)}"]),
        PaperRow(["完工预测 EAC（按现有效率）", None, value.eac, "BAC ÷ CPI"]),
        PaperRow(["完工预测 EAC（余下按计划）", None, value.eac_as_planned, "AC + (BAC − EV)"]),
        PaperRow(["完工预测 EAC（效率与进度）", None, value.eac_late, "AC + (BAC − EV) ÷ (CPI × SPI)"]),
        PaperRow(["尚需成本 ETC", None, value.etc, "EAC − AC"]),
        PaperRow(["完工偏差 VAC", None, value.vac, "BAC − EAC"]),
    ]


def _dynamic(report: CostReport) -> PaperTable:
    titles = ("目标成本", "已签合同", "已批变更", "无合同费用", "待发生", "动态成本", "节超", "实际成本")
    rows = []
    for one in report.dynamic.accounts:
        cost = one.cost
        is_judged = one.depth == 0 or cost.target_fen > 0
        figures = [
            cost.target_fen if is_judged else None, cost.signed_fen, cost.approved_changes_fen, cost.uncontracted_fen,
            cost.to_come_fen, cost.total_fen, cost.saving_fen if is_judged else None, one.actual_fen,
        ]  # fmt: skip
        rows.append(PaperRow([one.name, *figures, one.level], one.depth))
    total = report.dynamic.total
    sums = [
        total.target_fen, total.signed_fen, total.approved_changes_fen, total.uncontracted_fen, total.to_come_fen,
        total.total_fen, total.saving_fen, report.dynamic.actual_fen,
    ]  # fmt: skip
    rows.append(PaperRow(["合计", *sums, ""], is_sum=True))
    columns = [_NAME, *(PaperColumn(title, _MONEY, "money") for title in titles), PaperColumn("预警", 6)]
    return PaperTable(name="动态成本", title="动态成本表", columns=columns, rows=rows)


def _months(report: CostReport) -> PaperTable:
    curve = report.standing.curve
    rows = []
    for at, day in enumerate(curve.plan_days):
        known = at < len(curve.actual_days)
        done = [int(curve.earned[at]), int(curve.actual[at])] if known else [None, None]
        rows.append(PaperRow([date_of(day).strftime("%Y-%m"), int(curve.plan[at]), *done]))
    titles = ("累计计划 PV", "累计挣值 EV", "累计实际 AC")
    columns = [PaperColumn("月份", 14), *(PaperColumn(title, 20, "money") for title in titles)]
    return PaperTable(name="逐月", title="成本逐月累计表", columns=columns, rows=rows)


def _changes(reader: Reader, project: Project, month: Month) -> PaperTable:
    found = reader.load(ChangeOrder, where=[Where("project_id", "=", project.id)], order=[Sort("day"), Sort("number")])
    kept = [one for one in found if one.day is None or one.day <= month.last_day]
    rows = [
        PaperRow(
            [one.number, date_of(one.day).isoformat() if one.day is not None else "", one.type, one.content,
             one.claimed_fen, one.approved_fen, one.state]
        )
        for one in kept
    ]  # fmt: skip
    claimed, approved = sum(one.claimed_fen for one in kept), sum(one.approved_fen or 0 for one in kept)
    rows.append(PaperRow(["合计", "", "", "", claimed, approved, ""], is_sum=True))
    columns = [
        PaperColumn("编号", 12), PaperColumn("日期", 12), PaperColumn("类型", 12), PaperColumn("内容", 40),
        PaperColumn("申报金额", _MONEY, "money"), PaperColumn("审定金额", _MONEY, "money"), PaperColumn("状态", 10),
    ]  # fmt: skip
    return PaperTable(name="变更签证", title="变更签证台账", columns=columns, rows=rows)
