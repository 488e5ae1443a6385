"""Sentences about the program's own files: settings, logs, diagnostics."""

from __future__ import annotations

SENTENCES = {
    "folder.not_writable": "文件夹 {folder} 不能写入，程序没有改动任何账套；请检查权限和磁盘空间，或用 --data-dir 指定别的文件夹。",
    "settings.not_saved": "设置没有存到 {file}，本次运行中仍然有效；请检查权限和磁盘空间。",
    "diagnostics.not_written": "诊断包没有写成 {file}，日志仍在原处；请换一个文件夹再试。",
}
