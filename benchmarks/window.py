"""How long the window does not answer: the longest pause of its event loop during what users do.

    .venv/bin/python benchmarks/window.py [--lines 100000]

A thread of its own would measure the machine; this counts what the user feels: between two turns of the event loop no
key and no click is heard. The mark is 100 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from lanyan_desktop.services.session import Ledger
    from lanyan_desktop.ui.shell.program import Program

MARK_MS = 100.0
_BEAT_MS = 2


class Pulse:
    """Beats in the event loop and remembers the longest time between two beats."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def begin(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()


@contextmanager
def felt(pulse: Pulse, what: str, until: Callable[[], bool]) -> Iterator[None]:
    """Print how long the window paused while this ran, and when it was done."""
    spin(0.3)
    pulse.begin()
    began = time.perf_counter()
    yield
    pulse._beat()
    while not until() and time.perf_counter() - began < 60:
        turn()
    took = time.perf_counter() - began
    spin(0.3)  # what was put off belongs to it
    pause = 1000 * pulse.longest
    over = "  <-- over the mark" if pause > MARK_MS else ""
    print(f"{what:44} pause {pause:6.0f} ms {over:18} done {1000 * took:6.0f} ms")


def turn() -> None:
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def spin(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        turn()


def make_big(path: Path, lines: int) -> None:
    """The sample project with as many budget lines as asked for."""
    from lanyan_desktop.app import make_sample
    from lanyan_desktop.core.records import KINDS
    from lanyan_desktop.services import ledgers

    make_sample(path)
    names = [field.name for field in KINDS["budget_line"].fields]
    with ledgers.using(path) as ledger:
        some = [row for row in ledger.columns("budget_line", names) if row[names.index("type")] == "清单项"]
        columns = [[some[n % len(some)][place] for n in range(lines)] for place in range(len(names))]
        columns[names.index("code")] = [f"{n:012}" for n in range(lines)]
        columns[names.index("rank")] = [f"z{n:08}" for n in range(lines)]
        with ledger.changeset("大清单") as edit:
            edit.insert_many("budget_line", names, columns)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LANYAN_DATA_DIR"] = folder
        from lanyan_desktop.app import first_window, make_sample, settle_in
        from lanyan_desktop.kit import paths
        from lanyan_desktop.kit.settings import Settings

        sample, big = Path(folder) / "sample.lanyan", Path(folder) / "big.lanyan"
        make_sample(sample)
        make_big(big, lines)
        settings = Settings(paths.settings_file())
        app, window = first_window(settings)
        program = settle_in(app, window, settings)
        pulse = Pulse()
        for path, name in ((sample, "sample"), (big, f"{lines:,} lines")):
            go_round(program, pulse, path, name)
        with felt(pulse, "close the ledger", lambda: True):
            program.desk.close_ledger()
        window.close()
    return 0


def go_round(program: Program, pulse: Pulse, path: Path, name: str) -> None:
    """What a user does in the first minutes with a ledger."""
    from lanyan_desktop.ui.theme import theme

    desk, window = program.desk, program.window

    def is_shown() -> bool:
        return desk.tabs.current is not None

    def is_written() -> bool:
        return desk.workspace is not None and not desk.workspace.jobs.running

    with felt(pulse, f"{name}: open the ledger", is_shown):
        desk.open_ledger(path)
    for turn_name in ("first", "again"):
        for index, spec in enumerate(desk.tabs.specs):
            with felt(pulse, f"{name}: show {spec.name} {turn_name}", is_shown):
                window.top.set_current(index)
    assert desk.workspace is not None
    activity = desk.workspace.session.reader.ids("activity")[30]

    def edit(ledger: Ledger) -> None:
        with ledger.changeset("改工期") as step:
            step.set("activity", activity, duration_min=9600)

    with felt(pulse, f"{name}: change a duration", is_written):
        desk.workspace.jobs.write(edit)
    with felt(pulse, f"{name}: undo it", is_written):
        window.actions_.undo.trigger()
    with felt(pulse, f"{name}: search 钢筋", lambda: True):
        window.top.search.setText("钢筋")
        program.palette.look_up()
    program.palette.close_popup()
    with felt(pulse, f"{name}: light to dark", lambda: True):
        theme().use("light" if theme().is_dark else "dark")


if __name__ == "__main__":
    sys.exit(main())
