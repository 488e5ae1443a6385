"""The right-hand column (F4): the selected record, with its fields, its history and its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Touched
from lanyan_desktop.ui.components.buttons import icon_button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, INSPECTOR, S

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.record_view import RecordView


class Inspector(QWidget):
    """Follows the selection of the tab in view; reads only while it is open."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setAccessibleName(tr("详情栏"))
        self.setFixedWidth(INSPECTOR)
        self._work: Workspace | None = None
        self._kind = ""
        self._ids: tuple[Id, ...] = ()
        self.record: RecordView | None = None
        self._head = label("", CARD_TITLE, 600, wraps=True)
        self._remark = label("", CAPTION, tone="text3")
        self._column = QVBoxLayout()
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
        content = QWidget()
        content.setObjectName("scrolled")
        content.setLayout(self._column)
        self._column.setContentsMargins(14, 0, 14, 14)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
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
        is_same = (kind, tuple(ids)) == (self._kind, self._ids)
        self._kind, self._ids = kind, tuple(ids)
        if not self.isHidden() and not (is_same and self.record is not None):
            self._show()

    def hear(self, touched: Touched) -> None:
        """Show the record again if it was touched, unless something is being typed into it."""
        ids = touched.get(self._kind, set())
        is_about_it = ids is None or any(record_id in ids for record_id in self._ids)
        if self.isHidden() or not is_about_it:
            return
        if self.record is None or not self.record.form.is_changed:
            self._show()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self._show()

    def _show(self) -> None:
        view = self._drop_record()
        kind = KINDS.get(self._kind)
        if self._work is None or not self._ids or kind is None:
            self._head.setText(tr("没有选中记录"))
            self._remark.setText(tr("在表格或图里选一行"))
            return
        self._remark.setText(kind.title)
        if len(self._ids) > 1:
            self._head.setText(tr("选中 %1 条", f"{len(self._ids):,}"))
            return
        (record_id,) = self._ids
        reader = self._work.session.reader
        self._head.setText(reader.labels(kind.name, [record_id]).get(record_id, "") or kind.title)
        if not reader.page(kind.name, [record_id], ["id"]):
            self._remark.setText(tr("这条%1已被删除", kind.title))
            return
        from lanyan_desktop.ui.shell.record_view import RecordView  # brings forms and registers, and numpy

        self.record = RecordView(self._work, kind.name, record_id, view=view)
        self._column.addWidget(self.record)

    def _drop_record(self) -> int:
        """Take away what is shown; gives the view it was in, to be kept."""
        if self.record is None:
            return 0
        view, record, self.record = self.record.view, self.record, None
        record.hide()
        self._column.removeWidget(record)
        record.deleteLater()
        return view
