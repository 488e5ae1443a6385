"""The top bar: mark, project switcher, module tabs, search, undo and redo, the user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QTabBar, QToolButton, QWidget

from lanyan_desktop.ui.components.buttons import action_button
from lanyan_desktop.ui.components.label import divider
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import SIZE, pixmap, set_icon
from lanyan_desktop.ui.shell.mark import Mark
from lanyan_desktop.ui.theme import font, metrics, theme
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, LABEL, TOP_BAR

if TYPE_CHECKING:  # each class of Qt costs its making: only what runs before the first paint
    from PySide6.QtGui import QResizeEvent

_LONGEST_NAME = 280
_SEARCH_WIDE, _SEARCH_NARROW = 250, 150


class SearchField(QLineEdit):
    """Where the command palette is typed into."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setFont(font(CAPTION))
        self.setPlaceholderText(tr("搜索记录、操作、帮助"))
        self.setAccessibleName(tr("搜索记录、操作、帮助"))
        self.setToolTip(tr("搜索记录、操作、帮助 Ctrl+K"))
        self.setTextMargins(18, 0, 46, 0)
        self._glass = QLabel(self)
        self._key = QLabel(self)
        self._key.setObjectName("key")
        self._key.hide()

    def fill(self) -> None:
        """Draw the magnifying glass and the key, after the first paint: it need not wait for SVG and one more font."""
        self._key.setFont(font(LABEL))
        self._key.setText("Ctrl K")
        self._key.adjustSize()
        self._key.show()
        self._glass.show()
        self.textChanged.connect(lambda text: self._key.setVisible(not text))
        theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._glass.setPixmap(pixmap("search", "text3", 14))
        self._glass.adjustSize()
        self._key.adjustSize()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._glass.move(9, (self.height() - 15) // 2)
        self._key.move(self.width() - self._key.width() - 6, (self.height() - self._key.height()) // 2)


class TopBar(QWidget):
    """44 px high. What it shows is set from outside; what the user does is signalled."""

    tab_chosen = Signal(int)

    def __init__(self, undo: QAction, redo: QAction, project_menu: QMenu, user_menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setFixedHeight(TOP_BAR)
        self.search = SearchField()
        self._project = self._project_button(project_menu)
        self._tabs = self._tab_bar()
        self._user = self._menu_button("user", tr("用户"), user_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for part in (Mark(), self._project, divider(20), self._tabs):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.search)
        for action in (undo, redo):
            shown = action_button(action)
            shown.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            shown.setProperty("iconOnly", "true")
            shown.setFixedWidth(30)
            row.addWidget(shown)
        row.addWidget(divider())
        row.addWidget(self._user)

    def _project_button(self, menu: QMenu) -> QToolButton:
        made = self._menu_button("chev", tr("切换工程"), menu)
        made.setFont(font(CARD_TITLE, 600))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the name
        return made

    def _menu_button(self, icon: str, name: str, menu: QMenu) -> QToolButton:
        made = QToolButton()
        set_icon(made, icon, draw=False)  # SVG is loaded after the first paint
        made.setIconSize(QSize(SIZE, SIZE))
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _tab_bar(self) -> QTabBar:
        made = QTabBar()
        made.setObjectName("moduleTabs")
        made.setDrawBase(False)
        made.setExpanding(False)
        made.setUsesScrollButtons(False)
        made.setFont(font(CARD_TITLE))
        made.setAccessibleName(tr("模块"))
        made.currentChanged.connect(self.tab_chosen)
        made.tabBarClicked.connect(self._on_clicked)
        return made

    def _on_clicked(self, index: int) -> None:
        """A click on the tab in view asks for it too: something may lie over it."""
        if index == self._tabs.currentIndex():
            self.tab_chosen.emit(index)

    def set_tabs(self, titles: Sequence[str]) -> None:
        """Show these module tabs, none while no project is open; does not tell."""
        self._tabs.blockSignals(True)  # noqa: FBT003  # Qt gives the argument no name
        while self._tabs.count():
            self._tabs.removeTab(0)
        for index, title in enumerate(titles):
            self._tabs.addTab(title)
            self._tabs.setTabToolTip(index, tr("%1 Ctrl+%2", title, index + 1))
        self._tabs.blockSignals(False)  # noqa: FBT003  # see above

    def set_current(self, index: int) -> None:
        """Mark a tab as the shown one."""
        self._tabs.setCurrentIndex(index)

    def set_project(self, name: str, *, tip: str = "") -> None:
        """Show the name of the project, or of what there is instead."""
        shown = metrics(CARD_TITLE, 600).elidedText(name, Qt.TextElideMode.ElideRight, _LONGEST_NAME)
        self._project.setText(shown)
        self._project.setAccessibleName(tr("切换工程，现在是 %1", name))
        self._project.setToolTip(tip or name)

    def set_user(self, name: str) -> None:
        """Say who works here."""
        self._user.setToolTip(name or tr("用户"))
        self._user.setAccessibleName(tr("用户 %1", name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.search.setFixedWidth(_SEARCH_WIDE if self.width() >= 1100 else _SEARCH_NARROW)
