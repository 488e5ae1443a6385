"""What can be done anywhere in the window, as actions: for the menus, the palette, the shortcuts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.i18n import tr


class ShellActions:
    """Every action of the shell; the window connects `triggered`."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.undo = self._made(action(tr("撤销"), draw=False, icon="undo", shortcut="Ctrl+Z"))
        self.redo = self._made(action(tr("重做"), draw=False, icon="redo", shortcut="Ctrl+Y"))
        self.search = self._made(action(tr("搜索记录、操作、帮助"), draw=False, icon="search", shortcut="Ctrl+K"))
        self.inspector = self._made(action(tr("详情栏"), draw=False, icon="columns", shortcut="F4", checkable=True))
        self.sample = self._made(action(tr("打开样例工程"), draw=False, icon="file"))
        self.take_in = self._made(action(tr("从 Excel 导入…"), draw=False, icon="import", shortcut="Ctrl+I"))
        self.give_out = self._made(action(tr("导出 Excel…"), draw=False, icon="export", shortcut="Ctrl+E"))
        self.open_ledger = self._made(action(tr("打开账套…"), draw=False, icon="file", shortcut="Ctrl+O"))
        self.new_ledger = self._made(action(tr("新建账套…"), draw=False, icon="add", shortcut="Ctrl+Shift+N"))
        self.join = self._made(action(tr("加入账套…"), draw=False, icon="link"))
        self.sync = self._made(action(tr("立即同步"), draw=False, icon="sync", shortcut="F5"))
        self.close_ledger = self._made(action(tr("关闭账套"), draw=False, icon="x"))
        self.new_project = self._made(action(tr("新建工程…"), draw=False, icon="add"))
        self.log = self._made(action(tr("操作日志"), draw=False, icon="clock", shortcut="Ctrl+Shift+H"))
        self.backup = self._made(action(tr("立即备份"), draw=False, icon="save"))
        self.check = self._made(action(tr("全面检查账套"), draw=False, icon="check"))
        self.jobs = self._made(action(tr("任务"), draw=False, icon="bolt"))
        self.settings = self._made(action(tr("设置…"), draw=False, icon="level", shortcut="Ctrl+,"))
        self.manual = self._made(action(tr("使用手册"), draw=False, icon="chat", shortcut="F1"))
        self.diagnostics = self._made(action(tr("导出诊断…"), draw=False, icon="export"))
        self.quit = self._made(action(tr("退出"), draw=False, icon="x", shortcut="Ctrl+Q"))

    def _made(self, made: QAction) -> QAction:
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.setParent(self._window)
        self._window.addAction(made)
        return made

    @property
    def of_ledger(self) -> tuple[QAction, ...]:
        """What needs an open ledger."""
        return (self.close_ledger, self.new_project, self.log, self.backup, self.check, self.sync)

    @property
    def writing(self) -> tuple[QAction, ...]:
        """What changes the ledger: closed while it is read-only."""
        return (self.undo, self.redo, self.new_project)

    @property
    def offered(self) -> tuple[QAction, ...]:
        """What the palette lists."""
        made = (value for value in vars(self).values() if isinstance(value, QAction))
        return tuple(a for a in made if a is not self.search)

    def settle(self, *, is_open: bool, has_project: bool, is_read_only: bool) -> None:
        """Close what cannot be done now, with the reason as tooltip."""
        reasons: Mapping[QAction, str] = {
            **({} if is_open else dict.fromkeys((*self.of_ledger, self.undo, self.redo), tr("还没有打开账套"))),
            **({} if has_project else {self.give_out: tr("还没有工程"), self.inspector: tr("还没有工程")}),
            **({a: tr("账套只读") for a in self.writing} if is_open and is_read_only else {}),
        }
        for made in self.offered:
            reason = reasons.get(made, "")
            made.setEnabled(not reason)
            keys = made.shortcut().toString()
            made.setToolTip(f"{made.text()} {keys}".strip() + (tr("（%1）", reason) if reason else ""))


def fill_user_menu(menu: QMenu, actions: ShellActions) -> None:
    """Fill the menu behind the user's button."""
    menu.addActions([actions.settings, actions.jobs, actions.manual])
    menu.addSeparator()
    menu.addActions([actions.diagnostics, actions.quit])
