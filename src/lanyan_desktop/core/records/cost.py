"""Cost (成本): accounts, budget versions and their lines, contracts, what was really spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from lanyan_desktop.core.records.declare import F, kind
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad, TenThousandth


@kind("cost_account", "成本科目", "project_id, rank", label=("code", "name"), key=("project_id", "code"))
@dataclass(frozen=True, slots=True, kw_only=True)
class CostAccount:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    code: Annotated[str, F(title="科目编码", high=40, excel=("成本科目编码",), search=True)]
    name: Annotated[str, F(title="成本科目", high=100, excel=("科目名称",), search=True, width=180)]
    parent_id: Annotated[Id | None, F(title="上级科目", refers="cost_account", tree=True, inner=True)] = None
    rank: Annotated[str, F(title="顺序", high=200, inner=True)] = "n"
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("budget_version", "预算版本", "project_id", label=("name",), key=("project_id", "name"))
@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVersion:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    name: Annotated[str, F(title="版本名称", high=100, search=True)]
    type: Annotated[Literal["投标", "合同", "目标成本", "调整"], F(title="版本类型")] = "投标"
    section: Annotated[str | None, F(title="标段", high=60)] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("budget_line", "清单项", "version_id, rank", "parent_id", label=("code", "name"), key=("version_id", "code"))
@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """A section (分部) or an item (清单项) of a budget version, with its target cost beside the contract price."""

    id: Id
    version_id: Annotated[Id, F(title="预算版本", refers="budget_version", inner=True)]
    parent_id: Annotated[Id | None, F(title="上级", refers="budget_line", tree=True, inner=True)] = None
    rank: Annotated[str, F(title="顺序", high=200, inner=True)] = "n"
    type: Annotated[Literal["分部", "清单项", "措施项", "其他项", "规费", "税金"], F(title="类别")] = "清单项"
    serial: Annotated[
        str | None, F(title="序号", high=20, excel=("S.No", "Sl.No", "Item No", "Sr. No.", "No.", "ลำดับที่"))
    ] = None
    code: Annotated[
        str | None,
        F(title="项目编码", high=60, excel=("清单编码", "编码", "Item Code", "Code"), search=True, width=120),
    ] = None
    name: Annotated[
        str,
        F(
            title="项目名称",
            high=1000,
            excel=("名称", "费用名称", "成本科目", "Description", "Item Description", "Particulars", "รายการ"),
            search=True,
            width=220,
        ),
    ]
    feature: Annotated[
        str | None, F(title="项目特征描述", high=8000, excel=("项目特征", "特征描述"), lines=True, width=260)
    ] = None
    unit: Annotated[str | None, F(title="计量单位", high=20, excel=("单位", "Unit", "UOM", "หน่วย"))] = None
    quantity: Annotated[
        TenThousandth | None, F(title="工程量", excel=("数量", "工程数量", "Qty", "Quantity", "จำนวน"))
    ] = None
    unit_price: Annotated[
        TenThousandth | None,
        F(title="综合单价", unit="元", excel=("合同收入/综合单价", "单价", "Rate", "Unit Rate", "ราคาต่อหน่วย")),
    ] = None
    amount_fen: Annotated[
        Fen | None,
        F(title="合价", unit="元", excel=("合同收入/合价", "金额", "Amount", "Total", "รวมค่าวัสดุและ/ค่าแรงงาน(บาท)")),
    ] = None
    provisional_fen: Annotated[Fen | None, F(title="其中暂估价", unit="元", excel=("暂估价",))] = None
    target_unit_price: Annotated[
        TenThousandth | None, F(title="目标单价", unit="元", excel=("目标成本/单价", "目标成本/综合单价"))
    ] = None
    target_fen: Annotated[Fen | None, F(title="目标成本", unit="元", excel=("目标合价", "目标成本/合价"))] = None
    labour_fen: Annotated[Fen | None, F(title="人工费", unit="元", excel=("ค่าแรงงาน/จำนวนเงิน(บาท)",))] = None
    material_fen: Annotated[Fen | None, F(title="材料费", unit="元", excel=("ค่าวัสดุ/จำนวนเงิน(บาท)",))] = None
    machine_fen: Annotated[Fen | None, F(title="机械费", unit="元")] = None
    subcontract_fen: Annotated[Fen | None, F(title="专业分包", unit="元")] = None
    account_id: Annotated[Id | None, F(title="成本科目", refers="cost_account")] = None
    responsible: Annotated[str | None, F(title="责任人", high=60)] = None
    note: Annotated[str | None, F(title="备注", high=2000, excel=("Remarks", "หมายเหตุ"), lines=True)] = None


@kind("line_load", "清单项与工作", "line_id", "activity_id", key=("line_id", "activity_id"))
@dataclass(frozen=True, slots=True, kw_only=True)
class LineLoad:
    """Which activity carries out a budget line: one of several, in proportion to their weights."""

    id: Id
    line_id: Annotated[Id, F(title="清单项", refers="budget_line", inner=True)]
    activity_id: Annotated[Id, F(title="工作", refers="activity", inner=True)]
    weight: Annotated[int, F(title="比重", low=0, high=1_000_000_000)] = 1


@kind("contract", "合同", "project_id, number", label=("number", "name"), key=("project_id", "number"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    number: Annotated[str, F(title="合同编号", high=60, search=True, width=110)]
    name: Annotated[str, F(title="合同名称", high=200, search=True, width=220)]
    type: Annotated[
        Literal["收入", "劳务分包", "材料采购", "设备租赁", "专业分包", "其他"], F(title="类型", excel=("合同类型",))
    ] = "其他"
    party_id: Annotated[Id | None, F(title="对方单位", refers="party", excel=("乙方", "甲方"))] = None
    sign_day: Annotated[Day | None, F(title="签订日期")] = None
    net_fen: Annotated[Fen, F(title="不含税金额", unit="元", excel=("不含税",))] = Fen(0)
    tax_rate: Annotated[Permyriad, F(title="税率", unit="%", low=0, high=10_000)] = Permyriad(900)
    tax_fen: Annotated[Fen, F(title="税额", unit="元")] = Fen(0)
    gross_fen: Annotated[Fen, F(title="含税金额", unit="元", excel=("含税", "合同金额"))] = Fen(0)
    terms: Annotated[str | None, F(title="付款条件", high=500)] = None
    advance_fen: Annotated[Fen, F(title="预付款", unit="元", low=0)] = Fen(0)
    advance_base_fen: Annotated[Fen | None, F(title="起扣基数", unit="元")] = None  # P of the 起扣点; none: with VAT
    material_share: Annotated[Permyriad, F(title="主材比例", unit="%", low=1, high=10_000)] = Permyriad(6000)
    progress_share: Annotated[Permyriad, F(title="进度款比例", unit="%", low=0, high=10_000)] = Permyriad(8000)
    retention_share: Annotated[Permyriad, F(title="质保金比例", unit="%", low=0, high=10_000)] = Permyriad(300)
    # 期初: what was settled, due and paid before the first period of this ledger; its own periods come on top.
    settled_fen: Annotated[Fen, F(title="期初结算", unit="元", excel=("累计结算",))] = Fen(0)
    due_fen: Annotated[Fen, F(title="期初应付", unit="元", excel=("累计应付",))] = Fen(0)
    paid_fen: Annotated[Fen, F(title="期初已付", unit="元", excel=("累计已付",))] = Fen(0)
    state: Annotated[Literal["草稿", "履行中", "已结算", "已终止"], F(title="状态")] = "履行中"
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("cost_entry", "实际成本", "project_id, day", label=("content",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CostEntry:
    """One booking of actual cost, net of VAT, on the day it belongs to."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    day: Annotated[Day, F(title="日期")]
    content: Annotated[str, F(title="摘要", high=200, search=True, width=220)]
    amount_fen: Annotated[Fen, F(title="金额", unit="元")]
    account_id: Annotated[Id | None, F(title="成本科目", refers="cost_account")] = None
    contract_id: Annotated[Id | None, F(title="合同", refers="contract")] = None
    activity_id: Annotated[Id | None, F(title="工作", refers="activity")] = None
    voucher: Annotated[str | None, F(title="凭证号", high=60)] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("contract_part", "合同分解", "contract_id", "account_id", key=("contract_id", "account_id"))
