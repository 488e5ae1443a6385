"""Puts the window together: the only module that knows every part. `__main__` starts it.

The frame of the window is painted first; what is not needed for that is imported afterwards (a test sees to it), and
what the first tab does not need later still (numpy, pyqtgraph, openpyxl).
"""

from __future__ import annotations

import faulthandler
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from lanyan_desktop.kit import paths
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.ui.shell.options import REOPEN, SCALE, recent_ledgers, scheme_of
from lanyan_desktop.ui.shell.window import MainWindow
from lanyan_desktop.ui.theme import theme

if TYPE_CHECKING:
    from lanyan_desktop.core.cost.paper import Paper
    from lanyan_desktop.core.schedule.printed import SheetBook
    from lanyan_desktop.ui.shell.desk import Desk
    from lanyan_desktop.ui.shell.program import Program
    from lanyan_desktop.ui.shell.tab import Tab, TabContext, TabSpec


def tab_specs() -> tuple[TabSpec, ...]:
    """The modules of the program, in the order of their tabs."""
    from lanyan_desktop.ui.shell.tab import TabSpec

    plan = frozenset({"activity", "relation", "calendar", "baseline"})
    money = frozenset({"budget_line", "cost_account", "budget_version", "contract", "cost_entry", "change_order"})
    labour = frozenset({"worker", "team", "pay_rate", "attendance", "day_work", "day_work_line"})
    return (
        TabSpec("schedule", "进度", _load_schedule, plan, (*_NUMBERS, "lanyan_desktop.services.schedule.view")),
        TabSpec("cost", "成本", _load_cost, money, (*_NUMBERS, "pyqtgraph", "lanyan_desktop.services.cost.view")),
        TabSpec("labour", "点工", _load_labour, labour, (*_NUMBERS, "lanyan_desktop.services.labour.view")),
        TabSpec("sharing", "协同", _load_sharing),
    )


_NUMBERS = ("numpy", "lanyan_desktop.services.registers")


def _load_schedule() -> Callable[[TabContext], Tab]:
    from lanyan_desktop.ui.schedule.tab import make_tab

    return make_tab


def _load_cost() -> Callable[[TabContext], Tab]:
    from lanyan_desktop.ui.cost.tab import make_tab

    return make_tab


def _load_labour() -> Callable[[TabContext], Tab]:
    from lanyan_desktop.ui.labour.tab import make_tab

    return make_tab


def _load_sharing() -> Callable[[TabContext], Tab]:
    from lanyan_desktop.ui.sharing.tab import make_tab

    return make_tab


def join_ledger(desk: Desk) -> None:
    """加入账套…: a ledger of other people, by their invitation."""
    from lanyan_desktop.ui.sharing.join_dialog import ask_join  # few ever need it

    ask_join(desk)


def make_application(settings: Settings) -> QApplication:
    """The one application object, dressed."""
    if settings.get(SCALE) != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(settings.get(SCALE) / 100))
    app = QApplication([*sys.argv[:1], "-style", "Fusion"])  # app.setStyle would give the style back: 4 ms of enums
    app.setApplicationName("Lanyan")
    app.setApplicationDisplayName("蓝燕")
    app.setDesktopFileName("lanyan")
    theme().install(app, scheme_of(settings))
    return app


def first_window(settings: Settings) -> tuple[QApplication, MainWindow]:
    """The application and its window, painted: what the user waits for."""
    gc.disable()  # collections would look through Qt's classes again and again while they are loaded
    app = make_application(settings)
    window = MainWindow()
    window.show()
    app.processEvents()
    return app, window


def settle_in(app: QApplication, window: MainWindow, settings: Settings, *, at_once: bool = False) -> Program:
    """All that can wait until the window is seen: logs, the net for bugs, the desk, Qt's own words in Chinese."""
    from lanyan_desktop.kit import logs
    from lanyan_desktop.ui.shell.program import Program, speak_chinese

    logs.start(paths.log_dir())
    speak_chinese(app)
    program = Program(window, settings, tab_specs(), make_sample=make_sample, join=join_ledger, at_once=at_once)
    gc.freeze()  # what there is by now stays: later collections need not look at it
    gc.enable()
    return program


def make_sample(path: Path) -> None:
    """The sample project in a new ledger."""
    from lanyan_desktop.services import ledgers, sample  # its data is read only when wanted

    ledgers.create(path)
    with ledgers.using(path) as ledger:
        sample.build_sample(ledger)


def take_pictures(folder: Path, ledger: Path | None = None) -> list[Path]:
    """Draw every tab of a ledger (None: the sample project) into PNG files; gives their paths.

    Raises:
        LanyanError: the ledger cannot be opened.
    """
    from lanyan_desktop.ui.pictures import take

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as own:
        path = ledger
        if path is None:
            path = Path(own) / "样例工程.lanyan"
            make_sample(path)
        settings = Settings(Path(own) / "settings.json")  # pictures look alike whatever the user has chosen
        app, window = first_window(settings)
        program = settle_in(app, window, settings, at_once=True)
        refused: list[LanyanError] = []
        program.desk.open_failed.connect(lambda _path, error: refused.append(error))
        if not program.desk.open_ledger(path, read_only=ledger is not None):
            raise refused[0]
        taken = list(take(program, folder))
        window.close()
    return taken


def print_report(path: Path, paper: Paper) -> int:
    """Print a cost report as PDF without a window; how many pages it has."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from lanyan_desktop.ui.cost.report_pdf import write_report

    _app = QGuiApplication.instance() or QGuiApplication([])
    return write_report(path, paper)


def print_sheets(path: Path, book: SheetBook) -> int:
    """Print sheets of a plan as PDF without a window; how many pages they take."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from lanyan_desktop.ui.schedule.sheet_drawing import print_book

    _app = QGuiApplication.instance() or QGuiApplication([])
    return print_book(path, book)


def run_window(ledger: Path | None = None, *, sample: bool = False) -> int:
    """Open the window and stay until it is closed; gives the exit status."""
    if sys.stderr is not None:  # a windowed program on Windows has none
        faulthandler.enable()
    settings = Settings(paths.settings_file())
    app, window = first_window(settings)
    program = settle_in(app, window, settings)
    if sample:
        program.commands.open_sample()
    else:
        _open_first(program, ledger, settings)
    return app.exec()


def _open_first(program: Program, ledger: Path | None, settings: Settings) -> None:
    recent: Sequence[Path] = recent_ledgers(settings) if settings.get(REOPEN) else ()
    first = ledger or (recent[0] if recent else None)
    if first is not None:
        program.desk.open_ledger(first)
