"""The one toolbar of a page: actions left, alarm chips and 导入, 导出 right; nothing is lost when it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QToolButton, QWidget

from lanyan_desktop.ui.components.buttons import action_button
from lanyan_desktop.ui.components.chip import Chip, ChipKind
from lanyan_desktop.ui.components.label import divider
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import set_icon
from lanyan_desktop.ui.tokens import BUTTON, NARROW, TOOLBAR, L, S

MOST_ALARMS, MOST_ALARMS_NARROW = 4, 2
_GAP, _CHIP_GAP = 2, 8


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding at the right of the toolbar; a click filters to what it is about."""

    text: str  # "CPI 0.970 低于 0.98"
    kind: ChipKind
    clicked: Callable[[], None]
    tip: str = ""


class Toolbar(QWidget):
    """36 px high. `left` and `right` are actions, None for a divider; what finds no room moves into 更多."""

    def __init__(self, left: Sequence[QAction | None], right: Sequence[QAction | None] = ()) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setFixedHeight(TOOLBAR)
        self._alarms: Sequence[Alarm] = ()
        self._chips: list[QWidget] = []
        self._chips_laid_for = 0
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(_CHIP_GAP)
        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it shortens itself: see _settle
        self._row.setContentsMargins(S, 0, L, 0)
        self._row.setSpacing(_GAP)
        self._entries = (*left, *right)  # held: Qt keeps no action alive that nobody else holds
        self._left = [self._place(entry) for entry in left]
        self._more = _more_button()
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self._row.addLayout(self._chip_row)
        self._row.addSpacing(_CHIP_GAP)
        self._right = [self._place(entry) for entry in right]

    def _place(self, entry: QAction | None) -> QWidget:
        made: QWidget = divider() if entry is None else action_button(entry)
        if entry is not None:
            self.addAction(entry)  # its shortcut works in the page even while the button is in 更多
        self._row.addWidget(made)
        return made

    def set_alarms(self, alarms: Sequence[Alarm]) -> None:
        """Show findings as chips: four at most, two when narrow, the rest as "+2" with a menu."""
        self._alarms = alarms
        self._lay_chips()
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._most_chips() != self._chips_laid_for:
            self._lay_chips()
        self._settle()

    def _most_chips(self) -> int:
        return MOST_ALARMS_NARROW if self.width() <= NARROW else MOST_ALARMS

    def _lay_chips(self) -> None:
        for chip in self._chips:
            self._chip_row.removeWidget(chip)
            chip.deleteLater()
        most = self._chips_laid_for = self._most_chips()
        self._chips = [_alarm_chip(alarm) for alarm in self._alarms[:most]]
        if len(self._alarms) > most:
            self._chips.append(_rest_chip(self._alarms[most:]))
        for chip in self._chips:
            self._chip_row.addWidget(chip)

    def _settle(self) -> None:
        """Hide from the right of the left group what does not fit, and offer it in 更多."""
        chips = sum(chip.sizeHint().width() + _CHIP_GAP for chip in self._chips)
        fixed = chips + sum(_width(widget) for widget in self._right) + _CHIP_GAP + S + L
        room = self.width() - fixed
        if sum(_width(widget) for widget in self._left) > room:
            room -= _width(self._more)
        hidden: list[QWidget] = []
        for widget in self._left:
            room -= _width(widget)
            if room < 0 or hidden:
                hidden.append(widget)
        for widget in self._left:
            widget.setVisible(widget not in hidden)
        self._offer([button for button in hidden if isinstance(button, QToolButton)])

    def _offer(self, buttons: Sequence[QToolButton]) -> None:
        menu = self._more.menu()
        menu.clear()
        for button in buttons:
            menu.addAction(button.defaultAction())
        self._more.setVisible(bool(buttons))


def _width(widget: QWidget) -> int:
    return widget.sizeHint().width() + _GAP if widget.maximumWidth() > 1 else 1 + _GAP


def _more_button() -> QToolButton:
    made = QToolButton()
    made.setText(tr("更多"))
    set_icon(made, "chev")
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setMenu(QMenu(made))
    made.setFixedHeight(BUTTON)
    made.setAccessibleName(tr("更多"))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.hide()
    return made


def _alarm_chip(alarm: Alarm) -> Chip:
    chip = Chip(alarm.text, alarm.kind, is_button=True, tip=alarm.tip)
    chip.clicked.connect(alarm.clicked)
    return chip


def _rest_chip(alarms: Sequence[Alarm]) -> Chip:
    chip = Chip(tr("+%1", len(alarms)), "mute", is_button=True, tip="\n".join(alarm.text for alarm in alarms))
    menu = QMenu(chip)
    for alarm in alarms:
        menu.addAction(alarm.text).triggered.connect(alarm.clicked)
    chip.clicked.connect(lambda: menu.popup(chip.mapToGlobal(chip.rect().bottomLeft())))
    return chip
