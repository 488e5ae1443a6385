"""Sentences of errors about cost."""

from __future__ import annotations

SENTENCES = {
    "cost.not_typed": "合价与目标成本由工程量乘单价算出，没有改动；请改工程量或单价，或先清空单价再直接填金额。",
    "cost.no_day": "工程还没有数据日期，没有登记；请先在工程里填数据日期或开工日期。",
}
