"""Ctrl+K: type a few characters, find an action, a record or a page of the manual, press Enter.

The field in the top bar keeps the focus; this list only follows it. Actions and help are matched here, records by the
ledger's full text search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.shell.popup import Popup
from lanyan_desktop.ui.theme import font, metrics, token
from lanyan_desktop.ui.tokens import BODY, CAPTION, LABEL

_WIDTH, _ROW, _MOST_SHOWN = 560, 30, 12
_WAIT_MS = 120
_OPTION = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Option:
    """Something the palette offers."""

    kind: Literal["action", "record", "help"]
    title: str
    remark: str  # shortcut, kind of the record, page
    icon: str
    run: Callable[[], None]


Source = Callable[[str], Sequence[Option]]
"""What a source offers for a typed text; "" asks for what to offer before anything is typed."""


class CommandPalette(Popup):
    """The list under the search field."""

    def __init__(self, window: QWidget, field: QLineEdit, sources: Sequence[Source]) -> None:
        super().__init__(window, name=tr("搜索结果"))
        self._field = field
        self._sources = sources
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_OptionPainter(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(tr("搜索结果"))
        self._list.clicked.connect(lambda index: self._take(index.row()))
        self.column.addWidget(self._list)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.look_up)
        field.textEdited.connect(lambda _text: self._timer.start())
        field.installEventFilter(self)

    def open_palette(self) -> None:
        """Put the cursor into the field and show what there is to do."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self.look_up()

    @property
    def options(self) -> list[Option]:
        """What is listed now."""
        return [self._model.item(row).data(_OPTION) for row in range(self._model.rowCount())]

    def look_up(self) -> None:
        """List what the typed text finds."""
        self._timer.stop()
        text = self._field.text().strip()
        found = [option for source in self._sources for option in source(text)]
        self._model.clear()
        for option in found:
            item = QStandardItem(option.title)
            item.setData(option, _OPTION)
            item.setEditable(False)
            self._model.appendRow(item)
        if not found:
            nothing = QStandardItem(tr("没有找到“%1”", text))
            nothing.setEnabled(False)
            self._model.appendRow(nothing)
        self._place(max(1, len(found)))

    def _place(self, rows: int) -> None:
        self._list.setFixedSize(_WIDTH, min(rows, _MOST_SHOWN) * _ROW + 2)
        self._list.setCurrentIndex(self._model.index(0, 0))
        corner = self._field.mapTo(self._window, QPoint(self._field.width() - _WIDTH, self._field.height() + 4))
        self.open_at(corner)

    def _take(self, row: int) -> None:
        option = self._model.item(row).data(_OPTION) if 0 <= row < self._model.rowCount() else None
        if not isinstance(option, Option):
            return
        self.close_popup()
        self._field.clear()
        self._field.clearFocus()
        option.run()

    def _holds(self, widget: QWidget) -> bool:
        return widget is self._field or super()._holds(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event) or super().eventFilter(watched, event)
        if watched is self._field and event.type() == QEvent.Type.MouseButtonPress and self.isHidden():
            self.look_up()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.isHidden():
            step = 1 if key == Qt.Key.Key_Down else -1
            row = (self._list.currentIndex().row() + step) % max(1, self._model.rowCount())
            self._list.setCurrentIndex(self._model.index(row, 0))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive() or self.isHidden():
                self.look_up()
            self._take(self._list.currentIndex().row())
            return True
        if key == Qt.Key.Key_Escape:
            self._field.clear()
            self._field.clearFocus()
        return False


class _OptionPainter(QStyledItemDelegate):
    """Icon, title, and at the right what it is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH - 20, _ROW)

    def paint(self, painter: QPainter, view: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        rect = QRectF(view.rect)  # type: ignore[attr-defined]  # the stubs lack the fields of style options
        state = view.state  # type: ignore[attr-defined]  # as above
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, token("accentSoft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, token("hover"))
        option = index.data(_OPTION)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not isinstance(option, Option):
            painter.setPen(token("text3"))
            painter.setFont(font(CAPTION))
            painter.drawText(rect.adjusted(14, 0, -14, 0), middle, str(index.data()))
            return
        painter.drawPixmap(round(rect.left()) + 14, round(rect.center().y()) - 8, pixmap(option.icon, "text3"))
        remark = rect.adjusted(rect.width() * 0.6, 0, -14, 0)
        painter.setPen(token("text3"))
        painter.setFont(font(LABEL if option.kind == "action" else CAPTION))
        painter.drawText(remark, middle | Qt.AlignmentFlag.AlignRight, option.remark)
        words = rect.adjusted(40, 0, -metrics(CAPTION).horizontalAdvance(option.remark) - 28, 0)
        painter.setPen(token("text"))
        painter.setFont(font(BODY))
        title = metrics(BODY).elidedText(option.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, middle, title)
