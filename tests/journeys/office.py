"""A person before the real window: keys go to whatever has the focus, answers are read off the screen or the ledger."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Reader
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.widgets.table import TableView

SOURCE = Path(__file__).resolve().parents[2] / "src"
PATIENCE_MS = 8_000  # a slow machine is no failure


class Office:
    """One running program."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program, self.window, self.desk = program, program.window, program.desk
        self._qtbot = qtbot

    # ---- waiting

    def until(self, is_so: Callable[[], bool]) -> None:
        """Let the program work until something is so."""
        self._qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    def rest(self) -> None:
        """Until no job runs and what was queued has arrived."""
        QApplication.processEvents()
        runners: list[JobRunner] = [self.desk.free] + ([self.work.jobs] if self.desk.workspace is not None else [])
        self.until(lambda: not any(runner.running for runner in runners))
        QApplication.processEvents()

    # ---- the ledger

    @property
    def work(self) -> Workspace:
        work = self.desk.workspace
        assert work is not None, "no ledger is open"
        return work

    @property
    def reader(self) -> Reader:
        return self.work.session.reader

    def open(self, path: Path, tab: int = 0) -> None:
        """Open a ledger and wait for one of its tabs."""
        assert self.desk.open_ledger(path)
        self.show(tab)

    def show(self, tab: int) -> Any:
        """Bring a module into view by its key; gives the tab."""
        name = self.desk.tabs.specs[tab].name
        self.keys(f"Ctrl+{tab + 1}")
        self.until(lambda: self.desk.tabs.current_name == name and self.desk.tabs.current is not None)
        self.rest()
        return self.desk.tabs.current

    def value(self, kind: str, record_id: Id, field: str) -> object:
        return self.reader.page(kind, [record_id], [field])[record_id][0]

    def intents(self) -> list[str]:
        """What the log says was done, newest first."""
        return [entry.intent for entry in self.reader.log(limit=10)]

    def terminal(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command in a process of its own."""
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SOURCE)}
        command = [sys.executable, "-m", "lanyan_desktop", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True)

    # ---- hands

    @property
    def focus(self) -> QWidget:
        front = QApplication.activeModalWidget() or self.window
        if QApplication.activeWindow() is not front:  # without a window system nobody clicks the window to the front
            front.activateWindow()
            QApplication.processEvents()
        now = QApplication.focusWidget()
        if now is not None and now.window() is front:
            return now
        inner: QWidget | None = front.focusWidget()
        return front if inner is None else inner

    def keys(self, *names: str) -> None:
        """Press keys by name, as "Ctrl+Z", "Return"; each goes to what has the focus then."""
        for name in names:
            combination = QKeySequence(name)[0]  # type: ignore[index]  # the stubs lack it
            QTest.keyClick(self.focus, combination.key(), combination.keyboardModifiers())
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text: signs of a keyboard as keys, the others as an input method commits them."""
        for sign in text:
            if sign.isascii():
                QTest.keyClicks(self.focus, sign)
            else:
                event = QInputMethodEvent()
                event.setCommitString(sign)
                QApplication.sendEvent(self.focus, event)
        QApplication.processEvents()

    def click(self, text: str) -> None:
        """Click the button with this text."""
        made: list[QPushButton | QToolButton] = [*self.window.findChildren(QPushButton)]
        made += self.window.findChildren(QToolButton)
        found = [one for one in made if one.text() == text and one.isVisible() and one.isEnabled()]
        found[0].click()
        QApplication.processEvents()

    def find(self, text: str) -> None:
        """Ctrl+K, type, Enter."""
        self.keys("Ctrl+K")
        self.type(text)
        self.keys("Return")
        self.rest()

    @staticmethod
    def copy(rows: Sequence[Sequence[str]]) -> None:
        """Put a block on the clipboard as Excel does."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))

    @contextmanager
    def in_dialog(self, do: Callable[[], None]) -> Iterator[None]:
        """What is done inside opens a dialog; `do` is what the person does in it."""
        met: list[QWidget] = []

        def meet() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(10, meet)
                return
            met.append(dialog)
            do()

        QTimer.singleShot(0, meet)
        yield
        assert met

    # ---- eyes

    def read(self) -> str:
        """Every word on the window's labels and buttons now."""
        QApplication.processEvents()
        shown: list[QLabel | QPushButton] = [*self.window.findChildren(QLabel)]
        shown += self.window.findChildren(QPushButton)
        return "\n".join(one.text() for one in shown if one.isVisible())

    def bars(self) -> list[str]:
        """What the message bars say."""
        return [bar.text for bar in self.desk.messages.bars]

    def enabled(self, action: QAction) -> bool:
        QApplication.processEvents()
        return action.isEnabled()


def place(table: TableView, name: str) -> int:
    """Where a column stands."""
    return next(n for n, column in enumerate(table.model.columns) if column.name == name)


def row(table: TableView, text: str, column: str = "name") -> int:
    """The row whose cell says this."""
    at = place(table, column)
    return next(n for n in range(table.model.rowCount()) if table.model.cell(n, at).text == text)


def cell(table: TableView, at: int, column: str) -> str:
    """What a cell shows."""
    return table.model.cell(at, place(table, column)).text


def stand(table: TableView, at: int, column: str) -> None:
    """The keyboard in a cell."""
    table.grid.setFocus()
    table.grid.stand_on(at, place(table, column))


def total(table: TableView, column: str) -> str:
    """What the total row shows."""
    assert table.total._cells is not None
    return table.total._cells.cells[place(table, column)].text
