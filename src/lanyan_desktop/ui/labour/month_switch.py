"""Which month is open: back, its name, on; the name opens a list of the year."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.ui.components.buttons import icon_button
from lanyan_desktop.ui.components.label import divider
from lanyan_desktop.ui.fonts import font
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import FIGURE, PAGE_HEADER, L

_AROUND = 7  # months before and after in the list


class MonthSwitch(QWidget):
    """`chosen` tells the month when the user changes it."""

    chosen = Signal(object)  # Month

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pageHeader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setFixedHeight(PAGE_HEADER)
        self.month: Month | None = None
        self.back = icon_button("prev", tr("上月"), shortcut="Alt+PgUp")
        self.on = icon_button("next", tr("下月"), shortcut="Alt+PgDown")
        self.name = QToolButton()
        self.name.setFont(font(FIGURE, 600))
        self.name.setMenu(QMenu(self.name))
        self.name.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.name.setToolTip(tr("选择月份"))
        self.name.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.name.menu().aboutToShow.connect(self._list)
        self.back.clicked.connect(lambda: self.go(-1))
        self.on.clicked.connect(lambda: self.go(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(L, 0, 0, 0)
        row.setSpacing(2)
        for part in (self.back, self.name, self.on):
            row.addWidget(part)
        row.addSpacing(14)
        row.addWidget(divider(28))

    def show_month(self, month: Month) -> None:
        """Say which month is open."""
        self.month = month
        self.name.setText(month.title)
        self.name.setAccessibleName(tr("月份 %1", month.title))

    def go(self, step: int) -> None:
        """The month before or after."""
        if self.month is not None:
            self.chosen.emit(self.month.next if step > 0 else self.month.previous)

    def _list(self) -> None:
        menu = self.name.menu()
        menu.clear()
        if self.month is None:
            return
        month = self.month
        for _ in range(_AROUND):
            month = month.previous
        for _ in range(2 * _AROUND + 1):
            entry = menu.addAction(month.title)
            entry.setCheckable(True)
            entry.setChecked(month == self.month)
            entry.triggered.connect(lambda _checked, month=month: self.chosen.emit(month))
            month = month.next
