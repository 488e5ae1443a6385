"""The window with everything that belongs to it, joined after the first paint; lives as long as the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from lanyan_desktop.kit.settings import Settings
from lanyan_desktop.ui.icons import recolour
from lanyan_desktop.ui.shell.bugs import BugReporter
from lanyan_desktop.ui.shell.command_palette import CommandPalette
from lanyan_desktop.ui.shell.commands import ShellCommands
from lanyan_desktop.ui.shell.desk import Desk, Parts
from lanyan_desktop.ui.shell.finding import sources_for
from lanyan_desktop.ui.shell.mark import window_icon
from lanyan_desktop.ui.shell.tab import TabSpec
from lanyan_desktop.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.exchange import Exchange


class Program:
    """Whoever runs the event loop holds one."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        specs: Sequence[TabSpec],
        *,
        make_sample: Callable[[Path], None],
        join: Callable[[Desk], None] | None = None,
        at_once: bool = False,
    ) -> None:
        self.window = window
        self.bugs = BugReporter()
        self.bugs.install()
        self.desk = Desk(window, Parts(settings, specs, self.bugs.report, at_once=at_once))
        self.commands = ShellCommands(self.desk, make_sample=make_sample)
        self._exchange: Exchange | None = None  # brings every form: made when first asked for
        self.desk.import_wanted.connect(self._take_in)
        self.desk.export_wanted.connect(self._give_out)
        if join is not None:
            self.desk.join_wanted.connect(lambda: join(self.desk))
        self.palette = CommandPalette(window, window.top.search, sources_for(self.desk, self.commands))
        window.actions_.search.triggered.connect(self.palette.open_palette)
        window.setWindowIcon(window_icon())
        recolour(window)  # draws what was left for later

    def _take_in(self, form: str, path: Path | None) -> None:
        if self.commands.need_ledger():
            self.exchange.take_in(form, path)

    def _give_out(self, form: str) -> None:
        self.exchange.give_out(form)

    @property
    def exchange(self) -> Exchange:
        """Excel in and out."""
        from lanyan_desktop.ui.shell.exchange import Exchange

        self._exchange = self._exchange or Exchange(self.desk)
        return self._exchange


def speak_chinese(app: QApplication) -> None:
    """Qt's own words (context menus, file dialogs), dates and numbers the Chinese way."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
