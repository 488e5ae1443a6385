"""One of the values that stand against each other, as a card: who, when, on which computer, the value, what follows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lanyan_desktop.services.sharing.values import ConflictView, Side
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.components.label import box, elastic, label, retone
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.words import at, name_of, who
from lanyan_desktop.ui.tokens import BODY, CAPTION, CARD_PADDING_X, CARD_PADDING_Y, CARD_TITLE, FIGURE, XS, S


class SideCard(QWidget):
    """Marked with a 2 px accent edge and 将采用; a click marks it, a double click or Enter takes it."""

    marked = Signal(int)  # Side.n
    taken = Signal(int)

    def __init__(self, conflict: ConflictView, side: Side) -> None:
        super().__init__()
        self.side = side
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = label(tr("我这边") if side.is_own else who(side, conflict.sides), CARD_TITLE, 600)
        self._chip = Chip(tr("将采用"), "info", icon="check")
        shown = Chip(tr("暂按此计算"), "mute")
        shown.setVisible(side.is_shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(CARD_PADDING_X, CARD_PADDING_Y, CARD_PADDING_X, CARD_PADDING_Y)
        column.setSpacing(XS)
        column.addWidget(box(self._title, shown, None, self._chip))
        person = label(name_of(side), CAPTION)
        when = label(f"{at(side.at_ms)}  {side.device}", CAPTION, tone="text2")
        person.setVisible(side.is_own)  # else it is the title
        column.addWidget(box(person, elastic(when), roomy=1))
        column.addWidget(self._value(conflict))
        for name, words in ((tr("来自"), side.intent), (tr("选它会"), side.leads_to)):
            if words:
                column.addWidget(_line(name, words))
        column.addStretch(1)
        self.setAccessibleName(tr("%1 %2 改为 %3", who(side, conflict.sides), at(side.at_ms), side.text))
        self.mark(is_marked=False)

    def _value(self, conflict: ConflictView) -> QWidget:
        title = conflict.field_title or conflict.kind_title
        value = label(self.side.text or tr("（空）"), FIGURE, 600, wraps=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return box(label(title, BODY, tone="text2"), value, margins=(S, XS, S, XS), name="differing", roomy=1)

    def mark(self, *, is_marked: bool) -> None:
        """Show whether this is the one that would be taken."""
        self._chip.setVisible(is_marked)
        retone(self._title, "accent" if is_marked else "text")
        if bool(self.property("chosen")) != is_marked:
            self.setProperty("chosen", is_marked)
            self.style().unpolish(self)
            self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.marked.emit(self.side.n)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.taken.emit(self.side.n)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.side.n)
        elif event.key() == Qt.Key.Key_Space:
            self.marked.emit(self.side.n)
        else:
            super().keyPressEvent(event)


def _line(name: str, words: str) -> QWidget:
    title = label(name, CAPTION, tone="text3")
    title.setFixedWidth(48)
    title.setAlignment(Qt.AlignmentFlag.AlignTop)
    return box(title, label(words, CAPTION, tone="text2", wraps=True), margins=(S, 0, S, 0), roomy=1)
