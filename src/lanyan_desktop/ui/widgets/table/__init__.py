"""The one table of the program: every register, tree and list of choices is shown by it.

A table needs a source (where rows come from) and columns (what is shown of them)::

    from lanyan_desktop.core.records import KINDS
    from lanyan_desktop.core.records.declare import Shape
    from lanyan_desktop.core.table.columns import Look, column_of, columns_of, computed
    from lanyan_desktop.core.table.memory import ListSource
    from lanyan_desktop.core.table.rows import Dress, Row
    from lanyan_desktop.ui.widgets.table import TableActions, TableView

    kind = KINDS["budget_line"]
    columns = [
        column_of(kind, "name", is_outline=True, width=220),
        column_of(kind, "code", look=Look.CODE),
        column_of(kind, "target_fen", is_total=True),
        computed("deviation_fen", "偏差", Shape.MONEY, unit="元", look=Look.DEVIATION, is_total=True),
    ]
    rows = {
        1: Row(["一、土石方", None, 14101838, 322170], {"deviation_fen": Dress(tone="warn", bar=800)}, is_summary=True),
        2: Row(["挖一般土方", "010101002001", 14101838, 322170]),
    }
    source = ListSource([column.name for column in columns], rows, levels=[0, 1])
    table = TableView(source, columns, commit=source.edit)

Where what comes from:
- `core.table.columns`: `column_of` / `columns_of` read declarations, `computed` makes read-only columns.
- `core.table.rows`: `Row` (values in the order of the names asked for), `Dress` (tone, bar, icon, mark of a cell),
  `CellEdit`, and the protocols of a source: `ids(query)` and `page(ids, names)`; `totals` and `choices` if it can.
- `core.table.memory.ListSource`: rows in memory. `services.registers.RegisterSource`: a kind of the ledger.
- A tree: `ids` gives an `Outline` (ids in preorder with levels) and one column says `is_outline`.

`commit` receives all edits of one action together (one undo step) and returns at once; edits are shown ahead. When the
ledger has answered, call `table.refresh(ids)` from the change bus; if it refused, `table.editor.refuse(reasons)`.
Without `commit` the table is read-only. Widgets hold no SQL and no sums: totals, colours and bars come in rows.
"""

from __future__ import annotations

from lanyan_desktop.ui.widgets.table.commands import TableActions
from lanyan_desktop.ui.widgets.table.editing import new_id
from lanyan_desktop.ui.widgets.table.view import TableView

__all__ = ["TableActions", "TableView", "new_id"]
