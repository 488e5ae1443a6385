"""The panel of 协同 over an open ledger and a fake service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.sharing.panel import SharingPanel
from lanyan_desktop.ui.sharing.tab import SharingTab, make_tab
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.theme import theme
from tests.ui.sharing.fake import FakeSharing


class Desk:
    """The tab with what it told the shell."""

    def __init__(self, qtbot: QtBot, path: Path, fake: FakeSharing) -> None:
        self.session = Session(path, create=True)
        self.project_id: Id = self.session.write(lambda ledger: create_project(ledger, name="翠湖花园")).result()
        if fake.is_shared:
            self.session.write(lambda ledger: ledger.set_space(b"s" * 16)).result()
        self.fake = fake
        self.failures: list[BaseException] = []
        self.said: list[str] = []
        self.opened: list[tuple[str, Id]] = []
        self.bus = ChangeBus(self.session)
        self.jobs = JobRunner(self.session, self.bus, on_error=self.failures.append, at_once=True)
        self.companion = Companion(self.session, self.jobs, make=lambda _session: fake)
        self.tab: SharingTab = make_tab(
            TabContext(
                session=self.session,
                project_id=self.project_id,
                jobs=self.jobs,
                bus=self.bus,
                show_failure=self.failures.append,
                notify=self.said.append,
                inspect=lambda _kind, _ids: None,
                open_record=lambda kind, record: self.opened.append((kind, record)),
                status_changed=lambda: None,
                import_excel=lambda _form: None,
                export_excel=lambda _form: None,
                sharing=self.companion,
                user="李商务",
                say=self.said.append,
                caution=self.said.append,
            )
        )
        qtbot.addWidget(self.tab.widget)
        self.tab.widget.resize(1600, 860)
        self.tab.widget.show()
        self.settle()

    @property
    def panel(self) -> SharingPanel:
        assert self.tab.panel is not None
        return self.tab.panel

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def read(self) -> str:
        """Every word that is seen on labels."""
        self.settle()
        return "\n".join(one.text() for one in self.tab.widget.findChildren(QLabel) if one.isVisible())

    def close(self) -> None:
        self.tab.close()
        self.companion.stop(wait_s=0.0)
        self.bus.close()
        self.jobs.close()
        self.companion.close()
        self.session.close()


@pytest.fixture
def open_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[FakeSharing], Desk]]:
    """Opens the tab over a fake; at the end no failure may have been told."""
    theme().install(qapp, "light")
    opened: list[Desk] = []

    def run(fake: FakeSharing) -> Desk:
        opened.append(Desk(qtbot, tmp_path / f"{len(opened)}.lanyan", fake))
        return opened[-1]

    yield run
    for desk in opened:
        desk.close()
        assert desk.failures == []
