"""The 点工 tab over an open ledger, as tests sit at it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.labour.grid import AttendanceGrid
from lanyan_desktop.ui.labour.tab import LabourTab, make_tab
from lanyan_desktop.ui.shell.tab import TabContext


class Desk:
    """The tab over an open ledger, with what it asked of the shell."""

    def __init__(self, qtbot: QtBot, path: Path, project_id: Id, *, read_only: bool = False) -> None:
        self.session = Session(path, read_only=read_only)
        self.bus = ChangeBus(self.session)
        self.jobs = JobRunner(self.session, self.bus, on_error=self._failed, at_once=True)
        self.failures: list[BaseException] = []
        self.said: list[str] = []
        self.selected: list[tuple[str, list[Id]]] = []
        self.asked: list[str] = []
        self.project_id = project_id
        context = TabContext(
            session=self.session,
            project_id=project_id,
            jobs=self.jobs,
            bus=self.bus,
            show_failure=self._failed,
            notify=self.said.append,
            inspect=lambda kind, ids: self.selected.append((kind, list(ids))),
            open_record=lambda kind, key: None,
            status_changed=lambda: None,
            import_excel=lambda form: self.asked.append(f"in {form}"),
            export_excel=lambda form: self.asked.append(f"out {form}"),
        )
        self.tab: LabourTab = make_tab(context)
        self.bus.changed.connect(lambda touched, _by: self.tab.refresh(touched))
        qtbot.addWidget(self.tab.widget)
        self.tab.widget.resize(1600, 890)
        self.tab.widget.show()
        self.settle()

    def _failed(self, error: BaseException) -> None:
        self.failures.append(error)

    def settle(self) -> None:
        """Let what is queued arrive; the reading back of what was typed does not wait."""
        QApplication.processEvents()
        if self.tab._soon.isActive():
            self.tab._soon.stop()
            self.tab._read()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def close(self) -> None:
        self.tab.close()
        self.bus.close()
        self.jobs.close()
        self.session.close()

    @property
    def grid(self) -> AttendanceGrid:
        return self.tab.attendance.grid

    def type(self, text: str) -> None:
        """Keys for what a keyboard has; the rest comes from an input method, as √ and 病 do."""
        for sign in text:
            target = self.grid.entry if self.grid.entry.isVisible() else self.grid
            if sign.isascii():
                QTest.keyClicks(target, sign)
            else:
                event = QInputMethodEvent()
                event.setCommitString(sign)
                QApplication.sendEvent(target, event)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.grid.entry if self.grid.entry.isVisible() else self.grid, key, modifiers)

    def text(self, row: int, column: int) -> str:
        """What the ledger holds now."""
        self.settle()
        assert self.grid.grid is not None
        return self.grid.grid.text(row, column)

    def figures(self) -> dict[str, str]:
        cells = [cell.figure for cell in self.tab.header._cells if cell.figure is not None]
        return {figure.title: f"{figure.value} {figure.remark}".strip() for figure in cells}

    def chips(self) -> list[str]:
        toolbar = self.tab.pages[self.tab.switch.current].toolbar
        return [chip.accessibleName() for chip in toolbar.findChildren(Chip)]

    def log(self) -> str:
        return self.session.reader.log(limit=1)[0].intent

    def undo(self) -> None:
        self.jobs.write(lambda ledger: ledger.undo())
        self.settle()
