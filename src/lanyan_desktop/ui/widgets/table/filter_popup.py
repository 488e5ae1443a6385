"""The filter of a column, opened from its heading: values to tick, a text to contain, a range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lanyan_desktop.core.records.declare import Shape
from lanyan_desktop.core.records.text import Unreadable, parse, show
from lanyan_desktop.core.table.columns import NUMERIC, Column
from lanyan_desktop.core.table.query import Condition
from lanyan_desktop.core.table.rows import Choice
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, M, S
from lanyan_desktop.ui.widgets.boxes import box_palette

_RANGED = NUMERIC | {Shape.DAY, Shape.INSTANT, Shape.MOMENT}
_WIDTH, _LIST_HEIGHT = 260, 220


class FilterPopup(QFrame):
    """`done` gets the column's new conditions; none: the filter is lifted."""

    def __init__(
        self,
        column: Column,
        choices: Sequence[Choice],
        now: Sequence[Condition],
        *,
        done: Callable[[Sequence[Condition]], None],
        day_min: int = 480,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(tr("筛选 %1", column.heading))
        self._column, self._choices, self._done, self._day_min = column, choices, done, day_min
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(M, M, M, M)
        self._rows.setSpacing(S)
        title = QLabel(tr("筛选 %1", column.heading))
        title.setFont(font(CARD_TITLE, 600))
        self._rows.addWidget(title)
        self.low, self.high, self.text = QLineEdit(), QLineEdit(), QLineEdit()
        self._add_range() if column.shape in _RANGED else self._add_text()
        self.values = QListWidget()
        self._add_values()
        self._problem = QLabel()
        self._problem.setProperty("tone", "crit")
        self._problem.setFont(font(CAPTION))
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._rows.addWidget(self._problem)
        self._add_buttons(is_filtered=bool(now))
        self._fill(now)

    def _add_range(self) -> None:
        grid = QGridLayout()
        for row, (word, line) in enumerate(((tr("不小于"), self.low), (tr("不大于"), self.high))):
            label = QLabel(word)
            label.setFont(font(CAPTION))
            label.setBuddy(line)
            line.setAccessibleName(word)
            line.returnPressed.connect(self.apply)
            grid.addWidget(label, row, 0)
            grid.addWidget(line, row, 1)
        self._rows.addLayout(grid)

    def _add_text(self) -> None:
        self.text.setPlaceholderText(tr("包含…"))
        self.text.setAccessibleName(tr("包含"))
        self.text.setClearButtonEnabled(True)
        self.text.returnPressed.connect(self.apply)
        self.text.textChanged.connect(self._narrow)
        self._rows.addWidget(self.text)

    def _add_values(self) -> None:
        self.values.setVisible(bool(self._choices))
        self.values.setMaximumHeight(_LIST_HEIGHT)
        self.values.setAccessibleName(tr("要显示的值"))
        self.values.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.values.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.values.setPalette(box_palette(self.values.palette()))
        for choice in self._choices:
            item = QListWidgetItem(f"{self._word(choice) or tr('（空白）')}　{choice.count:,}")
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.values.addItem(item)
        self._rows.addWidget(self.values)

    def _word(self, choice: Choice) -> str:
        """A value as its column shows it; a source in memory knows only the bare number."""
        if isinstance(choice.value, int):
            return show(self._column.field, choice.value, day_min=self._day_min)
        return choice.text

    def _add_buttons(self, *, is_filtered: bool) -> None:
        line = QHBoxLayout()
        clear, take = QPushButton(tr("取消筛选")), QPushButton(tr("筛选"))
        clear.setProperty("kind", "quiet")
        clear.setEnabled(is_filtered)
        take.setProperty("kind", "primary")
        clear.clicked.connect(lambda: self._finish([]))
        take.clicked.connect(self.apply)
        line.addWidget(clear)
        line.addStretch(1)
        line.addWidget(take)
        self._rows.addLayout(line)

    def _fill(self, now: Sequence[Condition]) -> None:
        """Show the filter as it is."""
        ticked: set[Value] = set()
        if now and all(condition.op == "!=" for condition in now):
            ticked = {choice.value for choice in self._choices} - {condition.value for condition in now}
        for condition in now:
            if condition.op == "in" and isinstance(condition.value, tuple):
                ticked |= set(condition.value)
            elif condition.op == "null":
                ticked.add(None)
            elif condition.op == "contains":
                self.text.setText(str(condition.value))
            elif condition.op in (">=", "<=") and not isinstance(condition.value, tuple):
                line = self.low if condition.op == ">=" else self.high
                line.setText(show(self._column.field, condition.value, day_min=self._day_min, grouped=False))
        for row, choice in enumerate(self._choices):
            if choice.value in ticked:
                self.values.item(row).setCheckState(Qt.CheckState.Checked)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold()
        for row, choice in enumerate(self._choices):
            self.values.setRowHidden(row, wanted not in self._word(choice).casefold())

    def ticked(self) -> list[Value]:
        """The values whose boxes are ticked."""
        boxes = enumerate(self._choices)
        return [c.value for row, c in boxes if self.values.item(row).checkState() is Qt.CheckState.Checked]

    def apply(self) -> None:
        """Filter as chosen; what cannot be read is said and nothing is done."""
        try:
            conditions = self.conditions()
        except Unreadable:
            self._problem.setText(tr("看不懂这个范围，例如 %1", "2025-03-10" if self._is_date() else "1200"))
            self._problem.show()
            return
        self._finish(conditions)

    def conditions(self) -> list[Condition]:
        """The conditions of what is entered: ticks, else the text, else the range.

        Raises:
            Unreadable: an end of the range is no value of this column.
        """
        name = self._column.name
        ticked = self.ticked()
        if ticked == [None]:
            return [Condition(name, "null")]
        if None in ticked:  # SQL's `in` finds no blanks: leave the others out instead
            return [Condition(name, "!=", c.value) for c in self._choices if c.value not in ticked]
        if ticked:
            return [Condition(name, "in", tuple(ticked))]
        if self.text.text().strip():
            return [Condition(name, "contains", self.text.text().strip())]
        ends: list[Condition] = []
        if (low := self._end(self.low)) is not None:
            ends.append(Condition(name, ">=", low))
        if (high := self._end(self.high)) is not None:
            ends.append(Condition(name, "<=", high))
        return ends

    def _end(self, line: QLineEdit) -> Value:
        return parse(self._column.field, line.text(), day_min=self._day_min, today=date.today())

    def _is_date(self) -> bool:
        return self._column.shape not in NUMERIC

    def _finish(self, conditions: Sequence[Condition]) -> None:
        self.close()
        self._done(conditions)

    def open_at(self, at: QPoint) -> None:
        """Show it with its corner here, the keyboard in its first field."""
        self.move(at)
        self.show()
        (self.low if self._column.shape in _RANGED else self.text).setFocus()
