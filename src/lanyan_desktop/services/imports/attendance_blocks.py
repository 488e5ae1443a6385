"""The rows of a sheet that belong to one worker, together."""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.core.forms.classify import Row, RowClass, rows_per_item


def blocks_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Each worker's rows together, beside team rows and unknown rows."""
    height = rows_per_item(rows)
    blocks: list[list[Row]] = []
    for row in rows:
        if row.kind in (RowClass.ITEM, RowClass.SECTION, RowClass.UNKNOWN):
            blocks.append([row])
        elif row.kind is RowClass.CONTINUATION and blocks and len(blocks[-1]) < height:
            blocks[-1].append(row)
    return blocks
