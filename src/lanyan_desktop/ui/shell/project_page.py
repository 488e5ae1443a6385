"""What an open ledger without a project shows: two ways on."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr


class ProjectPage(QWidget):
    """An empty ledger: 从 Excel 导入 makes the project by itself; a new one can be begun by hand as well."""

    def __init__(self, sample: QAction, take_in: QAction, new_project: QAction) -> None:
        super().__init__()
        primary = button(tr("从 Excel 导入"), "primary", icon="import", tip=take_in.toolTip())
        normal = button(tr("打开样例工程"), tip=sample.toolTip())
        begin = button(tr("新建工程…"), "quiet")
        primary.clicked.connect(take_in.trigger)
        normal.clicked.connect(sample.trigger)
        begin.clicked.connect(new_project.trigger)
        page = EmptyState(
            tr("还没有账本内容"),
            tr("先看样例，或把现有的 Excel 变成账本。"),
            primary=primary,
            normal=normal,
            quiet=begin,
            hint=tr("也可把 .xlsx 拖到这里"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
