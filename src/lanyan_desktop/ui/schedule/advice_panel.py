"""Below the Gantt: what was found about the plan, line by line; a click selects the works a line is about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Row, RowId
from lanyan_desktop.services.schedule.advice import Advice, Bin, Line
from lanyan_desktop.ui.components.buttons import button, icon_button
from lanyan_desktop.ui.components.label import box, elastic, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, token
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, LABEL, L, S
from lanyan_desktop.ui.widgets.table import TableActions, TableView

_LOWEST = 190
_HISTOGRAM = 340
_WIDTHS = {
    "类别": 170,
    "任务": 220,
    "天数": 80,
    "推迟": 80,
    "开始": 180,
    "原因": 340,
    "驱动路径": 420,
    "依据": 520,
    "完工": 200,
}


class AdvicePanel(QWidget):
    """Hidden until something is shown. `chosen` gives the works of the line under the cursor."""

    chosen = Signal(object)  # tuple[Id, ...]
    kept = Signal(object)  # the LevelPreview to write
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.advice: Advice | None = None
        self._lines: dict[RowId, Line] = {}
        self.title = label("", CARD_TITLE, 600)
        self.remark = label("", CAPTION, tone="text2")
        self.keep = button(tr("采用"), "primary", tip=tr("把移动写进计划，一步可撤销"))
        self.keep.clicked.connect(self._keep)
        self.leave = icon_button("x", tr("关闭面板"))
        self.leave.clicked.connect(self._close)
        words = box(elastic(self.title), elastic(self.remark), vertical=True, gap=2)
        self._head = QWidget()
        self._head.setObjectName("pageHeader")
        self._head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(L, S, L, S)
        row.addWidget(words, 1)
        row.addWidget(self.keep)
        row.addWidget(self.leave)
        self.histogram = Histogram()
        self.table: TableView | None = None
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(self.histogram)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._body, 1)
        self.setMinimumHeight(_LOWEST)
        self.hide()

    def show_advice(self, advice: Advice) -> None:
        """Show a finding in place of the one before."""
        self.advice = advice
        for target, text in ((self.title, advice.title), (self.remark, advice.remark)):
            target.setText(text)
            target.setToolTip(text)
        self.setAccessibleName(advice.title)
        self.keep.setVisible(advice.preview is not None)
        self.histogram.show_bins(advice.bins)
        self._lines = {str(number): line for number, line in enumerate(advice.lines)}
        self._lay_table(advice.headings)
        self.show()

    def _lay_table(self, headings: Sequence[str]) -> None:
        """A table of these columns; each kind of finding has its own."""
        columns = _columns(headings)
        rows = {key: Row(list(line.cells), is_fixed=True) for key, line in self._lines.items()}
        source = ListSource([column.name for column in columns], rows)
        if self.table is not None:
            self._body.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = TableView(source, columns, commit=None, actions=TableActions(), has_total=False, name=tr("分析"))
        self.table.selection_changed.connect(self._tell)
        self.table.current_changed.connect(lambda _row: self._tell())
        self._body.insertWidget(0, self.table, 1)

    def _tell(self) -> None:
        current = self.table.current_id if self.table is not None else None
        line = self._lines.get(current) if current is not None else None
        if line is not None and line.ids:
            self.chosen.emit(line.ids)

    def _keep(self) -> None:
        if self.advice is not None and self.advice.preview is not None:
            self.kept.emit(self.advice.preview)

    def _close(self) -> None:
        self.hide()
        self.advice = None
        self.closed.emit()


class Histogram(QWidget):
    """How many runs end when; those after 要求完工 in red."""

    def __init__(self) -> None:
        super().__init__()
        self._bins: Sequence[Bin] = ()
        self.setFixedWidth(_HISTOGRAM)
        self.setAccessibleName(tr("完工日期分布"))
        self.hide()

    def show_bins(self, bins: Sequence[Bin]) -> None:
        self._bins = bins
        self.setVisible(bool(bins))
        self.setToolTip("\n".join(tr("至 %1：%2 次", one.text, one.count) for one in bins))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), token("surface"))
        if not self._bins:
            return
        most, room = max(one.count for one in self._bins), self.height() - 44
        width = (self.width() - 32) / len(self._bins)
        for at, one in enumerate(self._bins):
            high = room * one.count / most
            box_ = QRectF(16 + at * width, 16 + room - high, max(width - 1, 1), high)
            painter.fillRect(box_, token("critBar" if one.is_late else "barDone"))
        painter.fillRect(QRectF(16, 16 + room, self.width() - 32, 1), token("line2"))
        painter.setFont(font(LABEL))
        painter.setPen(token("text2"))
        foot = QRectF(16, self.height() - 24, self.width() - 32, 18)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self._bins[0].text)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, self._bins[-1].text)
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, tr("完工日期，红色晚于要求"))


def _columns(headings: Sequence[str]) -> list[Column]:
    return [
        computed(f"c{at}", heading, Shape.TEXT, width=_WIDTHS.get(heading, 110)) for at, heading in enumerate(headings)
    ]
