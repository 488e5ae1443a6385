"""Sentences about tables, registers and forms."""

from __future__ import annotations

SENTENCES = {
    "import.no_form": "文件 {file} 里没有认出任何一种表（能认的有：{forms}），什么也没有写入；请选定表的种类或换个文件。",
    "record.cycle": "{kind}不能放到自己下面，没有移动；请选别的位置。",
}
