"""The right-hand column (F4): what the selected record is, field by field, who changed it, its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Reader, Touched
from lanyan_desktop.ui.components.buttons import icon_button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.record_view import lines_of, title_of
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, INSPECTOR, S


class Inspector(QWidget):
    """Follows the selection of the tab in view; reads only while it is open."""

    closed = Signal()

    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setAccessibleName(tr("详情栏"))
        self.setFixedWidth(INSPECTOR)
        self._on_error = on_error
        self._work: Workspace | None = None
        self._kind = ""
        self._ids: tuple[Id, ...] = ()
        self._head = label("", CARD_TITLE, 600, wraps=True)
        self._remark = label("", CAPTION, tone="text3")
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(14, 4, 14, 14)
        self._column.setSpacing(2)
        self._lay_out()

    def _lay_out(self) -> None:
        cross = icon_button("x", tr("关闭详情栏"), shortcut="F4", size=24)
        cross.clicked.connect(self.closed)
        line = QHBoxLayout()
        line.setContentsMargins(14, 10, 8, 0)
        line.addWidget(self._remark, 1)
        line.addWidget(cross)
        title = QHBoxLayout()
        title.setContentsMargins(14, 0, 14, S)
        title.addWidget(self._head, 1)
        self._content.setObjectName("scrolled")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._content)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addLayout(title)
        column.addWidget(scroll, 1)

    def enter(self, work: Workspace) -> None:
        """Show records of this ledger from now on."""
        self._work = work
        self.show_records("", ())

    def leave(self) -> None:
        """The ledger is closed."""
        self._work = None
        self.show_records("", ())

    def show_records(self, kind: str, ids: Sequence[Id]) -> None:
        """Show the selected record; several are counted, none is said."""
        self._kind, self._ids = kind, tuple(ids)
        if not self.isHidden():
            self._show()

    def hear(self, touched: Touched) -> None:
        """Show the record again if it was touched."""
        ids = touched.get(self._kind, set())
        if not self.isHidden() and (ids is None or any(record_id in ids for record_id in self._ids)):
            self._show()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self._show()

    def _show(self) -> None:
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._work is None or not self._ids or not self._kind:
            self._head.setText(tr("没有选中记录"))
            self._remark.setText(tr("在表格或图里选一行"))
        elif len(self._ids) > 1:
            self._head.setText(tr("选中 %1 条", f"{len(self._ids):,}"))
            self._remark.setText(self._kind_title())
        else:
            self._show_one(self._work.session.reader, self._ids[0])
        self._column.addStretch(1)

    def _show_one(self, reader: Reader, record_id: Id) -> None:
        self._remark.setText(self._kind_title())
        self._head.setText(title_of(reader, self._kind, record_id))
        for line in lines_of(reader, self._kind, record_id):
            self._column.addWidget(line)

    def _kind_title(self) -> str:
        return KINDS[self._kind].title
