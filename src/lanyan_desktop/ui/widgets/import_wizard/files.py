"""Which files the wizard takes in, asked for by a dialog or dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from lanyan_desktop.services.schedule.file_names import PLAN_SUFFIXES, is_plan_file
from lanyan_desktop.ui.i18n import tr

SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


def ask_file(parent: QWidget) -> Path | None:
    """Ask for a workbook or a plan file; .mpp may be chosen too, so that it is said what to do with it."""
    sheets, plans = (" ".join(f"*{suffix}" for suffix in these) for these in (SHEETS, (*PLAN_SUFFIXES, ".mpp")))
    kinds = [
        tr("Excel 表和进度计划 (%1)", f"{sheets} {plans}"),
        f"Excel ({sheets})",
        tr("进度计划：Project、P6、GanttProject (%1)", plans),
    ]
    name, _ = QFileDialog.getOpenFileName(parent, tr("导入"), "", ";;".join(kinds))
    return Path(name) if name else None


def dropped(data: QMimeData) -> Path | None:
    """The one file that is dragged, if it can be taken in."""
    names = [url.toLocalFile() for url in data.urls()]
    path = Path(names[0]) if len(names) == 1 and names[0] else None
    takes = path is not None and (path.suffix.lower() in SHEETS or is_plan_file(path))
    return path if takes else None
