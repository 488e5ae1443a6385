"""What the window shows while no ledger is open: the ways on, and the ledgers opened lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, elastic, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.mark import Mark
from lanyan_desktop.ui.tokens import CAPTION, TITLE, M, S

_WIDTH = 560


class StartPage(QWidget):
    """Actions as buttons, recent ledgers as a short list that the keyboard reaches."""

    chosen = Signal(object)  # Path

    def __init__(
        self, sample: QAction, take_in: QAction, open_ledger: QAction, new_ledger: QAction, join: QAction
    ) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        primary = _for(take_in, button(tr("从 Excel 导入"), "primary", icon="import"))
        buttons = box(
            primary,
            _for(sample, button(tr("打开样例工程"))),
            _for(open_ledger, button(tr("打开账套…"))),
            _for(new_ledger, button(tr("新建账套…"))),
            _for(join, button(tr("加入账套…"), tip=tr("别的电脑已有账套，凭邀请文件加入"))),
            None,
            gap=S,
        )
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        inner = QWidget()
        inner.setFixedWidth(_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(box(Mark(32), label("蓝燕 Desktop", TITLE, 600), None, gap=M))
        words = tr("一个账套是一个文件，放着项目部的进度、成本和点工，不用联网。先看样例，或把现有的 Excel 变成账套。")
        column.addWidget(label(words, tone="text2", wraps=True))
        column.addSpacing(S)
        column.addWidget(buttons)
        column.addSpacing(M)
        self._recent_title = label(tr("最近打开"), CAPTION, 600, tone="text2")
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        column.addWidget(
            label(tr("也可以把 Excel 表、Project 的 .xml、P6 的 .xer 或 .lanyan 文件拖到这里。"), CAPTION, tone="text3")
        )
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        middle = QHBoxLayout()  # an alignment instead would squash the wrapped words
        middle.addStretch(1)
        middle.addWidget(inner)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)

    def set_recent(self, ledgers: Sequence[Path]) -> None:
        """List these ledgers."""
        while self._recent.count():
            self._recent.takeAt(0).widget().deleteLater()
        for path in ledgers:
            self._recent.addWidget(_RecentRow(path, self.chosen.emit))
        self._recent_title.setVisible(bool(ledgers))


class _RecentRow(QWidget):
    """A ledger's name, folder and when it was changed; the whole row is the button."""

    def __init__(self, path: Path, choose: Callable[[Path], None]) -> None:
        super().__init__()
        self._path, self._choose = path, choose
        name = button(path.stem, "quiet", icon="file")
        name.setToolTip(str(path))
        name.clicked.connect(lambda: choose(path))
        folder = label(str(path.parent), CAPTION, tone="text3")
        changed = datetime.fromtimestamp(path.stat().st_mtime)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(name)
        row.addWidget(elastic(folder), 1)
        row.addWidget(label(f"{changed:%Y-%m-%d %H:%M}", CAPTION, tone="text3"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._path)
        else:
            super().keyPressEvent(event)


def _for(action: QAction, shown: QPushButton) -> QPushButton:
    shown.clicked.connect(action.trigger)
    shown.setToolTip(action.toolTip())
    return shown
