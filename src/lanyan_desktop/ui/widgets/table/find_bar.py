"""Find and replace over all rows of a table, a slice of rows at a time so that the window never waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import set_icon
from lanyan_desktop.ui.theme import font
from lanyan_desktop.ui.tokens import CAPTION, XS, M, S
from lanyan_desktop.ui.widgets.table.cells import printed_row, typed_text
from lanyan_desktop.ui.widgets.table.editing import Editor
from lanyan_desktop.ui.widgets.table.grid import Grid

_SLICE_S = 0.008
_ROWS = 256
Place = tuple[int, int]


class FindBar(QWidget):
    """The bar above the rows. `found` counts as it goes; Enter goes on, Shift+Enter back, Esc closes."""

    closed = Signal()
    replaced = Signal(int)

    def __init__(self, grid: Grid, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid, self._editor = grid, editor
        self.hits: list[Place] = []
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text, self.other = QLineEdit(), QLineEdit()
        self._count = QLabel()
        self._count.setFont(font(CAPTION))
        self._count.setProperty("tone", "text2")
        self._build()
        self.text.textChanged.connect(lambda _text: self.search())
        grid.table.rows_changed.connect(self._look_again)
        self.text.installEventFilter(self)
        self.other.installEventFilter(self)

    def _build(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(M, XS, M, XS)
        line.setSpacing(S)
        for field, word in ((self.text, tr("查找")), (self.other, tr("替换为"))):
            field.setPlaceholderText(word)
            field.setAccessibleName(word)
            field.setMaximumWidth(200)
            line.addWidget(field)
        self._replace = QPushButton(tr("替换"))
        self._replace_all = QPushButton(tr("全部替换"))
        self._replace.clicked.connect(self.replace_one)
        self._replace_all.clicked.connect(self.replace_all)
        before, after, close = QToolButton(), QToolButton(), QToolButton()
        for button, name, word, act in (
            (before, "chev", tr("上一处 Shift+Enter"), lambda: self.go(-1)),
            (after, "chev", tr("下一处 Enter"), lambda: self.go(1)),
            (close, "x", tr("关闭 Esc"), self.finish),
        ):
            button.setProperty("iconOnly", True)  # noqa: FBT003  # a Qt property
            button.setToolTip(word)
            button.setAccessibleName(word)
            set_icon(button, name)
            button.clicked.connect(act)
        before.setText("↑")
        after.setText("↓")
        for button in (before, after):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        line.addWidget(before)
        line.addWidget(after)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self._replace)
        line.addWidget(self._replace_all)
        line.addWidget(close)

    def begin(self, *, is_replace: bool) -> None:
        """Open with the keyboard in it; Ctrl+H offers replacing too."""
        offers = is_replace and self._grid.table.is_editable
        for part in (self.other, self._replace, self._replace_all):
            part.setVisible(offers)
        self.show()
        self.text.setFocus()
        self.text.selectAll()
        if self.text.text():
            self.search()

    def finish(self) -> None:
        self._stop()
        self.hide()
        self._grid.setFocus()
        self.closed.emit()

    # ---- searching --------------------------------------------------------------------------------------

    def search(self) -> None:
        """Look through all rows from the first; hits arrive while it goes."""
        self._stop()
        self.hits = []
        wanted = self.text.text().casefold()
        if not wanted:
            self._count.clear()
            return
        self._work = self._look(wanted)
        self._timer.start(0)

    def _look_again(self) -> None:
        """The rows are others now: places found before mean nothing."""
        if self.isVisible():
            self.search()

    def _look(self, wanted: str) -> Iterator[None]:
        """Reads rows from the source itself: going through the model would empty its pages."""
        model, places = self._grid.table, self._grid.shown_columns()
        names = [column.name for column in model.columns]
        for first in range(0, model.rowCount(), _ROWS):
            ids = model.ids_at(first, first + _ROWS)
            rows = model.source.page(ids, names)
            for n, row_id in enumerate(ids):
                if row_id in rows:
                    cells = printed_row(model.columns, rows[row_id], day_min=model.day_min).cells
                    self.hits += [(first + n, place) for place in places if wanted in cells[place].text.casefold()]
            yield

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while self._work is not None and time.perf_counter() < until:
            if next(self._work, self) is self:
                self._stop()
        self._say()

    def look_now(self) -> None:
        """Finish the search at once."""
        for _ in self._work or ():
            pass
        self._stop()
        self._say()

    def _stop(self) -> None:
        self._timer.stop()
        self._work = None

    def _say(self) -> None:
        if not self.hits:
            self._count.setText(tr("没有找到") if self._work is None else tr("正在找…"))
            return
        current = (self._grid.currentIndex().row(), self._grid.currentIndex().column())
        at = self.hits.index(current) + 1 if current in self.hits else 0
        self._count.setText(tr("第 %1 处，共 %2 处", at, len(self.hits)) if at else tr("共 %1 处", len(self.hits)))

    def go(self, step: int) -> None:
        """To the next hit (1) or the one before (-1), around the ends."""
        if not self.hits:
            return
        index = self._grid.currentIndex()
        here = (index.row(), index.column())
        if step > 0:
            target = next((hit for hit in self.hits if hit > here), self.hits[0])
        else:
            target = next((hit for hit in reversed(self.hits) if hit < here), self.hits[-1])
        self._grid.stand_on(*target)
        self._say()

    # ---- replacing --------------------------------------------------------------------------------------

    def replace_one(self) -> None:
        """In the current cell if it is a hit, then on to the next."""
        index = self._grid.currentIndex()
        if (index.row(), index.column()) in self.hits:
            self._replace_in([(index.row(), index.column())])
        self.go(1)

    def replace_all(self) -> None:
        """In all cells found: one step."""
        if self._work is not None:
            self.look_now()
        self._replace_in(self.hits)
        self.search()

    def _replace_in(self, places: list[Place]) -> None:
        model = self._grid.table
        wanted, other = self.text.text(), self.other.text()
        texts = []
        for row, place in places:
            column = model.columns[place]
            text = typed_text(column, model.cell(row, place), day_min=model.day_min)
            if column.editable and (changed := _replaced(text, wanted, other)) != text:
                texts.append((row, place, changed))
        if texts:
            applied = self._editor.type(texts)
            self.replaced.emit(len(applied.edits))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self.finish()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
        return super().eventFilter(watched, event)


def _replaced(text: str, wanted: str, other: str) -> str:
    """All places of a text, whatever its case."""
    if not wanted:
        return text
    parts, at, low = [], 0, text.casefold()
    if len(low) != len(text):  # ß and its like change length: keep to exact case
        return text.replace(wanted, other)
    needle = wanted.casefold()
    while (hit := low.find(needle, at)) >= 0:
        parts += [text[at:hit], other]
        at = hit + len(needle)
    return "".join([*parts, text[at:]])
