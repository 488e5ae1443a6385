"""Sentences about projects, kinds of records and the terminal."""

from __future__ import annotations

SENTENCES = {
    "project.none": "账套里还没有工程，什么也没有改动；请先新建工程或导入预算。",
    "project.which": "账套里有几个工程（{codes}），什么也没有改动；请用 --project 指明工程编号。",
    "project.unknown": "账套里没有编号为 {code} 的工程（现有：{codes}），什么也没有改动；请核对编号。",
    "project.repeated": "工程编号 {code} 已经用过，没有新建；请换一个编号。",
    "kind.unknown": "没有“{word}”这种记录；可以列出的有：{kinds}。",
    "undo.none": "没有可以撤销的操作，账套没有改动。",
    "redo.none": "没有可以重做的操作，账套没有改动。",
    "output.failed": "结果写不出去（{detail}）；命令本身已经完成，请检查磁盘空间，再用 lanyan log 核对。",
    "command.cancelled": "已停下；做完的部分都保留，其余没有做，再运行一次会接着做。",
    "month.unreadable": "月份“{text}”看不懂，什么也没有改动；请写成 2025-11 这样。",
}
