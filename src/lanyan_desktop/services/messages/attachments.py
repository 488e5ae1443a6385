"""Sentences about the papers of a record."""

from __future__ import annotations

SENTENCES = {
    "attachment.unreadable": "“{file}”读不出来（{detail}），没有添加附件；请检查文件是否还在、是否有权限。",
    "attachment.not_written": "附件没有写成 {file}（{detail}），账套里的原件还在；请换一个文件夹再试。",
}
