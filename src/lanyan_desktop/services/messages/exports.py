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
    "export.nothing": "{what}里还没有可导出的内容，没有生成文件；请先录入或导入。",
}