@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPart:
    """How much of a contract's net price belongs to an account; what no part takes is on no account."""

    id: Id
    contract_id: Annotated[Id, F(title="合同", refers="contract")]
    account_id: Annotated[Id, F(title="成本科目", refers="cost_account")]
    net_fen: Annotated[Fen, F(title="不含税金额", unit="元", low=0)] = Fen(0)


@kind(
    "change_order",
    "变更签证",
    "project_id, number",
    "contract_id",
    label=("number", "content"),
    key=("project_id", "number"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrder:
    """A change, site instruction or claim. On an income contract it changes what comes in, else what is spent."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    number: Annotated[str, F(title="编号", high=60, excel=("变更编号", "签证编号"), search=True, width=90)]
    content: Annotated[str, F(title="内容", high=500, search=True, width=240)]
    type: Annotated[Literal["设计变更", "工程洽商", "现场签证", "索赔", "业主要求", "补充协议"], F(title="类型")] = (
        "现场签证"
    )
    day: Annotated[Day | None, F(title="日期")] = None
    trade: Annotated[str | None, F(title="专业", high=60)] = None
    contract_id: Annotated[Id | None, F(title="合同", refers="contract")] = None
    account_id: Annotated[Id | None, F(title="成本科目", refers="cost_account")] = None
    claimed_fen: Annotated[Fen, F(title="申报金额", unit="元")] = Fen(0)
    approved_fen: Annotated[Fen | None, F(title="审定金额", unit="元")] = None
    claimed_days: Annotated[int, F(title="申报工期", unit="天")] = 0
    approved_days: Annotated[int | None, F(title="审定工期", unit="天")] = None
    state: Annotated[Literal["草稿", "已申报", "审批中", "已批准", "已驳回"], F(title="状态")] = "草稿"
    responsible: Annotated[str | None, F(title="责任方", high=60)] = None
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("cost_estimate", "待发生估算", "project_id, account_id", label=("content",))
@dataclass(frozen=True, slots=True, kw_only=True)
class CostEstimate:
    """What will be spent on an account beyond its contracts: without contract in all, or still to come."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    account_id: Annotated[Id | None, F(title="成本科目", refers="cost_account")] = None
    type: Annotated[Literal["无合同费用", "待发生"], F(title="类别")] = "待发生"
    content: Annotated[str, F(title="说明", high=200, width=240)] = "估算"
    amount_fen: Annotated[Fen, F(title="金额", unit="元", low=0)] = Fen(0)
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("cost_alarm", "成本预警", "project_id", key=("project_id", "account_id"))
@dataclass(frozen=True, slots=True, kw_only=True)
class CostAlarm:
    """From what share over target an account turns yellow, orange, red; without account it holds for all others."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    account_id: Annotated[Id | None, F(title="成本科目", refers="cost_account")] = None
    yellow: Annotated[Permyriad, F(title="黄色", unit="%", low=0, high=10_000)] = Permyriad(100)
    orange: Annotated[Permyriad, F(title="橙色", unit="%", low=0, high=10_000)] = Permyriad(300)
    red: Annotated[Permyriad, F(title="红色", unit="%", low=0, high=10_000)] = Permyriad(500)


@kind("settlement", "计量结算", "contract_id, day", label=("number",), key=("contract_id", "number"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What was measured of a contract in one period, with VAT: a 分包结算, or our own 进度款申请."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    contract_id: Annotated[Id, F(title="合同", refers="contract")]
    number: Annotated[str, F(title="期数", high=40, search=True)]
    day: Annotated[Day, F(title="截止日期")]
    done_fen: Annotated[Fen, F(title="本期完成", unit="元")] = Fen(0)
    penalty_fen: Annotated[Fen, F(title="本期扣款", unit="元", low=0)] = Fen(0)
    paid_fen: Annotated[Fen, F(title="本期实付", unit="元", low=0)] = Fen(0)
    state: Annotated[Literal["草稿", "已申报", "已审定"], F(title="状态")] = "草稿"
    note: Annotated[str | None, F(title="备注", high=2000, lines=True)] = None


@kind("cost_month", "成本月结", "project_id, first_day", key=("project_id", "first_day"))
@dataclass(frozen=True, slots=True, kw_only=True)
class CostMonth:
    """A month whose books are closed: nothing is booked in it, moved into it or taken from it."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    first_day: Annotated[Day, F(title="月份第一天")]
    state: Annotated[Literal["已结账", "重新打开"], F(title="状态")] = "已结账"
