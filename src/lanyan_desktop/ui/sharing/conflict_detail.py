"""One conflict, whole: what happened, the values side by side, the order of events, what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from lanyan_desktop.services.sharing.values import ConflictView, Side
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.side_card import SideCard
from lanyan_desktop.ui.sharing.story import Story
from lanyan_desktop.ui.sharing.words import sort_of, subject, who
from lanyan_desktop.ui.tokens import CAPTION, CARD_GAP, TITLE, L, M, S

_BESIDE = 2  # cards in a row
_LONGEST = 16  # of a value on a button, in signs
_LONGEST_TITLE = 30


class ConflictDetail(QScrollArea):
    """Says what the person wishes; the page does it."""

    taken = Signal(int)  # Side.n
    other_wanted = Signal()
    record_wanted = Signal()
    copied = Signal()

    def __init__(self, conflict: ConflictView, *, can_write: bool) -> None:
        super().__init__()
        self.conflict, self._can_write = conflict, can_write
        self.cards = [SideCard(conflict, side) for side in conflict.sides]
        self.marked = next((side.n for side in conflict.sides if side.is_shown), conflict.sides[0].n)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("backdrop")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        column = QVBoxLayout(inner)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(CARD_GAP)
        for part in (self._head(), label(conflict.words, tone="text2", wraps=True), self._sides(), self._choices()):
            column.addWidget(part)
        column.addWidget(Card(self._story_title(), Story(conflict.sides)))
        column.addStretch(1)
        self.setWidget(inner)
        for card in self.cards:
            card.marked.connect(self.mark)
            card.taken.connect(self._take)
        self.mark(self.marked)

    def _head(self) -> QWidget:
        conflict = self.conflict
        name = label(_cut(subject(conflict)), TITLE, 600)
        name.setToolTip(subject(conflict))
        chip = Chip(sort_of(conflict), "warn")
        go = button(tr("打开这条%1", conflict.kind_title), "quiet")
        go.clicked.connect(self.record_wanted)
        return box(name, chip, None, go)

    def _sides(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(CARD_GAP)
        for n, card in enumerate(self.cards):
            grid.addWidget(card, n // _BESIDE, n % _BESIDE)
        for n in range(_BESIDE):
            grid.setColumnStretch(n, 1)
        return made

    def _choices(self) -> QWidget:
        """A button for each value, the marked one primary; their texts name the effect."""
        self.buttons = [self._button(side) for side in self.conflict.sides]
        more = []
        if self.conflict.sort in {"field", "code"} and self._can_write:
            other = button(tr("改号…") if self.conflict.sort == "code" else tr("另填一个值…"))
            other.clicked.connect(self.other_wanted)
            more.append(other)
        copy = button(tr("复制说明"), "quiet", icon="chat", tip=tr("把两边的值复制成文字，发给对方问一句"))
        copy.clicked.connect(self.copied)
        hint = label(tr("Enter 采用 · ← → 换边 · ↓ 下一处"), CAPTION, tone="text3")
        return box(*self.buttons, *more, copy, None, hint, gap=S)

    def _button(self, side: Side) -> QWidget:
        text = side.text if len(side.text) <= _LONGEST else side.text[: _LONGEST - 1] + "…"
        whose = tr("我的") if side.is_own else who(side, self.conflict.sides)
        made = button(tr("采用%1 %2", whose, text or tr("（空）")), tip=tr("按 %1", side.n))
        made.setEnabled(self._can_write)
        made.clicked.connect(lambda: self._take(side.n))
        return made

    def _story_title(self) -> str:
        return tr("先后：改的时候都没看到对方的修改")

    # ---- choosing

    def mark(self, n: int) -> None:
        """Let this side be the one that Enter takes."""
        self.marked = n
        for card, choice in zip(self.cards, self.buttons, strict=True):
            is_marked = card.side.n == n
            card.mark(is_marked=is_marked)
            choice.setProperty("kind", "primary" if is_marked else "normal")
            choice.style().unpolish(choice)
            choice.style().polish(choice)

    def step(self, by: int) -> None:
        """Mark the neighbour to the left (-1) or right (1)."""
        numbers = [card.side.n for card in self.cards]
        self.mark(numbers[(numbers.index(self.marked) + by) % len(numbers)])

    def _take(self, n: int) -> None:
        if self._can_write:
            self.mark(n)
            self.taken.emit(n)

    def take_marked(self) -> None:
        """Enter."""
        self._take(self.marked)

    def side(self, n: int) -> Side | None:
        return next((side for side in self.conflict.sides if side.n == n), None)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…"


def told_in_words(conflict: ConflictView, moment_of: Callable[[Side], str]) -> str:
    """A conflict as a message to a colleague: what, who, when, which value."""
    lines = [tr("“%1”两边的值不一样：", subject(conflict))]
    lines += [tr("%1 %2 改为 %3", who(side, conflict.sides), moment_of(side), side.text) for side in conflict.sides]
    return "\n".join([*lines, tr("应该用哪个？")])
