"""The overview strip at the right edge of the sheet."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import theme, token
from lanyan_desktop.ui.widgets.import_wizard.sheet_view import SheetView
from lanyan_desktop.ui.widgets.import_wizard.words import CLASS_LOOK


class OverviewStrip(QWidget):
    """The whole sheet in 12 px at its right edge: what is not an item shows, problems stand out; a click goes there."""

    def __init__(self, view: SheetView) -> None:
        super().__init__()
        self._view = view
        self._drawn = QPixmap()
        self.setFixedWidth(12)
        self.setAccessibleName(tr("全表概览"))
        view.sheet.modelReset.connect(self._forget)
        view.verticalScrollBar().valueChanged.connect(self.update)
        theme().changed.connect(self._forget)

    def _forget(self) -> None:
        self._drawn = QPixmap()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._drawn.size() != self.size():
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        bar = self._view.verticalScrollBar()
        whole = max(bar.maximum() + bar.pageStep(), 1)
        top, height = bar.value() * self.height() / whole, max(bar.pageStep() * self.height() / whole, 6)
        painter.setPen(QPen(token("accent"), 1))
        painter.drawRect(QRectF(0.5, top + 0.5, 11, min(height, self.height()) - 1))

    def _draw(self) -> QPixmap:
        drawn = QPixmap(self.size())
        drawn.fill(token("sunken"))
        painter = QPainter(drawn)
        sheet, count, height = self._view.sheet, max(self._view.sheet.rowCount(), 1), self.height()
        marks = {"info": "bar", "front": "front", "warn": "warnFill", "mute": "line2"}
        done = -1
        for row in range(sheet.rowCount()):
            kind = sheet.kind(row)
            y = row * height // count
            if kind in (RowClass.ITEM, RowClass.CONTINUATION, RowClass.BLANK, RowClass.UNKNOWN) or y == done:
                continue
            done = y
            painter.fillRect(QRectF(3, y, 6, max(1.0, height / count)), token(marks[CLASS_LOOK[kind][1]]))
        for row, _ in sheet.marks:
            painter.fillRect(QRectF(1, row * height / count, 10, 3), token("critBar"))
        painter.end()
        return drawn

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position().toPoint())

    def _go(self, at: QPoint) -> None:
        bar = self._view.verticalScrollBar()
        whole = bar.maximum() + bar.pageStep()
        bar.setValue(int(at.y() / max(self.height(), 1) * whole - bar.pageStep() / 2))
