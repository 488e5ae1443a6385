"""The plan (进度计划): calendars, activities, relations, baselines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from lanyan_desktop.core.records.declare import F, kind
from lanyan_desktop.core.values import Day, Fen, Flag, Id, Instant, Minutes, Moment, Permyriad, TenThousandth

RelationType = Literal["FS", "SS", "FF", "SF"]
LagUnit = Literal["工作时间", "日历时间", "百分比"]
ConstraintType = Literal[
    "越早越好",
    "越晚越好",
    "不得早于…开始",
    "不得晚于…开始",
    "不得早于…完成",
    "不得晚于…完成",
    "必须开始于",
    "必须完成于",
]
ResourceType = Literal["人工", "机械", "材料"]
LagCalendar = Literal["紧前工作日历", "紧后工作日历", "工程日历", "24 小时"]
ProgressRule = Literal["保持逻辑", "进度优先"]
DelayCause = Literal["天气", "材料", "业主", "设计", "劳务", "机械", "质量", "其他"]
DAY_HOURS = "08:00-12:00,13:00-17:00"
"""The usual shift."""


@kind("calendar", "工作日历", label=("name",), key=("project_id", "name"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working hours of each weekday as "08:00-12:00,13:00-17:00"; none is a day off."""

    id: Id
    project_id: Annotated[Id | None, F(title="工程", refers="project", inner=True)] = None
    name: Annotated[str, F(title="日历名称", high=60, search=True)] = "七天制"
    monday: Annotated[str | None, F(title="周一", high=80)] = DAY_HOURS
    tuesday: Annotated[str | None, F(title="周二", high=80)] = DAY_HOURS
    wednesday: Annotated[str | None, F(title="周三", high=80)] = DAY_HOURS
    thursday: Annotated[str | None, F(title="周四", high=80)] = DAY_HOURS
    friday: Annotated[str | None, F(title="周五", high=80)] = DAY_HOURS
    saturday: Annotated[str | None, F(title="周六", high=80)] = DAY_HOURS
    sunday: Annotated[str | None, F(title="周日", high=80)] = DAY_HOURS
    day_min: Annotated[Minutes, F(title="每天工时", unit="分钟", low=1, high=1440)] = Minutes(480)


