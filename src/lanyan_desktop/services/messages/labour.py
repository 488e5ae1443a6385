"""Sentences about attendance, day-work slips, crews and workers."""

from __future__ import annotations

SENTENCES = {
    "attendance.nothing_blank": "所选工人本月没有空白的考勤日，什么也没有改动；要改已填的格请直接键入。",
    "attendance.nothing_to_copy": "{what}没有可复制的考勤，或本期没有空白的格，什么也没有改动；请先选中要填的工人。",
    "daywork.settled": "点工单 {number} 已结清，不能再改，内容没有变动；要更正请另开一张红字点工单。",
    "daywork.bearer": "点工单 {number} 还没有填费用承担，没有确认；请先选 项目承担、分包承担或业主签证。",
    "daywork.content": "点工单 {number} 还没有填工作内容，没有确认；请写明做了什么。",
    "daywork.price": "点工单 {number} 有一行没有单价，没有确认；请补上 元/工日。",
    "daywork.lines": "点工单 {number} 没有用工明细，没有保存；至少要有一行人数和工时。",
    "daywork.number": "单号 {number} 已经用过，没有保存；请换一个单号。",
    "team.repeated": "班组“{name}”已经有了，没有新建。",
    "worker.repeated": "工号 {number} 已经用过，没有新建；请换一个工号。",
}
