"""Where in the wizard we are: 选文件 → 认表 → 对列 → 核对 → 入账."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.theme import font, metrics, theme, token
from lanyan_desktop.ui.tokens import BODY, LABEL

FILE, FORM, COLUMNS, CHECK, DONE = range(5)
_DOT, _GAP, _LINE = 18, 7, 28


class Steps(QWidget):
    """Five steps; those behind are ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.names = [tr("选文件"), tr("认表"), tr("对列"), tr("核对"), tr("入账")]
        self.now = FILE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.go(FILE)

    def go(self, step: int) -> None:
        """Show that this step is being done."""
        self.now = step
        self.setAccessibleName(tr("第 %1 步，共 5 步：%2", step + 1, self.names[step]))
        self.update()

    def sizeHint(self) -> QSize:
        words = sum(metrics(BODY, 600).horizontalAdvance(name) for name in self.names)
        return QSize(round(words) + 5 * (_DOT + _GAP) + 4 * (_LINE + 24), 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = 1.0, self.height() / 2
        for step, name in enumerate(self.names):
            self._dot(painter, QRectF(x, middle - _DOT / 2, _DOT, _DOT), step)
            x += _DOT + _GAP
            weight = 600 if step == self.now else 400
            painter.setFont(font(BODY, weight))
            painter.setPen(token("accent" if step == self.now else "text" if step < self.now else "text2"))
            width = metrics(BODY, weight).horizontalAdvance(name)
            area = QRectF(x, 0, width + 4, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            x += width + 12
            if step < DONE:
                painter.fillRect(QRectF(x, middle, _LINE, 1), token("line2"))
                x += _LINE + 12

    def _dot(self, painter: QPainter, dot: QRectF, step: int) -> None:
        is_now, is_behind = step == self.now, step < self.now
        painter.setPen(QPen(token("accent" if step <= self.now else "ctrl"), 1.4))
        painter.setBrush(token("accentFill" if is_now else "accentSoft" if is_behind else "surface"))
        painter.drawEllipse(dot)
        if is_behind:
            painter.drawPixmap(QPointF(dot.left() + 3, dot.top() + 3), pixmap("check", "accent", 12))
            return
        painter.setFont(font(LABEL, 600))
        painter.setPen(token("onAccent" if is_now else "text2"))
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(step + 1))
