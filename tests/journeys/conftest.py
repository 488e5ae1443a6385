"""The real window with its real threads; a bug anywhere fails the test."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lanyan_desktop.app import make_sample, tab_specs
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.ui.shell.bugs import BugReporter
from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.shell.window import MainWindow
from lanyan_desktop.ui.theme import theme
from tests.journeys.office import Office
from tests.journeys.sites import OpenSite, Site, begin, settle


@pytest.fixture
def enter(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Office]]:
    """Starts the program as `app` does, in the application that the tests share; closes it at the end."""
    bugs: list[BaseException] = []
    monkeypatch.setattr(BugReporter, "tell", lambda _self, error, _report: bugs.append(error))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    theme().install(qapp, "light")
    started: list[Office] = []

    def run() -> Office:
        window = MainWindow()
        window.resize(1600, 900)
        program = Program(window, Settings(paths.settings_file()), tab_specs(), make_sample=make_sample)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        started.append(Office(program, qtbot))
        return started[-1]

    yield run
    for office in started:
        office.window.may_close = lambda: True  # nobody is there to be asked about what still runs
        office.window.close()
        office.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert bugs == []


@pytest.fixture
def office(enter: Callable[[], Office]) -> Office:
    """The program, just started, with no ledger open."""
    return enter()


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journeys") / "样例.lanyan"
    make_sample(path)
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample project, to be written on."""
    copy = tmp_path / "样例.lanyan"
    copy.write_bytes(sample_file.read_bytes())
    return copy


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OpenSite]:
    """Opens an office of its own for a person; closed at the end."""
    with ExitStack() as stack:

        def enter(person: str) -> Site:
            made = Site(tmp_path / person, person)
            stack.callback(made.close)
            return made

        yield enter


@pytest.fixture
def share(tmp_path: Path) -> str:
    """The address of an empty folder that all reach."""
    (tmp_path / "共享盘").mkdir()
    return f"folder:{tmp_path / '共享盘'}"


@pytest.fixture
def two(site: OpenSite, share: str) -> tuple[Site, Site]:
    """李工 founded it, 王工 joined and has all."""
    li, wang = site("李工"), site("王工")
    begin(li, share)
    joined = wang.join(li.invite())
    assert (joined["is_pending"], joined["role_title"]) == (False, "综合")
    settle([li, wang])
    return li, wang
