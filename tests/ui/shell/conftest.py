"""A program in a window without a screen: jobs are done at once, a bug anywhere fails the test."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from lanyan_desktop.app import make_sample, tab_specs
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.services.session import Touched
from lanyan_desktop.ui.shell.bugs import BugReporter
from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.shell.tab import State, TabContext, TabSpec
from lanyan_desktop.ui.shell.window import MainWindow
from lanyan_desktop.ui.theme import theme


class FakeTab:
    """A tab that remembers what the shell did to it."""

    def __init__(self, context: TabContext, name: str) -> None:
        self.context, self.name = context, name
        self._widget = QLabel(name)
        self.heard: list[Touched | None] = []
        self.shown: list[tuple[str, Id]] = []
        self.state: dict[str, object] = {}
        self.is_closed = False

    @property
    def widget(self) -> QWidget:
        return self._widget

    def refresh(self, touched: Touched | None) -> None:
        self.heard.append(touched)

    def actions(self) -> list[object]:
        return []

    def status(self) -> str:
        return f"{self.name} · 100%"

    def show_record(self, kind: str, record_id: Id) -> bool:
        self.shown.append((kind, record_id))
        return True

    def save_state(self) -> State:
        return self.state

    def restore_state(self, state: State) -> None:
        self.state = dict(state)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def made_tabs() -> list[FakeTab]:
    """Every fake tab that was made, in order."""
    return []


@pytest.fixture
def fake_specs(made_tabs: list[FakeTab]) -> tuple[TabSpec, ...]:
    def maker(name: str) -> Callable[[], Callable[[TabContext], FakeTab]]:
        def make(context: TabContext) -> FakeTab:
            made_tabs.append(FakeTab(context, name))
            return made_tabs[-1]

        return lambda: make

    return (
        TabSpec("schedule", "进度", maker("进度"), frozenset({"activity"})),  # type: ignore[arg-type]  # a fake
        TabSpec("cost", "成本", maker("成本"), frozenset({"budget_line"})),  # type: ignore[arg-type]  # a fake
    )


@pytest.fixture
def start(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Program]]:
    """Starts programs; at the end they are closed, and no bug may have been reported."""
    bugs: list[BaseException] = []
    monkeypatch.setattr(BugReporter, "tell", lambda _self, error, _report: bugs.append(error))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back what the program installs
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    theme().install(qapp, "light")
    started: list[Program] = []

    def run(specs: tuple[TabSpec, ...] | None = None, *, at_once: bool = True) -> Program:
        window = MainWindow()
        settings = Settings(paths.settings_file())
        program = Program(window, settings, specs or tab_specs(), make_sample=make_sample, at_once=at_once)
        window.resize(1366, 768)
        window.show()
        started.append(program)
        return program

    yield run
    for program in started:
        program.window.close()
        program.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # else windows pile up over the tests
    assert bugs == []


@pytest.fixture
def program(start: Callable[..., Program], fake_specs: tuple[TabSpec, ...]) -> Program:
    """A program with two fake tabs and no ledger open."""
    return start(fake_specs)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, built once; copy it before writing (`sample`)."""
    path = tmp_path_factory.mktemp("sample") / "样例.lanyan"
    make_sample(path)
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample project."""
    copy = tmp_path / "样例.lanyan"
    copy.write_bytes(sample_file.read_bytes())
    return copy
