"""Sentences about attendance, day-work slips, crews and workers."""

from __future__ import annotations

SENTENCES = {
    "attendance.nothing_blank": "所选工人本月没有空白的考勤日，什么也没有改动；要改已填的格请直接键入。",
    "attendance.nothing_to_copy": "{what}没有可复制的考勤，或本期没有空白的格，什么也没有改动；请先选中要填的工人。",
    "daywork.settled": "点工单 {number} 已结清，不能再改，内容没有变动；要更正请另开一张红字点工单。",
    "daywork.bearer": "点工单 {number} 还没有填费用承担，没有确认；请先选 项目承担、分包承担或业主签证。",
    "daywork.draft": "点工单 {number} 还是草稿，没有结清；请先确认。",
    "daywork.content": "点工单 {number} 还没有填工作内容，没有确认；请写明做了什么。",
    "daywork.price": "点工单 {number} 有一行没有单价，没有确认；请补上 元/工日。",
    "daywork.lines": "点工单 {number} 没有用工明细，没有保存；至少要有一行人数和工时。",
    "daywork.closed": "{month}的工资表已经审定，点工单 {number} 没有新建也没有改动；要更正请在以后的月份另开一张点工单。",
    "daywork.number": "单号 {number} 已经用过，没有保存；请换一个单号。",
    "team.repeated": "班组“{name}”已经有了，没有新建。",
    "worker.repeated": "工号 {number} 已经用过，没有新建；请换一个工号。",
    "payroll.agreed": "{month}的工资表已经审定，没有再做一次；要更正请在以后的月份补发或扣回。",
    "payroll.empty": "{month}没有考勤也没有工资项目，没有生成工资表；请先录入考勤。",
    "payroll.unpriced": "{name}在{month}有出工但没有日工资，工资表没有审定；请先在工人名册或工价中填上。",
    "payroll.negative": "{name}在{month}的实发工资小于零，工资表没有审定；请把多出的借支改到以后的月份扣回。",
    "payroll.closed": "{month}的工资表已经审定，这个月的内容没有改动；要更正请在以后的月份补发或扣回。",
    "payroll.nobody": "{month}的工资表里没有这个人，没有更正；请核对月份和工人。",
    "payroll.paid": "{month}的工资已经发放或签字，工资表没有撤回；要更正请在以后的月份补发或扣回。",
    "payroll.amount": "{name}的{type}小于零，没有记入；多扣的请记在补发里。",
    "payroll.unpaid": "{name}在{month}的工资还没有发放，没有记签字；请先记发放。",
    "payroll.card": "{name}没有银行卡号，{month}的代发清单没有导出；请先在名册中填上。",
    "payroll.private": "您的岗位不能查看完整的银行卡号，{month}的代发清单没有导出；请由劳资员或出纳导出。",
    "payroll.kept": "{month}的工资已经审定，依《保障农民工工资支付条例》须保存 {years} 年，什么也没有删除；"
    "工人离场请填退场日期。",
    "payroll.open": "{month}的工资表还没有审定，什么也没有改动；请先审定。",
}
