"""The project (工程) and the parties (参建单位) around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from lanyan_desktop.core.records.declare import F, kind
from lanyan_desktop.core.records.plan import LagCalendar, ProgressRule
from lanyan_desktop.core.values import Day, Fen, Flag, Id, Minutes, Permyriad, TenThousandth

PricingStandard = Literal["GB 50500-2013", "GB/T 50500-2024", "自定义"]


@kind("project", "工程", label=("name",), key=("code",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    id: Id
    code: Annotated[str, F(title="工程编号", high=40, search=True)]
    name: Annotated[str, F(title="工程名称", high=200, excel=("项目名称", "单位工程"), search=True, width=240)]
    structure: Annotated[str | None, F(title="结构规模", high=200)] = None
    area: Annotated[TenThousandth | None, F(title="建筑面积", unit="m²", low=0)] = None
    pricing_standard: Annotated[PricingStandard, F(title="计价标准")] = "GB 50500-2013"
    tax_rate: Annotated[Permyriad, F(title="税率", unit="%", low=0, high=10_000)] = Permyriad(900)
    start_day: Annotated[Day | None, F(title="开工日期")] = None
    required_finish_day: Annotated[Day | None, F(title="要求完工")] = None
    data_day: Annotated[Day | None, F(title="数据日期")] = None
    calendar_id: Annotated[Id | None, F(title="工作日历", refers="calendar")] = None
    lag_calendar: Annotated[LagCalendar, F(title="时距日历")] = "紧前工作日历"
    progress_rule: Annotated[ProgressRule, F(title="进度计算")] = "保持逻辑"
    is_backward: Annotated[Flag, F(title="倒排", low=0, high=1)] = Flag(0)  # from 要求完工 back
    critical_float_min: Annotated[Minutes, F(title="关键时差", unit="分钟", low=0)] = Minutes(0)
    workday_min: Annotated[Minutes, F(title="一个工日", unit="分钟", low=60, high=1440)] = Minutes(480)
    overtime_day_min: Annotated[Minutes, F(title="加班折工", unit="分钟/工日", low=60, high=1440)] = Minutes(480)
    meal_fen_per_day: Annotated[Fen, F(title="餐费", unit="元/出勤日", low=0)] = Fen(0)
    least_wage_fen: Annotated[Fen, F(title="最低工资", unit="元/月", low=0)] = Fen(0)  # of the place; 0: not checked
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("party", "往来单位", label=("name",), key=("name",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    id: Id
    name: Annotated[
        str, F(title="单位名称", high=120, excel=("对方单位", "乙方", "供应商", "分包单位"), search=True, width=220)
    ]
    type: Annotated[
        Literal["建设单位", "监理单位", "劳务分包", "专业分包", "材料供应", "设备租赁", "其他"], F(title="单位类型")
    ] = "其他"
    credit_code: Annotated[str | None, F(title="统一社会信用代码", high=18, width=170)] = None
    contact: Annotated[str | None, F(title="联系人", high=60)] = None
    phone: Annotated[str | None, F(title="联系电话", high=40, excel=("联系方式", "电话"), private=True)] = None
    bank: Annotated[str | None, F(title="开户行", high=120)] = None
    account: Annotated[str | None, F(title="账号", high=40, excel=("银行账号",), private=True)] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None
