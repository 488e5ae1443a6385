"""The header of a page: at most eight figures that matter, the view switch at their right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QWidget

from lanyan_desktop.ui.components.label import Tone, box, label, retone
from lanyan_desktop.ui.tokens import BODY, CAPTION, FIGURE, PAGE_HEADER, L

MOST = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a page header, ready to show."""

    title: str  # 目标成本 BAC
    value: str  # "2,358.83 万"; "—" where there is none
    tone: Tone = "text"
    remark: str = ""  # +44.04
    remark_tone: Tone = "text3"
    tip: str = ""  # how it is reckoned
    clicked: Callable[[], None] | None = None  # where it leads; by keyboard through an action of the page


class FiguresBar(QWidget):
    """54 px high; figures that find no room leave from the right, remarks first, the view switch never."""

    def __init__(self, switch: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName("pageHeader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setFixedHeight(PAGE_HEADER)
        self._cells: list[_Cell] = []
        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it shortens itself: see _settle
        self._row.setContentsMargins(L, 0, L, 0)
        self._row.setSpacing(26)
        self._row.addStretch(1)
        self._switch = switch
        if switch is not None:
            self._row.addWidget(switch)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show these; cells are kept and only their words change."""
        for _ in range(len(figures[:MOST]) - len(self._cells)):
            cell = _Cell()
            self._row.insertWidget(len(self._cells), cell)
            self._cells.append(cell)
        for index, cell in enumerate(self._cells):
            cell.figure = figures[index] if index < len(figures) else None
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        switch = self._switch.sizeHint().width() + 26 if self._switch is not None else 0
        room = self.width() - 2 * L - switch
        cells = [cell for cell in self._cells if cell.figure is not None]
        with_remarks = sum(cell.full_width + 26 for cell in cells) <= room
        for cell in self._cells:
            cell.show_remark(visible=with_remarks)
            needed = (cell.full_width if with_remarks else cell.short_width) + 26
            cell.setVisible(cell.figure is not None and needed <= room)
            room -= needed if cell.figure is not None else 0


class _Cell(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._figure: Figure | None = None
        self._title = label("", CAPTION, tone="text3")
        self._value = label("", FIGURE, 600)
        self._remark = label("", CAPTION, tone="text3")
        line = box(self._value, self._remark, None, gap=6)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(box(None, self._title, line, None, vertical=True, gap=0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        leads = self._figure.clicked if self._figure is not None else None
        if leads is not None and self.rect().contains(event.position().toPoint()):
            leads()

    @property
    def figure(self) -> Figure | None:
        return self._figure

    @figure.setter
    def figure(self, figure: Figure | None) -> None:
        self._figure = figure
        if figure is None:
            return
        leads = figure.clicked is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        _say(self._title, figure.title, "text3")
        _say(self._value, figure.value, "text3" if figure.value == "—" else figure.tone)
        _say(self._remark, figure.remark, figure.remark_tone)
        self.setToolTip(figure.tip)
        self.setAccessibleName(f"{figure.title} {figure.value} {figure.remark}".strip())

    def show_remark(self, *, visible: bool) -> None:
        self._remark.setVisible(visible and self._figure is not None and bool(self._figure.remark))

    @property
    def short_width(self) -> int:
        return max(self._title.sizeHint().width(), self._value.sizeHint().width())

    @property
    def full_width(self) -> int:
        remark = self._remark.sizeHint().width() + 6 if self._figure and self._figure.remark else 0
        return max(self._title.sizeHint().width(), self._value.sizeHint().width() + remark)


def _say(target: QLabel, text: str, tone: Tone) -> None:
    target.setText(text)
    retone(target, tone)
    target.setMinimumHeight(BODY)
