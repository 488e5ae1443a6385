"""The mouse in the month grid: choosing cells, rows and days, drawing blocks out, filling by the handle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint

from lanyan_desktop.ui.labour.blocks import reach
from lanyan_desktop.ui.labour.geometry import HEAD, Geometry
from lanyan_desktop.ui.labour.paint import handle_of
from lanyan_desktop.ui.labour.selection import Block, Selection


@dataclass(slots=True)
class Pointing:
    """Follows the pointer; `fill` is called when the handle is let go over a larger block."""

    selection: Selection
    fill: Callable[[Block, Block], None]
    _filling: Block | None = None

    def press(self, point: QPoint, at: Geometry, *, extends: bool, can_fill: bool) -> None:
        """A cell, a worker's row by the name, a day by its heading; or take hold of the fill handle."""
        chosen = self.selection
        if can_fill and handle_of(chosen.block, at).contains(point):
            self._filling = chosen.block
            return
        row, (zone, column) = at.row_at(point.y()), at.zone_at(point.x())
        if point.y() < HEAD and zone == "day":
            chosen.choose((0, at.rows - 1, column, column))
        elif row >= 0 and zone in ("name", "team"):
            chosen.choose((row, row, 0, chosen.columns - 1))
        elif row >= 0 and zone == "day" and extends:
            chosen.extend(row, column)
        elif row >= 0 and zone == "day":
            chosen.stand(row, column)

    def drag(self, point: QPoint, at: Geometry) -> None:
        """Draw the block out."""
        row, (zone, column) = at.row_at(point.y()), at.zone_at(point.x())
        if row < 0 or zone != "day":
            return
        if self._filling is not None:
            self.selection.choose(reach(self._filling, row, column))
        else:
            self.selection.extend(row, column)

    def release(self) -> None:
        """Let go."""
        source, self._filling = self._filling, None
        if source is not None and source != self.selection.block:
            self.fill(source, self.selection.block)
