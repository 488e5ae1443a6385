"""What the user does to the plan, turned into commands of services: each one step to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, get_args

from PySide6.QtWidgets import QInputDialog, QWidget

from lanyan_desktop.core.records.plan import RelationType
from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule import structure
from lanyan_desktop.services.schedule.baselines import load_baselines, set_baseline
from lanyan_desktop.services.schedule.editing import edit_cells
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.widgets.table import TableView

if TYPE_CHECKING:
    from lanyan_desktop.services.session import Ledger
    from lanyan_desktop.ui.shell.tab import TabContext

_TYPES: tuple[RelationType, ...] = get_args(RelationType)


class Doing:
    """Commands on one project's plan. `table` is set once the tab has made it."""

    def __init__(self, context: TabContext, owner: QWidget, stand_on: Callable[[Id], None]) -> None:
        self.context = context
        self._owner, self._stand_on = owner, stand_on
        self.table: TableView | None = None

    def write(self, command: Callable[[Ledger], object]) -> None:
        self.context.jobs.write(command, owner=self._owner, initiator=self)

    def commit(self, edits: Sequence[CellEdit]) -> None:
        """Cells typed, pasted or dragged."""
        project_id, table = self.context.project_id, self.table
        assert table is not None  # it is what commits
        self.context.jobs.write(
            lambda ledger: edit_cells(ledger, project_id=project_id, edits=edits),
            done=lambda made: table.editor.named(dict(made)),
            failed=lambda error: self._refuse(table, edits, error),
            owner=self._owner,
            initiator=self,
        )

    def _refuse(self, table: TableView, edits: Sequence[CellEdit], error: BaseException) -> None:
        """A cell that cannot be taken stays as typed, with the reason on it; more than one are told in the bar."""
        known = isinstance(error, LanyanError)
        reasons = {(cell.id, cell.name): words_of(error) for cell in edits} if known and len(edits) == 1 else {}
        table.editor.refuse(reasons, edits)
        if not reasons:
            self.context.show_failure(error)

    def on_rows(self, command: Callable[..., object]) -> None:
        """Run a command on the selected rows and stand on them afterwards."""
        ids = [row_id for row_id in self.table.selected_ids() if isinstance(row_id, bytes)] if self.table else []
        project_id = self.context.project_id
        if ids:
            self.write(lambda ledger: command(ledger, project_id=project_id, ids=ids))

    def add_after(self, row_id: RowId | None) -> None:
        """A new work behind a row, ready to be named."""
        after = Id(row_id) if isinstance(row_id, bytes) else None
        project_id = self.context.project_id
        self.context.jobs.write(
            lambda ledger: structure.insert_activity(ledger, project_id=project_id, after=after, name=tr("新任务")),
            done=self._stand_on,
            owner=self._owner,
            initiator=self,
        )

    def delete(self, ids: Sequence[RowId]) -> None:
        records = [Id(row_id) for row_id in ids if isinstance(row_id, bytes)]
        project_id = self.context.project_id
        if records:
            self.write(lambda ledger: structure.delete_activities(ledger, project_id=project_id, ids=records))

    def drop(self, row: int, column: str, value: int) -> None:
        """A bar was let go: what is typed into which cell."""
        row_id = self.table.model.id_at(row) if self.table is not None else None
        if row_id is not None:
            self.commit([CellEdit(row_id, column, value)])

    def tie(self, before: int, after: int, kind: int) -> None:
        """A relation was drawn between two rows of the chart."""
        ends = [self.table.model.id_at(row) if self.table is not None else None for row in (before, after)]
        first, then = ends
        if isinstance(first, bytes) and isinstance(then, bytes):
            project_id, a, b, name = self.context.project_id, Id(first), Id(then), _TYPES[kind]
            self.write(lambda ledger: structure.tie(ledger, project_id=project_id, before=a, after=b, kind=name))

    def save_base(self) -> None:
        """Ask for a name and keep the plan as it stands."""
        number = len(load_baselines(self.context.session.reader, self.context.project_id)) + 1
        text = tr("基准 %1", number)
        name, is_ok = QInputDialog.getText(self._owner, tr("保存基准"), tr("基准名称"), text=text)
        project_id = self.context.project_id
        if is_ok and name.strip():
            self.context.jobs.write(
                lambda ledger: set_baseline(ledger, project_id=project_id, name=name.strip()),
                done=lambda _id: self.context.notify(tr("已保存基准“%1”", name.strip())),
                owner=self._owner,
            )
