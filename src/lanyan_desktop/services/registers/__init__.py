"""Any declared kind as a register: listed, sorted, filtered, grouped, edited, pasted, deleted, reordered.

`RegisterSource` is what the shared table reads from; the functions of `writing` are what its edits call, one
changeset each. A kind needs nothing but its declaration to have both.
"""

from __future__ import annotations

from lanyan_desktop.services.registers.source import Compute, Decorate, RegisterSource
from lanyan_desktop.services.registers.writing import delete_rows, edit_cells, insert_row, move_rows

__all__ = ["Compute", "Decorate", "RegisterSource", "delete_rows", "edit_cells", "insert_row", "move_rows"]
