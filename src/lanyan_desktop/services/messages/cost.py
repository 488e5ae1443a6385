"""Sentences of errors about cost."""

from __future__ import annotations

SENTENCES = {
    "cost.not_typed": "合价与目标成本由工程量乘单价算出，没有改动；请改工程量或单价，或先清空单价再直接填金额。",
    "cost.no_day": "工程还没有数据日期，没有登记；请先在工程里填数据日期或开工日期。",
    "cost.no_value": "工程 {name} 还算不出挣值，什么也没有改动；需要工作的目标成本、计划日期和数据日期，请先填上。",
    "cost.day_unreadable": "“{text}”不是日期，什么也没有改动；请写成 2025-11-30 的样子。",
    "cost.negative_quantity": "工程量不能小于 0，没有改动；减少的数量请登记为变更签证，金额填负数。",
    "cost.code_repeated": "编码 {code} 已经有了，没有改动；请换一个编码。",
    "cost.cycle": "“{name}”不能放到它自己的下级科目下面，没有改动；请另选上级科目。",
    "cost.parts_over": "合同 {contract} 分到各科目的金额超过了合同不含税金额（超出 {over} 元），没有改动；请改小。",
    "cost.closed": "{month} 的成本已经结账，没有改动；要改请先重新打开这个月。",
    "cost.no_bid": "{file} 里没有找到{what}，什么也没有导入；请用计价软件导出的整本报价文件。",
    "cost.bid_taken": "预算版本“{name}”里已经有规费或税金，没有重复导入；要重新导入请先删除它们。",
    "cost.report_kind": "{file} 不是 .xlsx 或 .pdf，没有写文件；请给报表一个这样结尾的文件名。",
    "cost.no_version": "还没有预算版本可以补充，什么也没有导入；请先导入分部分项清单。",
    "cost.no_account": "没有可以分解的成本科目了，没有改动；请先在“科目”里增加科目。",
    "cost.saving_range": "降低率要在 0% 到 100% 之间，没有生成；请改降低率。",
    "cost.nothing_priced": "{name} 里没有带价的清单项，没有生成目标成本；请先填综合单价或合价。",
    "cost.version_taken": "预算版本“{name}”已经有了，没有再生成；请直接修改它，或先改名。",
    "cost.change_decided": "{number} 已经批准或驳回，没有再申报；要重新申报请先把状态改回草稿。",
    "cost.shares_over": "各项工作的比例合计 {total}%，超过了 100%，没有改动；请改小。",
    "cost.shares_under": "各项工作的比例合计 {total}%，不到 100%，没有改动；请补足。",
    "cost.share_negative": "比例要大于 0，没有改动；不由这项工作完成的请删掉那一行。",
    "cost.only_now": "按分部和按工作只有数据日期的数，没有算；请去掉日期，或按科目、合同、月份看。",
}
