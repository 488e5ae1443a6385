"""The Gantt by keyboard alone: the ghost of a drag is moved by keys, Enter lets go of it, Esc takes it away.

→ ← move by a day, with Shift they stretch, with Ctrl they set progress by 5 %; with PageUp and PageDown it goes by a
week (25 %). L links: ↑ ↓ choose the other work, T the type of relation. ↑ ↓ alone go from row to row.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from lanyan_desktop.core.chart.gantt import MIDDLE, ROW
from lanyan_desktop.core.chart.timescale import TimeScale
from lanyan_desktop.core.schedule.plan import FF, FS, SF, SS
from lanyan_desktop.ui.schedule.drag import Drag, Grip
from lanyan_desktop.ui.schedule.rows import ChartRows

_WEEK = 7
_SHARE = 5
_TYPES = (FS, SS, FF, SF)
_KEY = Qt.Key
_STEPS = {_KEY.Key_Right: 1, _KEY.Key_Left: -1, _KEY.Key_PageDown: _WEEK, _KEY.Key_PageUp: -_WEEK}
_ROWS = {_KEY.Key_Down: 1, _KEY.Key_Up: -1}


class Chart(Protocol):
    """What keys act on."""

    rows: ChartRows | None
    scale: TimeScale
    drag: Drag | None
    current: int

    def rows_in_view(self) -> tuple[int, int]: ...

    def update(self) -> None: ...

    def let_go(self) -> None: ...

    def want_row(self, row: int) -> None: ...

    def leave(self) -> None: ...


class ChartKeys:
    """Holds what the keys did since the ghost appeared."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._by = 0

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; False if it says nothing here."""
        rows, row = self._chart.rows, self._chart.current
        key = _KEY(event.key())
        if key == _KEY.Key_Escape:
            self._escape()
        elif rows is None or not 0 <= row < len(rows):
            return False
        elif key in (_KEY.Key_Return, _KEY.Key_Enter):
            if self._chart.drag is not None:
                self._chart.let_go()
        elif key in _ROWS:
            self._go(rows, _ROWS[key])
        elif key in _STEPS:
            self._step(rows, row, _STEPS[key], event.modifiers())
        elif key == _KEY.Key_L and not event.modifiers():
            self._begin_link(rows, row)
        elif key == _KEY.Key_T and self._chart.drag is not None and self._chart.drag.fixed is not None:
            self._turn_type(self._chart.drag)
        else:
            return False
        return True

    def _escape(self) -> None:
        if self._chart.drag is None:
            self._chart.leave()
        self._chart.drag = None
        self._chart.update()

    def _go(self, rows: ChartRows, by: int) -> None:
        drag = self._chart.drag
        if drag is None:
            self._chart.want_row(min(max(self._chart.current + by, 0), len(rows) - 1))
            return
        if drag.fixed is None:
            return  # a ghost belongs to its row
        target = (drag.target if drag.target >= 0 else drag.row) + by
        target += by if target == drag.row else 0
        if 0 <= target < len(rows):
            self._aim(rows, drag, target)

    def _aim(self, rows: ChartRows, drag: Drag, target: int) -> None:
        first, _ = self._chart.rows_in_view()
        drag.move(float(rows.bars.start[target]), target, (target - first) * ROW + MIDDLE)
        self._chart.update()

    def _begin_link(self, rows: ChartRows, row: int) -> None:
        drag = Drag(rows, row, Grip.LINK, float(rows.bars.finish[row]), self._chart.scale)
        drag.fixed = FS
        self._chart.drag = drag
        if row + 1 < len(rows):
            self._aim(rows, drag, row + 1)

    def _turn_type(self, drag: Drag) -> None:
        assert drag.fixed is not None  # asked by who calls
        drag.fixed = _TYPES[(_TYPES.index(drag.fixed) + 1) % len(_TYPES)]
        self._chart.update()

    def _step(self, rows: ChartRows, row: int, by: int, held: Qt.KeyboardModifier) -> None:
        grip = _grip(held)
        if grip not in _allowed(rows, row):
            return
        drag = self._chart.drag
        bars = rows.bars
        start, span = float(bars.start[row]), float(bars.finish[row] - bars.start[row])
        if drag is None or drag.grip is not grip or drag.row != row:
            self._by = 0
            begin = {Grip.END: start + span, Grip.PROGRESS: start + span * float(bars.done[row])}.get(grip, start)
            drag = self._chart.drag = Drag(rows, row, grip, begin, self._chart.scale)
        self._by += by
        if grip is Grip.PROGRESS:
            share = float(bars.done[row]) + self._by * _SHARE / 100
            drag.set_share(min(max(round(share * 100), 0), 100))
        else:
            drag.shift_by(self._by)
        self._chart.update()


def _grip(held: Qt.KeyboardModifier) -> Grip:
    if held & Qt.KeyboardModifier.ControlModifier:
        return Grip.PROGRESS
    return Grip.END if held & Qt.KeyboardModifier.ShiftModifier else Grip.BODY


def _allowed(rows: ChartRows, row: int) -> set[Grip]:
    """As by mouse: what is finished or a summary does not move, what is begun keeps its start."""
    bars = rows.bars
    if bars.is_summary[row] or bars.is_finished[row]:
        return set()
    if bars.is_milestone[row]:
        return {Grip.BODY}
    return {Grip.END, Grip.PROGRESS} | (set() if bars.done[row] > 0 else {Grip.BODY})
