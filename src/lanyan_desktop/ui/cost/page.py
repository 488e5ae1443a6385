"""What the views of the cost tab have in common: a table, its toolbar, writing its cells, telling what is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.services.registers import delete_rows
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.components.buttons import action
from lanyan_desktop.ui.components.toolbar import Toolbar
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.widgets.table import TableView
from lanyan_desktop.ui.widgets.table.headings import ColumnState

EditCells = Callable[[Ledger, Sequence[CellEdit]], Mapping[RowId, Id]]


class Page:
    """One view: `widget` for the work surface, `toolbar` above it. Views add what is their own."""

    name = ""
    kind = ""
    has_side = True  # whether curve and variances stand beside it

    def __init__(self, context: TabContext) -> None:
        self.context = context
        self.widget: QWidget = QWidget()
        self.table: TableView
        self.toolbar: Toolbar
        self.actions: list[QAction] = []

    # ---- for the tab

    def take(self, view: CostView) -> None:
        """Show another reading."""

    def enter(self) -> None:
        """The view comes to the front."""
        self.table.setFocus()
        self.tell_selection()

    def go_to(self, record_id: Id) -> bool:
        return self.table.go_to(record_id)

    def column_state(self) -> ColumnState:
        return self.table.state()

    def restore_columns(self, state: Mapping[str, Any]) -> None:
        self.table.restore(cast(ColumnState, dict(state)))

    # ---- for the views

    def build(self, table: TableView, left: Sequence[QAction | None], right: Sequence[QAction | None] = ()) -> None:
        """Join a table and its toolbar."""
        self.table = table
        self.widget = table
        self.toolbar = Toolbar(left, right)
        table.selection_changed.connect(self.tell_selection)
        table.said.connect(self.context.notify)

    def act(
        self, text: str, does: Callable[[], object], *, icon: str = "", shortcut: str = "", tip: str = ""
    ) -> QAction:
        """An action of this view; those that write are closed in a ledger that is read only."""
        made = action(text, icon=icon, shortcut=shortcut, tip=tip)
        made.triggered.connect(lambda _checked=False: does())
        self.actions.append(made)
        return made

    def writing(self, made: QAction) -> QAction:
        """Close an action that writes where nothing can be written."""
        if self.context.session.is_read_only:
            made.setEnabled(False)
            made.setToolTip(tr("账套以只读方式打开"))
        return made

    def tell_selection(self) -> None:
        """Show in the inspector what is selected here."""
        self.context.inspect(self.kind, [Id(key) for key in self.table.selected_ids() if isinstance(key, bytes)])

    def write_cells(self, edit: EditCells, edits: Sequence[CellEdit]) -> None:
        """Write edits as one step; what is refused goes back into its cells with the reason."""
        kept = list(edits)
        self.context.jobs.write(
            lambda ledger: edit(ledger, kept),
            done=lambda made: self.table.editor.named(dict(made)) if made else None,
            failed=lambda error: self._refused(kept, error),
            owner=self.table,
        )

    def _refused(self, edits: Sequence[CellEdit], error: BaseException) -> None:
        problems = error.params.get("problems") if isinstance(error, LanyanError) else None
        codes = {name: code for kind, name, code in problems if kind == self.kind} if isinstance(problems, list) else {}
        reasons = {
            (cell.id, cell.name): problem_sentence(KINDS[self.kind].field(cell.name), codes[cell.name])
            for cell in edits
            if cell.name in codes
        }
        self.table.editor.refuse(reasons, edits)
        self.context.show_failure(error)

    def delete_selected(self, ids: Sequence[RowId] | None = None) -> None:
        """Delete the selected rows with what belongs to them; 撤销 brings them back."""
        rows = self.table.selected_ids() if ids is None else ids
        records = [Id(key) for key in rows if isinstance(key, bytes)]
        if records:
            self.context.jobs.write(lambda ledger: delete_rows(ledger, self.kind, records), owner=self.table)

    def undo(self) -> None:
        self.context.jobs.write(lambda ledger: ledger.undo(), owner=self.table)

    def redo(self) -> None:
        self.context.jobs.write(lambda ledger: ledger.redo(), owner=self.table)

    @property
    def can_write(self) -> bool:
        return not self.context.session.is_read_only


class Either(QStackedWidget):
    """A table, or the empty state in its place."""

    def __init__(self, table: QWidget, empty: QWidget) -> None:
        super().__init__()
        self.addWidget(table)
        self.addWidget(empty)

    def show_empty(self, *, is_empty: bool) -> None:
        self.setCurrentIndex(int(is_empty))


def below_one_another(table: QWidget, detail: QWidget) -> QSplitter:
    """A table and below it what belongs to its current row."""
    made = QSplitter(Qt.Orientation.Vertical)
    made.addWidget(table)
    made.addWidget(detail)
    made.setStretchFactor(0, 1)
    made.setChildrenCollapsible(False)
    made.setSizes([480, 260])
    return made