@kind("calendar_exception", "日历例外", "calendar_id", label=("name",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarException:
    """Days that differ from the week: 春节停工, 调休 worked, weather."""

    id: Id
    calendar_id: Annotated[Id, F(title="日历", refers="calendar", inner=True)]
    name: Annotated[str, F(title="名称", high=60)]
    first_day: Annotated[Day, F(title="开始日期")]
    last_day: Annotated[Day, F(title="结束日期")]
    hours: Annotated[str | None, F(title="工作时间", high=80)] = None  # none or "": no work


@kind("activity", "工作", "project_id, rank", "parent_id", label=("name",), key=("project_id", "wbs"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A row of the plan: a work, a milestone (duration 0) or, when others hang under it, a summary.

    Typed in or reported values only; early and late dates, floats and what is critical are computed.
    """

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    wbs: Annotated[str, F(title="WBS", high=40, excel=("大纲数字", "WBS编码", "任务编码", "代号"), search=True)]
    name: Annotated[
        str,
        F(
            title="任务名称",
            high=200,
            excel=("工作名称", "名称", "分部分项", "Task Name", "Name"),
            search=True,
            width=200,
        ),
    ]
    parent_id: Annotated[Id | None, F(title="上级", refers="activity", tree=True, inner=True)] = None
    rank: Annotated[str, F(title="顺序", high=200, inner=True)] = "n"
    duration_min: Annotated[Minutes, F(title="工期", unit="天", low=0, excel=("工期(天)", "Duration"))] = Minutes(480)
    calendar_id: Annotated[Id | None, F(title="日历", refers="calendar")] = None
    team_id: Annotated[
        Id | None, F(title="班组", refers="team", excel=("资源名称", "资源", "施工班组", "Resource Names"))
    ] = None
    responsible: Annotated[str | None, F(title="负责人", high=60, excel=("责任人",))] = None
    constraint_type: Annotated[ConstraintType, F(title="限制类型")] = "越早越好"
    constraint_at: Annotated[Instant | None, F(title="限制日期")] = None
    deadline_at: Annotated[Instant | None, F(title="期限")] = None
    is_manual: Annotated[Flag, F(title="手动", low=0, high=1)] = Flag(0)
    manual_start: Annotated[Instant | None, F(title="手动开始")] = None
    manual_finish: Annotated[Instant | None, F(title="手动完成")] = None
    done: Annotated[
        Permyriad, F(title="完成", unit="%", low=0, high=10_000, excel=("完成百分比", "完成率", "% Complete"))
    ] = Permyriad(0)
    actual_start: Annotated[Instant | None, F(title="实际开始", excel=("Actual Start",))] = None
    actual_finish: Annotated[Instant | None, F(title="实际完成", excel=("Actual Finish",))] = None
    remaining_min: Annotated[Minutes | None, F(title="剩余工期", unit="天", low=0)] = None  # none: by percent
    optimistic_min: Annotated[Minutes | None, F(title="乐观工期", unit="天", low=0, excel=("最短工期", "最乐观"))] = (
        None
    )
    pessimistic_min: Annotated[Minutes | None, F(title="悲观工期", unit="天", low=0, excel=("最长工期", "最悲观"))] = (
        None
    )
    crash_min: Annotated[Minutes | None, F(title="最短可压缩至", unit="天", low=0, excel=("极限工期", "赶工工期"))] = (
        None
    )
    crash_fen_per_day: Annotated[Fen | None, F(title="赶工费率", unit="元/天", low=0)] = None
    priority: Annotated[int, F(title="优先级", low=0, high=1000, excel=("Priority",))] = 500  # the highest waits least
    levelled_start: Annotated[Instant | None, F(title="调平开始")] = None  # written by levelling: not before
    budget_fen: Annotated[Fen, F(title="目标成本", unit="元", low=0)] = Fen(0)
    revenue_fen: Annotated[Fen, F(title="合同产值", unit="元")] = Fen(0)
    source_start: Annotated[Instant | None, F(title="来源开始", excel=("开始时间", "开始", "计划开始", "Start"))] = None
    source_finish: Annotated[
        Instant | None, F(title="来源完成", excel=("完成时间", "完成", "结束", "计划完成", "Finish"))
    ] = None
    source_uid: Annotated[str | None, F(title="来源标识", high=60, inner=True)] = None  # in the file it came from
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("relation", "逻辑关系", "successor_id", "predecessor_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    predecessor_id: Annotated[Id, F(title="紧前工作", refers="activity")]
    successor_id: Annotated[Id, F(title="紧后工作", refers="activity")]
    type: Annotated[RelationType, F(title="关系类型")] = "FS"
    lag_min: Annotated[int, F(title="时距", unit="分钟")] = 0  # ‱ of the predecessor's duration when lag_unit is 百分比
    lag_unit: Annotated[LagUnit, F(title="时距单位")] = "工作时间"


@kind("resource", "资源", "project_id", "team_id", label=("name",), key=("project_id", "name"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What works need and there is only so much of: a team, machines, a material; `capacity` on each working day."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    name: Annotated[str, F(title="资源名称", high=100, excel=("资源", "Resource Name"), search=True, width=140)]
    type: Annotated[ResourceType, F(title="资源类型")] = "人工"
    unit: Annotated[str, F(title="单位", high=20)] = "人"
    capacity: Annotated[TenThousandth, F(title="最大数量", low=0, excel=("最大单位", "Max Units"))] = TenThousandth(
        10_000
    )
    team_id: Annotated[Id | None, F(title="班组", refers="team")] = None
    calendar_id: Annotated[Id | None, F(title="日历", refers="calendar")] = None
    rate_fen_per_day: Annotated[Fen | None, F(title="单价", unit="元/天", low=0)] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("resource_period", "资源可用量", "resource_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePeriod:
    """Days on which there is another amount of a resource than usual."""

    id: Id
    resource_id: Annotated[Id, F(title="资源", refers="resource", inner=True)]
    first_day: Annotated[Day, F(title="开始日期")]
    last_day: Annotated[Day, F(title="结束日期")]
    capacity: Annotated[TenThousandth, F(title="数量", low=0)] = TenThousandth(0)


@kind("assignment", "资源分配", "project_id, activity_id", "resource_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A work needs so much of a resource while it is done."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    activity_id: Annotated[Id, F(title="工作", refers="activity")]
    resource_id: Annotated[Id, F(title="资源", refers="resource")]
    units: Annotated[TenThousandth, F(title="数量", low=0, excel=("单位", "Units"))] = TenThousandth(10_000)
    work_min: Annotated[Minutes | None, F(title="工时", unit="分钟", low=0)] = None  # none: units × duration


@kind("baseline", "基准计划", "project_id", label=("name",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    name: Annotated[str, F(title="基准名称", high=60)]
    taken_at: Annotated[Moment, F(title="保存时间")]
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("baseline_activity", "基准工作", "baseline_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineActivity:
    """What an activity was planned to be when the baseline was taken."""

    id: Id
    baseline_id: Annotated[Id, F(title="基准", refers="baseline", inner=True)]
    activity_id: Annotated[Id, F(title="工作", refers="activity")]
    start: Annotated[Instant, F(title="基准开始")]
    finish: Annotated[Instant, F(title="基准完成")]
    duration_min: Annotated[Minutes, F(title="基准工期", unit="天", low=0)]
    budget_fen: Annotated[Fen, F(title="基准成本", unit="元")] = Fen(0)


@kind("progress_check", "进度检查", "project_id, day", "activity_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressCheck:
    """Where a work stood on a check date, why it was late, and what shows it: what a 工期 claim is made of."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    activity_id: Annotated[Id, F(title="工作", refers="activity")]
    day: Annotated[Day, F(title="检查日期")]
    done: Annotated[Permyriad, F(title="检查时完成", unit="%", low=0, high=10_000)] = Permyriad(0)
    late_min: Annotated[int, F(title="检查时滞后", unit="分钟")] = 0  # working minutes; negative is ahead
    cause: Annotated[DelayCause | None, F(title="滞后原因", width=90)] = None
    evidence: Annotated[str | None, F(title="依据", high=400, width=200)] = None
    measure: Annotated[str | None, F(title="措施", high=400, width=200)] = None
