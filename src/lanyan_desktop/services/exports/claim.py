"""工期顺延申请: the form with its reason, its computed days and its signatures, and the list of delays behind it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from lanyan_desktop.core.records.plan import DelayCause
from lanyan_desktop.core.schedule.printed import SheetBook, SheetColumn, SheetTable
from lanyan_desktop.core.values import Day, Id, date_of
from lanyan_desktop.exchange.excel.writing.sheets import write_sheets
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.schedule.claim import USUAL_CAUSES, Claim, Delay, make_claim
from lanyan_desktop.services.schedule.effects import days_text
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.store.reader import Reader

NAME = "工期顺延申请"
_ROOM = "\n" * 7
_SIGNED = "　　　　　　　　　　（签字、盖章）　　　　年　　月　　日"


def export_claim(
    reader: Reader,
    path: Path,
    *,
    project_id: Id,
    causes: Collection[DelayCause] = USUAL_CAUSES,
    step: Step = no_step,
) -> Exported:
    """Write the claim as a workbook.

    Raises:
        LanyanError: as `claim_book`, and those of the writer.
    """
    rows = write_sheets(path, claim_book(reader, project_id=project_id, causes=causes, step=step), step=step)
    return Exported(form="claim", title=NAME, path=path, rows=rows, unit="行")


def claim_book(
    reader: Reader, *, project_id: Id, causes: Collection[DelayCause] = USUAL_CAUSES, step: Step = no_step
) -> SheetBook:
    """The form and its list.

    Raises:
        LanyanError: export.no_data_date without a check date; export.no_claim where no delay of these causes was told.
    """
    view = load_view(reader, project_id)
    if view.loaded.project.data_day is None:
        raise LanyanError("export.no_data_date")
    claim = make_claim(view, causes=causes, step=step)
    if not claim.claimed:
        raise LanyanError("export.no_claim", causes="、".join(sorted(causes)))
    return SheetBook(project=view.loaded.project.name, name=NAME, tables=[_form(view, claim), _list(view, claim)])


def _form(view: PlanView, claim: Claim) -> SheetTable:
    project, delays = view.loaded.project, claim.claimed
    causes = "、".join(dict.fromkeys(str(delay.cause) for delay in delays))
    works = len({delay.row for delay in delays})
    papers = list(dict.fromkeys(name for delay in delays for name in delay.papers))
    rows = [
        ("工程名称", project.name),
        ("编号", ""),
        ("致", "　　　　　　　　　　　　（监理单位、建设单位）"),
        ("申请事由", f"因{causes}原因，{works} 项工作受到延误（见附表），按合同约定申请顺延工期 {claim.days} 天。"),
        ("工期计算", _reckoning(claim)),
        ("申请顺延", f"{claim.days} 天（日历天）{_required(project.required_finish_day, claim)}"),
        ("附件", "；".join(["延误事件及工期影响计算表", *papers])),
        ("施工单位", f"{_ROOM}项目经理：{_SIGNED}"),
        ("监理单位\n审查意见", f"{_ROOM}总监理工程师：{_SIGNED}"),
        ("建设单位\n审批意见", f"{_ROOM}建设单位代表：{_SIGNED}"),
    ]
    return SheetTable(
        name=NAME,
        title=f"{NAME}表",
        about="",
        columns=[SheetColumn("项目", 14), SheetColumn("内容", 76, is_left=True)],
        rows=rows,
        has_header=False,
        is_landscape=False,
    )


def _iso(day: Day) -> str:
    return date_of(day).isoformat()


def _reckoning(claim: Claim) -> str:
    words = (
        f"按网络计划计算：不计延误，计划完工 {_iso(claim.planned_finish)}；"
        f"把所列延误加到各自工作上重算，完工 {_iso(claim.claimed_finish)}，相差 {claim.days} 个日历天。"
        "同时发生的延误、总时差以内的延误由网络自然抵消，各项天数不相加。"
    )
    return words if claim.days else f"{words}所列延误都在总时差以内，不影响总工期。"


def _required(day: Day | None, claim: Claim) -> str:
    if day is None:
        return ""
    return f"；要求完工由 {_iso(day)} 顺延至 {_iso(Day(day + claim.days))}"


_COLUMNS = (
    SheetColumn("序号", 6), SheetColumn("受影响的工作", 26, is_left=True), SheetColumn("原因", 8),
    SheetColumn("检查日期", 14), SheetColumn("自身延误\n（天）", 10), SheetColumn("原总时差\n（天）", 10),
    SheetColumn("单独影响\n总工期\n（天）", 10), SheetColumn("依据", 26, is_left=True),
    SheetColumn("附件", 20, is_left=True),
)  # fmt: skip


def _list(view: PlanView, claim: Claim) -> SheetTable:
    rows = [_row(view, number, delay) for number, delay in enumerate(claim.claimed, 1)]
    together = ("", "全部延误一并计算", "", "", "", "", str(claim.days), "", "")
    return SheetTable(
        name="延误事件",
        title="延误事件及工期影响计算表",
        about="",
        columns=_COLUMNS,
        rows=[*rows, together],
        notes=["注：自身延误为该工作检查时的滞后扣除由前面工作带来的部分；单独影响为只计该项时完工推迟的日历天。"],
        signatures=("编制：", "项目经理：", "监理：", "日期："),
        is_landscape=False,
    )


def _row(view: PlanView, number: int, delay: Delay) -> tuple[str, ...]:
    day_min = view.loaded.day_min
    days = _iso(delay.first) if delay.first == delay.last else f"{_iso(delay.first)} 至 {_iso(delay.last)}"
    return (
        str(number), str(view.loaded.columns["name"][delay.row]), str(delay.cause), days,
        days_text(delay.own, day_min), days_text(int(view.as_planned.total_float[delay.row]), day_min),
        str(delay.alone_days), delay.evidence, "；".join(delay.papers),
    )  # fmt: skip
