"""Sentences about forms written to Excel."""

from __future__ import annotations

SENTENCES = {
    "export.locked": "“{file}”写不进去，可能正在 Excel 或 WPS 里打开着；原文件没有改动，请关闭它或换个文件名再导出。",
    "export.folder": "文件夹“{folder}”不存在，没有导出；请先建好文件夹或换个位置。",
    "export.full": "磁盘空间不够，“{file}”没有写成，原文件没有改动；请腾出空间再导出。",
    "export.unwritable": "“{file}”写不进去（{reason}），原文件没有改动；请换个位置再导出。",
    "export.rows": "要导出的内容超过 Excel 一张表的 {rows} 行，没有导出；请分标段或分月导出。",
    "export.no_data_date": "还没有检查日期（数据日期），没有导出；请在“登记进度”里选好检查日期再导出周报。",
    "export.no_claim": "没有因{causes}造成的延误记录，没有生成工期顺延申请；"
    "请在“登记进度”里给滞后的工作填好滞后原因和依据。",
    "export.ending": "“{file}”不是 .xlsx 或 .pdf，没有写文件；请给报表一个这样结尾的文件名。",
    "export.plan_format": "“{file}”这种文件只能读不能写，没有导出；请导出为 Project 的 .xml 或 .xlsx。",
    "export.template": "“{file}”里没有认出{title}：要有它的表头（如{titles}）；没有写文件，请换一个模板或不用模板导出。",
    "export.template_kind": "“{file}”不是 .xlsx 工作簿，不能作模板，没有写文件；请先在 Excel 或 WPS 里另存为 .xlsx。",
    "export.template_drawn": "“{file}”里有图片、图表或宏，填写时会丢失，没有写文件；请另存一份去掉它们的模板。",
    "export.template_days": "“{file}”的工作表“{sheet}”不是一个月每天一列的考勤表（{why}），没有写文件；"
    "请换一个列出 1 到 {days} 日的模板。",
    "export.template_rows": "“{file}”的工作表“{sheet}”第 {row} 行在表中间、认不出是什么，填写会把它丢掉，没有写文件；"
    "请从模板里移开这一行。",
    "export.template_same": "导出的文件就是模板“{file}”，没有写；请给结果另起一个文件名。",
    "export.template_form": "只有考勤表、点工汇总表和工资发放表能填进自己的模板；没有写文件，请不用模板导出。",
    "export.nothing": "{what}里还没有可导出的内容，没有生成文件；请先录入或导入。",
}
