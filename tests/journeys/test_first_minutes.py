"""From the first start: through the real window, with real threads, into real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lanyan_desktop.app import make_sample, tab_specs
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.services import ledgers
from lanyan_desktop.ui.shell.bugs import BugReporter
from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.shell.window import MainWindow
from lanyan_desktop.ui.theme import theme
from lanyan_desktop.ui.widgets.import_wizard import ImportWizard
from tests.shared import shared_file

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def start(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Program]]:
    """Starts the program as a user does; a bug anywhere fails the test."""
    bugs: list[BaseException] = []
    monkeypatch.setattr(BugReporter, "tell", lambda _self, error, _report: bugs.append(error))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    theme().install(qapp, "light")
    started: list[Program] = []

    def run() -> Program:
        window = MainWindow()
        window.show()
        started.append(Program(window, Settings(paths.settings_file()), tab_specs(), make_sample=make_sample))
        return started[-1]

    yield run
    for program in started:
        program.window.close()
        program.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert bugs == []


def press(inside: QWidget, text: str) -> None:
    next(b for b in inside.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()


def read(inside: QWidget) -> str:
    return "\n".join(w.text() for w in inside.findChildren(QLabel) if w.isVisible())


def shown_tab(program: Program) -> str:
    return program.desk.tabs.current_name if program.desk.tabs.current is not None else ""


def test_a_newcomer_looks_around_the_sample_and_finds_it_again(start: Callable[[], Program], qtbot: QtBot) -> None:
    program = start()
    press(program.window, "打开样例工程")
    qtbot.waitUntil(lambda: shown_tab(program) == "schedule", timeout=20_000)
    qtbot.waitUntil(lambda: "2026-06-02" in read(program.window), timeout=20_000)
    program.window.top.set_current(1)
    qtbot.waitUntil(lambda: "2,358.83 万" in read(program.window), timeout=20_000)
    program.window.top.set_current(2)
    qtbot.waitUntil(lambda: "385,181.25" in read(program.window), timeout=20_000)
    program.window.close()
    again = start()
    QApplication.processEvents()
    press(again.window, "样例工程")
    qtbot.waitUntil(lambda: shown_tab(again) == "labour", timeout=20_000)


def test_an_edit_is_saved_undone_by_key_and_undone_by_the_terminal(start: Callable[[], Program], qtbot: QtBot) -> None:
    program = start()
    program.window.actions_.sample.trigger()
    qtbot.waitUntil(lambda: shown_tab(program) == "schedule", timeout=20_000)
    work = program.desk.workspace
    assert work is not None
    activity = work.session.reader.ids("activity")[5]

    def rename(name: str) -> None:
        def command(ledger: object) -> None:
            with ledger.changeset(f"改名 {name}") as edit:  # type: ignore[attr-defined]  # a ledger
                edit.set("activity", activity, name=name)

        assert work is not None
        with qtbot.waitSignal(work.bus.changed, timeout=10_000):
            work.jobs.write(command)

    def name() -> object:
        assert work is not None
        return work.session.reader.page("activity", [activity], ["name"])[activity][0]

    before = name()
    rename("甲")
    rename("乙")
    undo = program.window.actions_.undo
    qtbot.waitUntil(lambda: "改名 乙" in undo.toolTip())
    undo.trigger()
    qtbot.waitUntil(lambda: name() == "甲")
    command = [sys.executable, "-m", "lanyan_desktop", "undo", str(work.path), "--json"]
    other = subprocess.run(command, env=_env(), capture_output=True, text=True, check=False)
    qtbot.waitUntil(lambda: name() == before, timeout=10_000)
    assert json.loads(other.stdout)["undone"] == "改名 甲"


def test_a_budget_of_a_school_comes_in_from_an_empty_start(start: Callable[[], Program], qtbot: QtBot) -> None:
    program = start()
    program.exchange  # noqa: B018  # loads every form, before the clock of waitUntil runs
    program.window.actions_.take_in.trigger()
    wizard = program.exchange.wizard
    assert isinstance(wizard, ImportWizard)
    wizard.open(shared_file("xlsx/01"))
    qtbot.waitUntil(lambda: wizard.commit_button.isVisible() and wizard.commit_button.isEnabled(), timeout=30_000)
    wizard.commit_button.click()
    work = program.desk.workspace
    assert work is not None
    qtbot.waitUntil(lambda: work.session.reader.count("budget_line") > 0, timeout=30_000)
    qtbot.waitUntil(lambda: work.project is not None, timeout=10_000)
    qtbot.waitUntil(wizard.finished.isVisible, timeout=10_000)
    wizard.closed.emit()
    qtbot.waitUntil(lambda: shown_tab(program) == "cost", timeout=20_000)
    qtbot.waitUntil(lambda: "136.14" in read(program.window), timeout=20_000)


def test_a_window_closed_over_its_work_leaves_a_sound_ledger(
    start: Callable[[], Program], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start()
    program.window.actions_.sample.trigger()
    qtbot.waitUntil(lambda: shown_tab(program) == "schedule", timeout=20_000)
    work = program.desk.workspace
    assert work is not None
    path, began = work.path, threading.Event()

    def endless(ledger: object, token: object) -> None:
        with ledger.changeset("没做完") as edit:  # type: ignore[attr-defined]  # a ledger
            while True:
                edit.insert("party", name="甲")
                began.set()
                token.step(0, 0)  # type: ignore[attr-defined]  # a token

    work.jobs.job("没完没了", endless)
    assert began.wait(20)
    asked: list[str] = []
    answers = iter([False, True])

    def ask(_parent: object, _title: str, sentence: str, *, yes: str) -> bool:
        asked.append(sentence)
        return next(answers)

    monkeypatch.setattr("lanyan_desktop.ui.shell.dialog.ask", ask)
    program.window.close()
    assert program.window.isVisible()
    program.window.close()
    assert not program.window.isVisible()
    assert "没完没了" in asked[0]
    assert ledgers.check(path) == []
    with ledgers.using(path, read_only=True) as ledger:
        assert ledger.count("party", where=[]) == len(ledger.ids("party"))
        assert "没做完" not in [entry.intent for entry in ledger.log(limit=5)]


# ---- processes


def _env() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SOURCE)}


def _run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], env=_env(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


FIRST = """
import sys
from lanyan_desktop.app import first_window, settle_in
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.settings import Settings
settings = Settings(paths.settings_file())
app, window = first_window(settings)
"""


def test_the_first_window_brings_nothing_it_does_not_need() -> None:
    heavy = ("numpy", "pyqtgraph", "openpyxl", "sqlite_utils", "python_calamine", "sqlite3", "PySide6.QtSvg")
    said = _run(FIRST + f"print([name for name in {heavy} if name in sys.modules])")
    assert said.strip() == "[]"


def test_a_window_with_a_start_page_brings_no_numbers_and_no_sheets() -> None:
    heavy = ("numpy", "pyqtgraph", "openpyxl", "sqlite_utils", "python_calamine")
    said = _run(FIRST + "settle_in(app, window, settings); app.processEvents()\n"
                f"print([name for name in {heavy} if name in sys.modules])")  # fmt: skip
    assert said.strip() == "[]"


def test_a_terminal_command_brings_no_window(tmp_path: Path) -> None:
    ledger = str(tmp_path / "a.lanyan")
    said = _run(
        f"import sys; from lanyan_desktop.__main__ import main; main(['new', {ledger!r}])\n"
        "print([name for name in sys.modules if name.startswith(('PySide6', 'lanyan_desktop.ui'))])"
    )
    assert said.splitlines()[-1] == "[]"


def test_pictures_of_every_tab_in_both_schemes_and_sizes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lanyan_desktop", "pictures", str(tmp_path / "out")]
    done = subprocess.run(command, env=_env(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    expected = {
        f"{tab}_{scheme}_{width}.png"
        for tab in ("schedule", "cost", "labour", "sharing")
        for scheme in ("light", "dark")
        for width in (1366, 1920)
    }
    assert names == expected
    assert sorted(Path(line).name for line in done.stdout.splitlines()) == sorted(expected)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["pictures"], 2), (["pictures", "out", "没有.lanyan"], 1), (["pictures", "a", "b", "c"], 2)],
)
def test_pictures_that_cannot_be_taken_say_why(tmp_path: Path, arguments: list[str], status: int) -> None:
    command = [sys.executable, "-m", "lanyan_desktop", *arguments]
    done = subprocess.run(command, env=_env(), capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == status
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
