"""Sentences about workbooks: why one is refused, and what is odd about a cell."""

from __future__ import annotations

from lanyan_desktop.core.forms.problem import Problem

SENTENCES = {
    "excel.missing": "文件 {file} 打不开（{detail}），什么也没有写入；请核对路径，或先在 Excel 里关闭它。",
    "excel.empty": "文件 {file} 是空的（0 字节），什么也没有写入；请重新保存或重新下载后再导入。",
    "excel.password": "文件 {file} 有密码保护，读不了，什么也没有写入；请在 Excel 中取消密码，另存为 xlsx 后再导入。",
    "excel.not_excel": "文件 {file} 不是 Excel 工作簿，看起来是{found}，什么也没有写入；请用 Excel 或 WPS 打开后另存为 xlsx。",
    "excel.damaged": "文件 {file} 不完整或已损坏，什么也没有写入；请重新复制或下载，或用 Excel 打开并另存为 xlsx。",
    "excel.bomb": "文件 {file} 解开后大得不像表格（可能是压缩炸弹），没有打开，什么也没有写入；请确认文件的来源。",
    "excel.dtd": "文件 {file} 的 {part} 里有表格不该有的 DTD 声明（可能是恶意文件），没有打开，什么也没有写入；请确认文件的来源。",
    "excel.too_large": "文件 {file} 有 {size}，超过 {limit}，什么也没有写入；请另存为 xlsx，或只留要导入的工作表。",
    "excel.too_many_cells": "文件 {file} 的工作表“{sheet}”一直用到 {cell}，超过 {limit} 格，什么也没有写入；"
    "请删除表格之外的行和列（选中后按“删除”），保存后再导入。",
    "excel.no_sheet": "文件 {file} 里没有名为“{sheet}”的工作表（有：{sheets}），什么也没有写入；请核对名称。",
    "excel.no_form": "文件 {file} 里没有认出{form}：{sheets}。什么也没有写入；请核对选的表单，或在导入向导里指定各列。",
    "import.month": "文件 {file} 的日期没有年份和月份，什么也没有写入；请用 --month 指明月份，如 2025-11，或在标题里写明。",
    "import.nothing": "文件 {file} 里没有可以写入的行（{problems} 个问题），什么也没有写入；请先看预览里的问题。",
}

