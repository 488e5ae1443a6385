"""What is selected in the month grid: a block, and the current cell within it. Knows no widget."""

from __future__ import annotations

Block = tuple[int, int, int, int]
"""First row, last row, first column, last column, of what is shown."""
Cell = tuple[int, int]


class Selection:
    """Rows and columns count what is shown.

    >>> chosen = Selection()
    >>> chosen.resize(5, 30)
    >>> chosen.step(2, 3, extends=True)
    >>> chosen.block, (chosen.row, chosen.column)
    ((0, 2, 0, 3), (0, 0))
    """

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.row = self.column = 0  # the current cell: where typing goes
        self._anchor: Cell = (0, 0)
        self._far: Cell = (0, 0)  # the corner across from the anchor

    @property
    def block(self) -> Block:
        """All that is selected."""
        (row, column), (far_row, far_column) = self._anchor, self._far
        return min(row, far_row), max(row, far_row), min(column, far_column), max(column, far_column)

    @property
    def is_one(self) -> bool:
        """Whether just one cell is selected."""
        return self._anchor == self._far

    def resize(self, rows: int, columns: int) -> None:
        """So many are shown now; what is selected stays if it is as many as before."""
        if (rows, columns) != (self.rows, self.columns):
            self.rows, self.columns = rows, columns
            self.stand(self.row, self.column)

    def stand(self, row: int, column: int) -> None:
        """One cell, current and alone."""
        self.row, self.column = self._anchor = self._far = self._within(row, column)

    def extend(self, row: int, column: int) -> None:
        """Draw the block out to a cell; the current one stays."""
        self._far = self._within(row, column)

    def choose(self, block: Block) -> None:
        """A block; its first cell becomes current."""
        self.row, self.column = self._anchor = self._within(block[0], block[2])
        self._far = self._within(block[1], block[3])

    def step(self, rows: int, columns: int, *, extends: bool = False, wraps: bool = False) -> None:
        """Go on by so many. `wraps`: as Enter and Tab do, within a selected block, else to the next row at the end."""
        if extends:
            self.extend(self._far[0] + rows, self._far[1] + columns)
        elif wraps and not self.is_one:
            self._step_inside(rows, columns)
        else:
            row, column = self.row + rows, self.column + columns
            if wraps and column >= self.columns:
                row, column = row + 1, 0
            elif wraps and column < 0:
                row, column = row - 1, self.columns - 1
            self.stand(row, column)

    def _step_inside(self, rows: int, columns: int) -> None:
        """Enter goes down the columns of the block, Tab along its rows; after its end comes its beginning."""
        first, last, left, right = self.block
        high, wide = last - first + 1, right - left + 1
        row, column = self.row - first, self.column - left
        if rows:
            column, row = divmod((column * high + row + rows) % (high * wide), high)
        else:
            row, column = divmod((row * wide + column + columns) % (high * wide), wide)
        self.row, self.column = first + row, left + column

    def _within(self, row: int, column: int) -> Cell:
        return max(0, min(row, self.rows - 1)), max(0, min(column, self.columns - 1))
