"""Sentences of errors about cost."""

from __future__ import annotations

SENTENCES = {
    "cost.not_typed": "合价与目标成本由工程量乘单价算出，没有改动；请改工程量或单价，或先清空单价再直接填金额。",
    "cost.no_day": "工程还没有数据日期，没有登记；请先在工程里填数据日期或开工日期。",
    "cost.no_value": "工程 {name} 还算不出挣值，什么也没有改动；需要工作的目标成本、计划日期和数据日期，请先填上。",
    "cost.day_unreadable": "“{text}”不是日期，什么也没有改动；请写成 2025-11-30 的样子。",
}
