"""The first thing that is odd about the month, why, and what can be done about it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lanyan_desktop.services.labour.month import MonthGrid, Place
from lanyan_desktop.services.labour.shown import finding_text, finding_title
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import theme, token
from lanyan_desktop.ui.tokens import CAPTION, RADIUS_CARD

Offer = tuple[str, Callable[[], None]]


class ProblemCard(QWidget):
    """Hidden while nothing is odd."""

    def __init__(self) -> None:
        super().__init__()
        theme().changed.connect(self.update)
        self.chip = Chip("", "crit")
        self.who = label(weight=600)
        self.more = label(px=CAPTION, tone="text2")
        self.why = label(wraps=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(4)
        column.addWidget(box(self.chip, self.who, None, self.more))
        column.addWidget(self.why)
        column.addLayout(self._buttons)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A card with a frame of its own: what it says is wrong, but nothing failed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(token("crit"), 1))
        painter.setBrush(token("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)

    def show_finding(self, grid: MonthGrid, place: Place, offers: Sequence[Offer]) -> None:
        """Show what is odd about a cell; the first offer is the usual mending."""
        finding = grid.findings[place][0]
        self.chip.set(finding_title(finding), "crit")
        self.who.setText(f"{grid.workers[place[0]].name} · {grid.month.month:02}-{place[1] + 1:02}")
        others = len(grid.findings) - 1
        self.more.setText(tr("另有 %1 处", others) if others else "")
        self.why.setText(finding_text(grid, place, finding))
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            if (old := item.widget()) is not None:
                old.deleteLater()
        for place_of, (words, run) in enumerate(offers):
            made = button(words, "primary" if place_of == 0 else "quiet")
            made.clicked.connect(run)
            self._buttons.addWidget(made)
        self._buttons.addStretch(1)
        self.show()