PROBLEMS = {
    "cell.error": "单元格是错误值 {text}，没有采用；请在 Excel 中改正",
    "cell.number": "“{text}”不是数字",
    "cell.high": "“{text}”太大，超出程序所能保存的数",
    "cell.date": "“{text}”不是日期",
    "cell.date.ambiguous": "“{text}”是数字，分不清是几日（如 11.2 可能是 11 月 2 日或 20 日）；请改成文字或日期",
    "cell.month": "“{text}”没有年份；请指明月份",
    "cell.time": "“{text}”不是时刻",
    "cell.duration": "“{text}”不是工期",
    "cell.flag": "“{text}”应为 是 或 否",
    "cell.choice": "“{text}”不在可选项里",
    "cell.mark": "“{text}”不是认得的考勤符号",
    "cell.mark.high": "“{text}”超过一天",
    "cell.shorthand": "速记“{text}”看不懂",
    "cell.shorthand.day": "速记“{text}”里有这个月没有的日子",
    "cell.shorthand.twice": "速记“{text}”把同一天写了两次",
    "formula.uncached": "{count} 个公式没有保存计算结果（文件没有在 Excel 里算过），{done}；首个在此",
    "field.required": "{title}不能为空",
    "field.problem": "{sentence}",
    "table.other": "从这一行起是另一张表（列的次序不同），没有导入；需要时请把它放到单独的工作表",
    "sheet.other": "工作表“{sheet}”也像这种表，这次没有导入；需要时请选那张工作表再导入一次",
    "total.like": "金额正好等于前面各行之和，又没有编码、单位和数量，像是合计行；现按清单项计入，请核对",
    "cell.digits": "“{text}”超过 15 位，Excel 按数字保存时丢了后几位，没有写入；请把这一格设为文本后重新填写",
    "row.unknown": "这一行没有认出来，没有写入",
    "name.long": "名称太长（{count} 字），名称里只留前 {kept} 字，全文放在项目特征里",
    "code.zero": "编码 {code} 是数字，少了前导 0，已补为 {fixed}",
    "code.repeated": "编码 {code} 出现 {count} 次，按名称和次序区分",
    "code.form": "编码 {code} 不是 12 位清单编码",
    "quantity.zero": "工程量不大于 0",
    "amount.computed": "没有合价，按工程量×综合单价算",
    "day.beyond": "{month} 没有 {day} 日",
    "day.weekday": "{name} 在 {first} 至 {last} 中不止一天，分不清是哪天，没有写入",
    "day.outside": "{name} 不在 {first} 至 {last} 中",
    "month.cross": "日期从 {first} 日跨到下月 {last} 日，分不清是哪两个月；请在标题里写明起止日期，或用另一个月份导入",
    "month.cross.taken": "日期跨月，按 {first} 至 {last} 记",
    "month.unknown": "不知道是哪个月；请指明月份",
    "unit.mixed": "表里既有 4 以上的数又有 3 以下的数，分不清是工日还是小时；请指明单位",
    "worker.unnamed": "没有姓名，暂用工号 {number} 作姓名",
    "worker.numbered": "没有工号，按姓名对应；新工人自动编号",
    "worker.twice": "{name} 在 {day} 有两条不同的考勤，用后一条",
    "worker.number": "工号 {number} 前面是 {name}，这里是 {other}，没有写入；请核对工号",
    "worker.same": "{name} 在第 {row} 行已有同一天的考勤，当作同一个人；如果是两个人，请填工号区分",
    "worker.left": "姓名后注“{note}”，已记为退场 {day}",
    "part.unknown": "时段“{text}”不认得",
    "total.days": "出勤工日写的是 {stated}，按格子算是 {computed}",
    "overtime.spread": "加班 {hours} 小时只有合计、没有分日，从最后出勤日 {day} 起往前每天最多记 4 小时",
    "visit.open": "没有签退时间，这次没有写入",
    "visit.long": "签到到签退超过 24 小时，没有写入",
    "visit.order": "签退早于签到，没有写入",
    "clock.half": "只有一次打卡，没有写入",
    "slip.days": "工日写的是 {stated}，按人数×工时算是 {computed}",
    "slip.amount": "金额写的是 {stated}，按工日×单价算是 {computed}",
    "slip.heads": "人数“{text}”不是整数",
    "slip.parts": "单号 {number} 有 {count} 行，作为一张单的明细；日期或班组以第一行为准",
    "slip.locked": "单号 {number} 已结清，没有改动",
    "slip.twice": "单号 {number} 在工作表“{sheet}”里已经有了，这里的没有写入；一张单只能在一张表里",
    "bearer.unknown": "费用承担“{text}”不认得，记在备注里",
    "activity.wbs": "没有大纲数字，按缩进编为 {wbs}",
    "activity.wbs.repeated": "大纲数字 {wbs} 重复",
    "activity.duration": "没有工期，按起止日期算为 {days} 天",
    "activity.no_duration": "没有工期和起止日期，按 1 天记",
    "predecessor.text": "前置任务“{text}”看不懂",
    "predecessor.unknown": "前置任务 {number} 不在表里",
    "predecessor.self": "前置任务是它自己",
    "predecessor.cycle": "前置任务 {number} 使逻辑关系成环，没有写入",
    "predecessor.unwritten": "前置任务 {number} 那一行有错误没有写入，这条关系也没有写入",
    "row_id.repeated": "标识号 {number} 重复；作为前置任务时指第一个",
    "predecessor.summary": "前置任务 {number} 是汇总任务，没有写入",
    "dates.order": "完成早于开始",
    "header.unmapped": "列“{heading}”没有对应，没有导入",
}


def problem_text(problem: Problem) -> str:
    """A problem in words, without its place.

    >>> problem_text(Problem("cell.number", "清单", 6, 5, params={"text": "约3"}))
    '“约3”不是数字'
    """
    return PROBLEMS[problem.code].format_map(dict(problem.params))
