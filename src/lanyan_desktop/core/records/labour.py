"""Labour (点工): teams, workers, attendance, day-work slips and their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from lanyan_desktop.core.records.declare import F, kind
from lanyan_desktop.core.values import Day, Fen, Flag, Id, Minutes

Bearer = Literal["项目承担", "分包承担(扣款)", "业主签证"]
"""费用承担: who pays for a day-work slip in the end."""
PayItemType = Literal["计件", "奖金", "补发", "罚款", "餐费", "水电", "社保", "个税", "其他扣款", "借支"]
"""What a month's pay has beside attendance: the first three are earned, 借支 was paid before, the rest is withheld."""


@kind("team", "班组", "project_id", label=("name",), key=("project_id", "name"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    name: Annotated[str, F(title="班组名称", high=60, excel=("班组", "施工班组", "部门"), search=True, width=140)]
    code: Annotated[str | None, F(title="班组编码", high=20)] = None
    trade: Annotated[str | None, F(title="主要工种", high=40)] = None
    party_id: Annotated[Id | None, F(title="所属单位", refers="party")] = None
    leader: Annotated[str | None, F(title="班组长", high=60)] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("worker", "工人", "project_id, number", "team_id", label=("name",), key=("project_id", "number"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    number: Annotated[str, F(title="工号", high=40, excel=("工人编号", "员工编号", "考勤号", "Employee ID", "Staff ID", "ID"), search=True)]
    name: Annotated[str, F(title="姓名", high=60, excel=("工人姓名", "员工姓名", "Name", "Full Name", "Employee Name"), search=True)]
    team_id: Annotated[Id | None, F(title="班组", refers="team", excel=("部门", "施工班组"))] = None
    trade: Annotated[str | None, F(title="工种", high=40, excel=("岗位", "职务", "Position"))] = None
    rate_fen_per_day: Annotated[Fen | None, F(title="日工资", unit="元/工日", low=0, excel=("日薪", "单价"))] = None
    is_leader: Annotated[Flag, F(title="班组长", low=0, high=1)] = Flag(0)
    id_number: Annotated[str | None, F(title="身份证号", high=18, private=True, width=160)] = None
    phone: Annotated[str | None, F(title="联系电话", high=40, private=True, excel=("手机", "电话"))] = None
    bank: Annotated[str | None, F(title="开户行", high=120)] = None
    card_number: Annotated[str | None, F(title="银行卡号", high=30, private=True, width=160)] = None
    enter_day: Annotated[Day | None, F(title="进场日期")] = None
    leave_day: Annotated[Day | None, F(title="退场日期")] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("attendance", "考勤", "worker_id, day", "project_id, day", key=("worker_id", "day"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One worker on one day. No record: 未填; a record of zero minutes: absent, for the reason it gives."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    worker_id: Annotated[Id, F(title="工人", refers="worker")]
    team_id: Annotated[Id | None, F(title="班组", refers="team")] = None
    day: Annotated[Day, F(title="日期")]
    morning_min: Annotated[Minutes, F(title="上午", unit="分钟", low=0, high=1440)] = Minutes(0)
    afternoon_min: Annotated[Minutes, F(title="下午", unit="分钟", low=0, high=1440)] = Minutes(0)
    overtime_min: Annotated[Minutes, F(title="加班", unit="分钟", low=0, high=1440)] = Minutes(0)
    reason: Annotated[Literal["旷工", "事假", "病假", "休息", "停工", "其他"] | None, F(title="缺勤原因")] = None
    source: Annotated[Literal["手工", "导入", "闸机"], F(title="来源")] = "手工"


@kind("day_work", "点工单", "project_id, day", label=("number",), key=("project_id", "number"))
@dataclass(frozen=True, slots=True, kw_only=True)
class DayWork:
    """A slip (零星用工单). Its 工日 and amount are sums of its lines."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    number: Annotated[str, F(title="单号", high=40, excel=("点工单号", "编号", "签证单号"), search=True, width=120)]
    day: Annotated[Day, F(title="日期", excel=("用工日期",))]
    team_id: Annotated[Id | None, F(title="班组", refers="team", excel=("施工班组",))] = None
    place: Annotated[str | None, F(title="施工部位", high=100, excel=("部位", "使用部位"))] = None
    content: Annotated[str, F(title="工作内容", high=500, excel=("施工内容", "用工内容"), search=True, width=200)] = ""
    bearer: Annotated[Bearer | None, F(title="费用承担", excel=("承担方", "责任方"))] = None  # none only in a draft
    state: Annotated[Literal["草稿", "已确认", "已结清"], F(title="状态")] = "草稿"
    activity_id: Annotated[Id | None, F(title="关联工作", refers="activity")] = None
    account_id: Annotated[Id | None, F(title="成本科目", refers="cost_account")] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("day_work_line", "点工明细", "day_work_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class DayWorkLine:
    """Heads × hours of a trade, or one named worker. 工日 = heads × minutes / 一个工日; amount = 工日 × price."""

    id: Id
    day_work_id: Annotated[Id, F(title="点工单", refers="day_work", inner=True)]
    worker_id: Annotated[Id | None, F(title="工人", refers="worker")] = None
    trade: Annotated[str | None, F(title="工种", high=40)] = None
    heads: Annotated[int, F(title="人数", low=1, high=1000)] = 1
    minutes: Annotated[Minutes, F(title="工时", unit="小时/人", low=0, high=1440)] = Minutes(480)
    rate_fen_per_day: Annotated[Fen | None, F(title="单价", unit="元/工日", low=0)] = None
    note: Annotated[str | None, F(title="备注", high=500)] = None


@kind("pay_rate", "工价", "project_id, from_day", label=("from_day",))
@dataclass(frozen=True, slots=True, kw_only=True)
class PayRate:
    """A day rate from a day on: of one worker, or of all of a trade or crew who have none of their own."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    worker_id: Annotated[Id | None, F(title="工人", refers="worker")] = None
    team_id: Annotated[Id | None, F(title="班组", refers="team")] = None
    trade: Annotated[str | None, F(title="工种", high=40)] = None
    from_day: Annotated[Day, F(title="起用日期")]
    rate_fen_per_day: Annotated[Fen, F(title="日工资", unit="元/工日", low=0)]
    note: Annotated[str | None, F(title="备注", high=500)] = None


@kind("pay_item", "工资项目", "project_id, month_day", "worker_id", label=("type",))
@dataclass(frozen=True, slots=True, kw_only=True)
class PayItem:
    """An amount beside attendance in a worker's pay of a month. A correction is another item, never an edit."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    worker_id: Annotated[Id, F(title="工人", refers="worker")]
    month_day: Annotated[Day, F(title="工资月份")]  # the first of the month
    type: Annotated[PayItemType, F(title="项目")]
    amount_fen: Annotated[Fen, F(title="金额", unit="元")]  # below zero only in a correction
    for_month_day: Annotated[Day | None, F(title="更正月份", inner=True)] = None  # the closed month it puts right
    day: Annotated[Day | None, F(title="发生日期")] = None
    note: Annotated[str | None, F(title="备注", high=500)] = None


@kind("pay_sheet", "工资表", "project_id, month_day", label=("month_day",), key=("project_id", "month_day"))
@dataclass(frozen=True, slots=True, kw_only=True)
class PaySheet:
    """The wages of a month once they are agreed; before that they are computed. 已审定 closes the month."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    month_day: Annotated[Day, F(title="工资月份")]  # the first of the month
    state: Annotated[Literal["已审定", "已发放"], F(title="状态")] = "已审定"
    pay_day: Annotated[Day | None, F(title="发放日期")] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("pay_line", "工资表明细", "sheet_id", "worker_id, sheet_id", key=("sheet_id", "worker_id"))
@dataclass(frozen=True, slots=True, kw_only=True)
class PayLine:
    """A worker's line of an agreed sheet: figures as agreed, whatever is changed in the registers afterwards."""

    id: Id
    sheet_id: Annotated[Id, F(title="工资表", refers="pay_sheet", inner=True)]
    worker_id: Annotated[Id, F(title="工人", refers="worker")]
    team_id: Annotated[Id | None, F(title="班组", refers="team")] = None
    trade: Annotated[str | None, F(title="工种", high=40)] = None
    normal_min: Annotated[Minutes, F(title="出勤", unit="分钟", low=0)] = Minutes(0)
    overtime_min: Annotated[Minutes, F(title="加班", unit="分钟", low=0)] = Minutes(0)
    rate_fen_per_day: Annotated[Fen | None, F(title="日工资", unit="元/工日", low=0)] = None
    wage_fen: Annotated[Fen, F(title="计时工资", unit="元")] = Fen(0)
    extra_fen: Annotated[Fen, F(title="计件奖罚", unit="元")] = Fen(0)
    gross_fen: Annotated[Fen, F(title="应发工资", unit="元")] = Fen(0)
    meal_fen: Annotated[Fen, F(title="餐费", unit="元")] = Fen(0)
    deduction_fen: Annotated[Fen, F(title="代扣合计", unit="元")] = Fen(0)  # 餐费 included
    advance_fen: Annotated[Fen, F(title="借支", unit="元")] = Fen(0)
    net_fen: Annotated[Fen, F(title="实发工资", unit="元")] = Fen(0)
    paid_fen: Annotated[Fen, F(title="已发", unit="元", low=0)] = Fen(0)
    pay_day: Annotated[Day | None, F(title="发放日期")] = None
    is_signed: Annotated[Flag, F(title="已签字", low=0, high=1)] = Flag(0)
    note: Annotated[str | None, F(title="备注", high=500)] = None
