"""A kind of the ledger in a table, wired: edits run as commands, answers of the change bus refresh it.

::

    table = register_table(
        RegisterSource(session.reader, "team", where=[Where("project_id", "=", project_id)]),
        columns_of(KINDS["team"]),
        runner=runner, bus=bus, new_values={"project_id": project_id},
    )
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.core.table.columns import Column
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import CellEdit, RowId, RowIds
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.registers import RegisterSource, delete_rows, edit_cells, insert_row
from lanyan_desktop.services.session import Ledger, Reader, Touched
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.tokens import ROW
from lanyan_desktop.ui.widgets.table.commands import TableActions
from lanyan_desktop.ui.widgets.table.view import TableView

EditCells = Callable[[Ledger, Sequence[CellEdit]], Mapping[RowId, Id] | None]
"""A service's own way to write cells, where an edit of one brings edits of others."""


def register_table(
    source: RegisterSource,
    columns: Sequence[Column],
    *,
    runner: JobRunner,
    bus: ChangeBus,
    new_values: Mapping[str, Value] | None = None,
    edit: EditCells | None = None,
    actions: TableActions | None = None,
    also_shows: Sequence[str] = (),
    day_min: int = 480,
    row_height: int = ROW,
    is_read_only: bool = False,
    parent: QWidget | None = None,
) -> TableView:
    """The table of a register.

    `new_values`: fields every new row has (its project). `edit` replaces the plain writing of cells; `actions` replace
    adding and deleting. `also_shows`: other kinds whose changes change what these rows show.
    """
    wiring = _Wiring(source, runner, new_values or {}, edit)
    own = TableActions(
        add=wiring.add, delete=wiring.delete, undo=wiring.undo, redo=wiring.redo, can_append=new_values is not None
    )
    given = actions or TableActions()
    table = TableView(
        source,
        columns,
        commit=None if is_read_only else wiring.commit,
        actions=TableActions() if is_read_only else _joined(own, given),
        day_min=day_min,
        row_height=row_height,
        can_group=True,
        name=source.kind.title,
        parent=parent,
    )
    wiring.take(table)
    table.later = _OnReadingThread(source, runner, table)
    shown = {source.kind.name, *also_shows, *(column.refers for column in columns if column.refers)}
    bus.changed.connect(partial(_on_changed, table, source, frozenset(shown)))
    return table


def _joined(own: TableActions, given: TableActions) -> TableActions:
    return replace(
        own,
        add=given.add or own.add,
        delete=given.delete or own.delete,
        undo=given.undo or own.undo,
        redo=given.redo or own.redo,
        menu=given.menu,
    )


def _on_changed(table: TableView, source: RegisterSource, shown: frozenset[str], touched: Touched, by: object) -> None:
    """Refresh what is seen: rows of the kind itself by id, all rows when something they refer to has changed.

    Where rows have an order of their own, others' changes and undo may have moved them: then all are asked for again.
    """
    if not shown & touched.keys():
        return
    is_in_place = touched.keys() & shown == {source.kind.name} and (by is table or not source.kind.has("rank"))
    table.refresh(touched[source.kind.name] if is_in_place else None)


class _OnReadingThread:
    """Asks a large register on the reading thread, where sorting 100,000 rows holds up no frame."""

    def __init__(self, source: RegisterSource, runner: JobRunner, owner: QObject) -> None:
        self._source, self._runner, self._owner = source, runner, owner

    def rows(self, query: Query, done: Callable[[RowIds | Outline], None]) -> bool:
        if not self._source.is_large or self._source.has_windows(query):
            return False

        def work(reader: Reader, _token: JobToken) -> tuple[RegisterSource, RowIds | Outline]:
            there = self._source.on(reader)
            return there, there.ids(query)

        def take(found: tuple[RegisterSource, RowIds | Outline]) -> None:
            self._source.adopt(found[0])
            done(found[1])

        self._runner.read("", work, done=take, owner=self._owner)
        return True

    def totals(self, query: Query, names: Sequence[str], done: Callable[[Mapping[str, Value]], None]) -> bool:
        if not self._source.is_large:
            return False

        def work(reader: Reader, _token: JobToken) -> Mapping[str, Value]:
            return self._source.on(reader).totals(query, names)

        self._runner.read("", work, done=done, owner=self._owner)
        return True


class _Wiring(QObject):
    """Hands the table's wishes to the ledger's thread and brings refusals back into its cells."""

    def __init__(
        self, source: RegisterSource, runner: JobRunner, new_values: Mapping[str, Value], edit: EditCells | None
    ) -> None:
        super().__init__()
        self._kind = source.kind
        self._runner = runner
        self._new_values = dict(new_values)
        self._edit = edit
        self._table: TableView | None = None

    def take(self, table: TableView) -> None:
        self._table = table
        self.setParent(table)

    def commit(self, edits: Sequence[CellEdit]) -> None:
        edits = list(edits)

        def write(ledger: Ledger) -> Mapping[RowId, Id]:
            if self._edit is not None:
                return self._edit(ledger, edits) or {}
            return edit_cells(ledger, self._kind.name, edits, new_values=self._new_values)

        refused = partial(self._refused, edits)
        self._runner.write(write, done=self._named, failed=refused, owner=self, initiator=self._table)

    def _named(self, made: Mapping[RowId, Id]) -> None:
        if self._table is not None and made:
            self._table.editor.named(dict(made))

    def _refused(self, edits: Sequence[CellEdit], error: BaseException) -> None:
        if self._table is not None:
            self._table.editor.refuse(self._reasons(edits, error), edits)
        self._runner.on_error(error)

    def _reasons(self, edits: Sequence[CellEdit], error: BaseException) -> dict[tuple[RowId, str], str]:
        """The reasons by cell; the ledger names fields, not rows, so each cell of a named field is marked."""
        problems = error.params.get("problems") if isinstance(error, LanyanError) else None
        told = problems if isinstance(problems, list) else []
        codes = {name: code for kind, name, code in told if kind == self._kind.name}
        return {
            (cell.id, cell.name): problem_sentence(self._kind.field(cell.name), codes[cell.name])
            for cell in edits
            if cell.name in codes
        }

    def add(self, after: RowId | None) -> None:
        place = Id(after) if isinstance(after, bytes) else None
        values = dict(self._new_values)
        for field in self._kind.fields:  # a name that must be there: the user types over it
            if field.required and field.default is None and field.name not in values and field.base is str:
                values[field.name] = f"新{self._kind.title}"
        self._runner.write(
            lambda ledger: insert_row(ledger, self._kind.name, values=values, after=place),
            done=self._show_new,
            owner=self,
        )

    def _show_new(self, row_id: Id) -> None:
        if self._table is not None:
            self._table.refresh({row_id})
            self._table.go_to(row_id)

    def delete(self, ids: Sequence[RowId]) -> None:
        records = [Id(row_id) for row_id in ids if isinstance(row_id, bytes)]
        self._runner.write(lambda ledger: delete_rows(ledger, self._kind.name, records), owner=self)

    def undo(self) -> None:
        self._runner.write(lambda ledger: ledger.undo(), owner=self)

    def redo(self) -> None:
        self._runner.write(lambda ledger: ledger.redo(), owner=self)
