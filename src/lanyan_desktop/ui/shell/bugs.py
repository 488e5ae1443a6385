"""Brings every bug, from whatever thread, to one dialog on the window's thread. The broad handler of the window.

Light on purpose: it is in place before the first window, the dialog and the report are loaded with the first bug.
"""

from __future__ import annotations

from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from lanyan_desktop.kit.errors import LanyanError

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.crash_dialog import CrashDialog


class BugReporter(QObject):
    """Make one, in the window's thread."""

    _arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._queue: SimpleQueue[tuple[BaseException, Path | None]] = SimpleQueue()
        self._dialog: CrashDialog | None = None
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch all that nobody catches, in every thread."""
        from lanyan_desktop.kit.crash import catch_all  # zipfile and more: not before the first window

        catch_all(self.tell)

    def report(self, error: BaseException) -> None:
        """A bug that was caught at an edge (a job, a tab): the same as one nobody caught."""
        from lanyan_desktop.kit import logs
        from lanyan_desktop.kit.crash import write_crash_report

        logs.area("ui").error("caught at an edge: %s", type(error).__name__)
        try:
            written = write_crash_report(error)
        except (OSError, LanyanError):  # a full disk must not hide the bug
            written = None
        self.tell(error, written)

    def tell(self, error: BaseException, report: Path | None) -> None:
        """Hand over to the window's thread."""
        self._queue.put((error, report))
        self._arrived.emit()

    @Slot()
    def _show(self) -> None:
        from lanyan_desktop.ui.shell.crash_dialog import CrashDialog  # hopefully never needed

        while not self._queue.empty():
            error, report = self._queue.get_nowait()
            if self._dialog is not None:
                self._dialog.add(error, report)
                continue
            self._dialog = CrashDialog(None, error, report)
            self._dialog.finished.connect(self._forget)
            self._dialog.open()

    def _forget(self) -> None:
        self._dialog = None
