"""Turns what is typed, pasted, filled and cleared into edits: one commit each time, errors kept in place.

Texts are read by the declarations. What can be taken is shown at once and committed; what cannot stays over its cell
as typed, with the reason, until it is mended, cleared or undone. Cells that take no edits are counted, not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.table.entry import take
from lanyan_desktop.core.table.rows import CellEdit, Choice, HasChoices, RowId
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.widgets.table.model import TableModel

Commit = Callable[[Sequence[CellEdit]], None]
Key = tuple[RowId, str]
NEW = "new:"


def new_id(number: int) -> RowId:
    """The id in a `CellEdit` of a row that is to be made, numbered from 0 within one commit."""
    return f"{NEW}{number}"


@dataclass(slots=True)
class Applied:
    """What became of a batch of texts or values."""

    edits: list[CellEdit] = field(default_factory=list)
    drafts: dict[Key, tuple[str, str]] = field(default_factory=dict)
    refused: int = 0  # cells that take no edits
    lacking: list[str] = field(default_factory=list)  # of each row that could not be made: what it lacks


Work = Generator[None, None, Applied]
"""An action in slices of some cells, so that a large paste holds up no frame: run it to its end, then it is done."""
SLICE = 100


def finished(work: Work) -> Applied:
    """What an action did, done in one go."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what the generator returns


class Editor:
    """The one way a table changes. `commit` gets all edits of one action together: one undo step."""

    def __init__(self, model: TableModel, commit: Commit | None, *, today: Callable[[], date] = date.today) -> None:
        self._model = model
        self._commit = commit
        self._today = today
        self._last = Applied()
        model.is_editable = commit is not None

    def type(self, texts: Iterable[tuple[int, int, str]], *, new: Iterable[tuple[int, int, str]] = ()) -> Applied:
        """Take texts at (row, column); `new`: (number of a row to be made, column, text)."""
        return finished(self.typing(texts, new=new))

    def typing(self, texts: Iterable[tuple[int, int, str]], *, new: Iterable[tuple[int, int, str]] = ()) -> Work:
        """The same in slices; nothing changes before the last one."""
        batch = Applied()
        for n, (row, place, text) in enumerate(texts, 1):
            if self._model.can_edit(row, place):
                self._take(batch, row, place, text)
            else:
                batch.refused += 1
            if n % SLICE == 0:
                yield
        for number, place, text in new:
            if self._model.columns[place].editable:
                self._read(batch, new_id(number), place, text)
        self._leave_out_lacking(batch)
        return self._settle(batch)

    def _leave_out_lacking(self, batch: Applied) -> None:
        """New rows without what they must have are not made: the ledger would refuse all the others with them."""
        needed = {c.name: c.field.title for c in self._model.columns if c.field.required and c.field.default is None}
        given: dict[RowId, set[str]] = {row_id: set() for row_id, _ in batch.drafts if str(row_id).startswith(NEW)}
        for edit in batch.edits:
            if str(edit.id).startswith(NEW) and edit.value is not None:
                given.setdefault(edit.id, set()).add(edit.name)
        lacking = {row_id: [needed[name] for name in needed if name not in names] for row_id, names in given.items()}
        batch.lacking = ["、".join(titles) for titles in lacking.values() if titles]
        left_out = {row_id for row_id, titles in lacking.items() if titles}
        batch.edits = [edit for edit in batch.edits if edit.id not in left_out]
        batch.drafts = {key: draft for key, draft in batch.drafts.items() if key[0] not in left_out}

    def put(self, values: Iterable[tuple[int, int, Value]]) -> Applied:
        """Take values at (row, column) as they are: a fill, a chosen reference."""
        return finished(self.putting(values))

    def putting(self, values: Iterable[tuple[int, int, Value]]) -> Work:
        """The same in slices; nothing changes before the last one."""
        batch = Applied()
        for n, (row, place, value) in enumerate(values, 1):
            if self._model.can_edit(row, place):
                self._put(batch, row, place, value)
            else:
                batch.refused += 1
            if n % SLICE == 0:
                yield
        return self._settle(batch)

    def _put(self, batch: Applied, row: int, place: int, value: Value) -> None:
        row_id = self._model.id_at(row)
        cell = self._model.cell(row, place)
        if row_id is not None and (value != cell.value or cell.mark is not None):
            batch.edits.append(CellEdit(row_id, self._model.columns[place].name, value))

    def _take(self, batch: Applied, row: int, place: int, text: str) -> None:
        row_id = self._model.id_at(row)
        if row_id is None or text == self._model.edit_text(row, place):
            return
        self._read(batch, row_id, place, text, now=self._model.cell(row, place).value)

    def _read(self, batch: Applied, row_id: RowId, place: int, text: str, *, now: Value = None) -> None:
        column = self._model.columns[place]
        key = (row_id, column.name)
        taken = take(column.field, text, day_min=self._model.day_min, today=self._today(), choices=self._choices)
        if taken.reason:
            batch.drafts[key] = (text, taken.reason)
        elif taken.value != now or key in self._model.drafts:
            batch.edits.append(CellEdit(row_id, column.name, taken.value))

    def _choices(self, name: str, text: str) -> Sequence[Choice]:
        source = self._model.source
        return source.choices(name, text) if isinstance(source, HasChoices) else ()

    def _settle(self, batch: Applied) -> Applied:
        model = self._model
        model.show_ahead({(e.id, e.name): e.value for e in batch.edits if not str(e.id).startswith(NEW)})
        model.keep_drafts(batch.drafts)
        if batch.edits or batch.drafts:
            self._last = batch
        if batch.edits and self._commit is not None:
            self._commit(batch.edits)
        return batch

    def named(self, ids: dict[RowId, RowId]) -> None:
        """Rows that were to be made are now made: what was typed for them wrongly belongs to their real ids."""
        moved = {key: draft for key, draft in self._model.drafts.items() if key[0] in ids}
        self._model.drop_drafts(list(moved))
        self._model.keep_drafts({(ids[row_id], name): draft for (row_id, name), draft in moved.items()})

    def refuse(self, reasons: Mapping[Key, str], edits: Sequence[CellEdit] | None = None) -> None:
        """The ledger refused these edits (None: the last ones): show what it holds.

        Cells that a reason names keep what was typed, marked, so that nothing has to be typed again.
        """
        refused = self._last.edits if edits is None else edits
        self._model.take_back([(cell.id, cell.name) for cell in refused])
        fields = {column.name: column.field for column in self._model.columns}
        self._model.keep_drafts(
            {
                key: (show(fields[cell.name], cell.value, day_min=self._model.day_min, grouped=False), reasons[key])
                for cell in refused
                if (key := (cell.id, cell.name)) in reasons
            }
        )

    def take_back_drafts(self) -> bool:
        """Undo of an action that left errors: forget them. True if the ledger has nothing of it to undo."""
        drafts = [key for key in self._last.drafts if key in self._model.drafts]
        self._model.drop_drafts(drafts)
        had_edits = bool(self._last.edits)
        self._last = Applied()
        return bool(drafts) and not had_edits
