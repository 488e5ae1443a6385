"""The page in between: the sheet at the left, what there is to say of it at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from lanyan_desktop.services.imports import Preview
from lanyan_desktop.services.imports.checking import check_columns
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, metrics
from lanyan_desktop.ui.tokens import BODY, CAPTION, NARROW, M
from lanyan_desktop.ui.widgets.import_wizard.sheet_view import SheetView
from lanyan_desktop.ui.widgets.import_wizard.side import SideCards
from lanyan_desktop.ui.widgets.import_wizard.strip import OverviewStrip

_SIDE, _NARROW_SIDE = 490, 476
_MOST_TABS = 4
_TAB_PX = 170


class WorkPage(QWidget):
    """Sheets to choose from, the sheet, the strip, the cards."""

    sheet_chosen = Signal(str)  # a sheet that is not among those shown

    def __init__(self) -> None:
        super().__init__()
        self.sheet = 0
        self.is_mapped = True
        self._preview: Preview | None = None
        self._outcome: Outcome | None = None
        self.view, self.side = SheetView(), SideCards()
        self._tabs = QHBoxLayout()
        self._group: QButtonGroup | None = None
        self._count = label("", CAPTION, tone="text3")
        rule = QWidget()
        rule.setObjectName("rule2")
        rule.setFixedWidth(1)
        rule.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._left(), 1)
        whole.addWidget(rule)
        whole.addWidget(self.side)
        self.side.setFixedWidth(_SIDE)
        self.side.jumped.connect(self.view.go_to)

    def _left(self) -> QVBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(M, 6, M, 6)
        bar.addLayout(self._tabs)
        bar.addStretch(1)
        bar.addWidget(self._count)
        sheet = QHBoxLayout()
        sheet.setSpacing(0)
        sheet.addWidget(self.view, 1)
        sheet.addWidget(OverviewStrip(self.view))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(sheet, 1)
        return column

    def show_preview(self, preview: Preview, outcome: Outcome | None) -> None:
        """Show a preview; the place in the sheet stays where it was if it is the same sheet."""
        same = self._preview is not None and self._preview.path == preview.path
        scroll = self.view.verticalScrollBar().value() if same else 0
        self._preview, self._outcome = preview, outcome
        self.sheet = min(self.sheet, len(preview.sheets) - 1) if same else 0
        self._fill_tabs(preview)
        self._show_sheet()
        self.view.verticalScrollBar().setValue(scroll)

    def _show_sheet(self) -> None:
        preview = self._preview
        if preview is None:
            return
        self.view.sheet.show_preview(preview, self.sheet)
        self.side.show_preview(preview, self.sheet, self._outcome)
        self.is_mapped = all(check.is_fine or check.column >= 0 for check in check_columns(preview, self.sheet))
        self._count.setText(tr("%1 行", f"{self.view.sheet.rowCount():,}"))

    def _fill_tabs(self, preview: Preview) -> None:
        while self._tabs.count():
            if (gone := self._tabs.takeAt(0).widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._group = QButtonGroup(self)
        for n, taken in enumerate(preview.sheets[:_MOST_TABS]):
            tab = self._tab(taken.sheet.name, is_on=n == self.sheet)
            self._group.addButton(tab, n)
        self._group.idClicked.connect(self._on_tab)
        others = [*(t.sheet.name for t in preview.sheets[_MOST_TABS:]), *preview.others]
        for name in others[: max(0, _MOST_TABS - len(preview.sheets))]:
            tab = self._tab(name, is_on=False)
            tab.setToolTip(tr("%1（这次不导入，点开改为导入它）", name))
            tab.clicked.connect(lambda _on=False, name=name: self.sheet_chosen.emit(name))
        left = len(others) - max(0, _MOST_TABS - len(preview.sheets))
        if left > 0:
            more = label(tr("另 %1 张不导入", left), CAPTION, tone="text3")
            more.setToolTip("\n".join(others[-left:]))
            self._tabs.addWidget(more)

    def _tab(self, name: str, *, is_on: bool) -> QToolButton:
        tab = QToolButton()
        tab.setText(metrics(BODY).elidedText(name, Qt.TextElideMode.ElideMiddle, _TAB_PX))
        tab.setFont(font(BODY))
        tab.setToolTip(name)
        tab.setAccessibleName(tr("工作表 %1", name))
        tab.setCheckable(True)
        tab.setChecked(is_on)
        self._tabs.addWidget(tab)
        return tab

    def _on_tab(self, n: int) -> None:
        self.sheet = n
        self._show_sheet()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(_NARROW_SIDE if self.width() <= NARROW else _SIDE)
