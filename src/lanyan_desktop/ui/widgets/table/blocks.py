"""Blocks of cells: copied, pasted, filled and cleared as in a spreadsheet. Works on the model, knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lanyan_desktop.core.table.entry import continued
from lanyan_desktop.core.table.figures import Figures, figures
from lanyan_desktop.core.table.tsv import read_tsv, write_tsv
from lanyan_desktop.ui.widgets.table.editing import Applied, Editor, Work
from lanyan_desktop.ui.widgets.table.model import TableModel

Rows = tuple[int, int]
_ROWS = 20  # rows copied in a slice
MOST_FIGURED = 20_000
"""More selected cells than this are only counted: reading them would hold up the window."""


def copy(
    model: TableModel, rows: Rows, places: Sequence[int], done: Callable[[str], None], *, headings: bool = False
) -> Work:
    """Rows first..last of these columns as clipboard text, given to `done`; `headings`: with the titles above."""
    block = [[model.columns[place].heading for place in places]] if headings else []
    for row in range(rows[0], rows[1] + 1):
        block.append([model.edit_text(row, place) for place in places])
        if row % _ROWS == 0:
            yield
    done(write_tsv(block))
    return Applied()


def paste(
    model: TableModel,
    editor: Editor,
    text: str,
    *,
    rows: Rows,
    places: Sequence[int],
    shown: Sequence[int],
    can_add: bool = False,
) -> Work:
    """Put a clipboard text in at the first selected cell: one step.

    One cell fills all that is selected; a block is repeated if the selection is a multiple of it. What reaches below
    the last row makes new rows if `can_add`, else it is counted as refused. `shown`: all visible columns in order.
    """
    block = read_tsv(text)
    if not block:
        return Applied()
    width = max(len(row) for row in block)
    height = _times(rows[1] - rows[0] + 1, len(block))
    across = _times(len(places), width)
    start = list(shown).index(places[0])
    targets = list(shown)[start : start + across]
    old: list[tuple[int, int, str]] = []
    new: list[tuple[int, int, str]] = []
    lost = 0
    for n in range(height):
        line = block[n % len(block)]
        row = rows[0] + n
        cells = [(place, line[k % width]) for k, place in enumerate(targets) if k % width < len(line)]
        lost += max(0, across - len(targets)) if n < len(block) else 0
        if row < model.rowCount():
            old.extend((row, place, cell) for place, cell in cells)
        elif can_add:
            new.extend((row - model.rowCount(), place, cell) for place, cell in cells if cell.strip())
        else:
            lost += len(cells)
    applied = yield from editor.typing(old, new=new)
    applied.refused += lost
    return applied


def _times(selected: int, size: int) -> int:
    """The selected length if the block goes into it without rest, else the block's own."""
    return selected if selected % size == 0 else size


def fill(model: TableModel, editor: Editor, source: Rows, target: Rows, places: Sequence[int]) -> Work:
    """Continue rows source first..last over rows target first..last, column by column; up as well as down."""
    values = []
    for place in places:
        field = model.columns[place].field
        known = [model.cell(row, place).value for row in range(source[0], source[1] + 1)]
        below = target[1] - source[1]
        values += [(source[1] + 1 + n, place, value) for n, value in enumerate(continued(field, known, below))]
        above = source[0] - target[0]
        back = continued(field, known, above, is_back=True)
        values += [(source[0] - 1 - n, place, value) for n, value in enumerate(back)]
    return editor.putting(values)


def fill_right(model: TableModel, editor: Editor, rows: Rows, place: int, targets: Sequence[int]) -> Work:
    """Copy a column's cells into columns at its right, as text: they may be of another shape."""
    return editor.typing(
        (row, target, model.edit_text(row, place)) for row in range(rows[0], rows[1] + 1) for target in targets
    )


def fill_down(model: TableModel, editor: Editor, rows: Rows, places: Sequence[int]) -> Work:
    """Ctrl+D: the first row's cells into all rows beneath; of a single row, the row above into it."""
    first = rows[0] if rows[1] > rows[0] else max(0, rows[0] - 1)
    values = [model.cell(first, place).value for place in places]
    return editor.putting(
        (row, place, value)
        for row in range(first + 1, rows[1] + 1)
        for place, value in zip(places, values, strict=True)
    )


def clear(editor: Editor, rows: Rows, places: Sequence[int]) -> Work:
    """Del: the cells become empty; one that may not be is marked."""
    return editor.typing((row, place, "") for row in range(rows[0], rows[1] + 1) for place in places)


def figured(model: TableModel, rows: Rows, places: Sequence[int]) -> Figures:
    """The figures of a block; a large one is only counted."""
    size = (rows[1] - rows[0] + 1) * len(places)
    if size > MOST_FIGURED:
        return Figures(size)
    return figures(
        (model.columns[place].field, model.cell(row, place).value)
        for row in range(rows[0], rows[1] + 1)
        for place in places
    )
