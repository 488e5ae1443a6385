"""Puts the window together: the only module that knows every part. `__main__` starts it.

What the first window does not need is imported when it is (numpy, pyqtgraph, openpyxl, sqlite_utils): a test sees to it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from lanyan_desktop.kit import logs, paths
from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.ui.shell.command_palette import CommandPalette
from lanyan_desktop.ui.shell.commands import ShellCommands
from lanyan_desktop.ui.shell.crash_dialog import BugReporter
from lanyan_desktop.ui.shell.finding import sources_for
from lanyan_desktop.ui.shell.mark import window_icon
from lanyan_desktop.ui.shell.options import REOPEN, SCALE, recent_ledgers, scheme_of
from lanyan_desktop.ui.shell.tab import Tab, TabContext, TabSpec
from lanyan_desktop.ui.shell.window import MainWindow, Parts
from lanyan_desktop.ui.theme import theme


def _schedule(context: TabContext) -> Tab:
    from lanyan_desktop.ui.schedule.tab import make_tab  # numpy

    return make_tab(context)


def _cost(context: TabContext) -> Tab:
    from lanyan_desktop.ui.cost.tab import make_tab  # numpy; pyqtgraph with its first chart

    return make_tab(context)


def _labour(context: TabContext) -> Tab:
    from lanyan_desktop.ui.labour.tab import make_tab

    return make_tab(context)


TABS = (
    TabSpec("schedule", "进度", _schedule, frozenset({"activity", "relation", "calendar", "baseline"})),
    TabSpec("cost", "成本", _cost, frozenset({"budget_line", "cost_account", "budget_version", "contract"})),
    TabSpec("labour", "点工", _labour, frozenset({"worker", "team", "attendance", "day_work", "day_work_line"})),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The window with what belongs to it; held by whoever runs the event loop."""

    main: MainWindow
    commands: ShellCommands
    palette: CommandPalette


def make_application(settings: Settings) -> QApplication:
    """The one application object, dressed."""
    if settings.get(SCALE) != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(settings.get(SCALE) / 100))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Lanyan")
    app.setApplicationDisplayName("蓝燕")
    app.setDesktopFileName("lanyan")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)  # Qt's own words: context menus, file dialogs
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    theme().install(app, scheme_of(settings))
    app.setWindowIcon(window_icon())
    return app


def make_window(settings: Settings, bugs: BugReporter, *, at_once: bool = False) -> Window:
    """The window, joined but not shown."""
    main = MainWindow(Parts(settings, TABS, bugs.report, at_once=at_once))
    commands = ShellCommands(main, make_sample=make_sample)
    palette = CommandPalette(main, main.top.search, sources_for(main, commands))
    main.actions_.search.triggered.connect(palette.open_palette)
    return Window(main, commands, palette)


def make_sample(path: Path) -> None:
    """The sample project in a new ledger."""
    from lanyan_desktop.services import ledgers, sample  # its data is read only when wanted

    ledgers.create(path)
    with ledgers.using(path) as ledger:
        sample.build_sample(ledger)


def run_window(ledger: Path | None = None, *, sample: bool = False) -> int:
    """Open the window and stay until it is closed; gives the exit status."""
    logs.start(paths.log_dir())
    settings = Settings(paths.settings_file())
    app = make_application(settings)
    bugs = BugReporter()
    bugs.install()
    window = make_window(settings, bugs)
    window.main.show()
    if sample:
        window.commands.open_sample()
    else:
        _open_first(window.main, ledger, settings)
    return app.exec()


def _open_first(main: MainWindow, ledger: Path | None, settings: Settings) -> None:
    recent: Sequence[Path] = recent_ledgers(settings) if settings.get(REOPEN) else ()
    first = ledger or (recent[0] if recent else None)
    if first is not None:
        main.open_ledger(first)
