"""What the 进度 tab shows where there is no plan to show: nothing yet, being read, not readable."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr


def empty_page(add: QAction, take_in: QAction, *, can_write: bool) -> EmptyState:
    """The two ways on from a project without a plan."""
    first = button(tr("新增任务"), "primary", icon="add")
    first.clicked.connect(add.trigger)
    other = button(tr("从 Excel 导入"), icon="import")
    other.clicked.connect(take_in.trigger)
    for made in (first, other):
        made.setEnabled(can_write)
    return EmptyState(
        tr("还没有进度计划"),
        tr("新增第一项任务，或导入 Excel、WPS 表格里的计划。"),
        primary=first,
        normal=other,
        hint=tr("表格里按 Insert 新增任务，Alt+→ 缩进"),
    )


def reading_page() -> EmptyState:
    """While a large plan is read."""
    return EmptyState(tr("正在读取进度计划"), tr("任务很多，请稍候；其他模块可以照常使用。"))


def failed_page(again: Callable[[], None]) -> EmptyState:
    """A plan that could not be read."""
    more = button(tr("再试一次"))
    more.clicked.connect(lambda _on=False: again())
    words = tr("账套没有变动；原因见上方提示，改正后再试。")
    return EmptyState(tr("进度计划没有读出来"), words, normal=more)
