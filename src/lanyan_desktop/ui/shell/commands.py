"""What the shell's actions do: ask what must be asked, call one function of services, say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.crash import export_diagnostics
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.kit.paths import data_dir, documents_dir
from lanyan_desktop.kit.settings import Setting
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.session import Ledger
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.shell.desk import Desk
from lanyan_desktop.ui.shell.options import BACKUPS, THEME, USER, scheme_of
from lanyan_desktop.ui.theme import theme

_LEDGERS = "蓝燕账套 (*.lanyan)"


class ShellCommands:
    """Connects every action of the window to what it does."""

    def __init__(self, desk: Desk, *, make_sample: Callable[[Path], None]) -> None:
        self._desk = desk
        self._make_sample = make_sample
        self._manual: Any = None  # HelpWindow, made when first asked for
        self._log: Any = None  # LogWindow, likewise
        desk.open_failed.connect(self._on_open_failed)
        actions = desk.window.actions_
        actions.undo.triggered.connect(self.undo)
        actions.redo.triggered.connect(self.redo)
        actions.sample.triggered.connect(self.open_sample)
        actions.take_in.triggered.connect(self.take_in)
        actions.give_out.triggered.connect(lambda: desk.export_wanted.emit(""))
        actions.open_ledger.triggered.connect(self.open_ledger)
        actions.new_ledger.triggered.connect(self.new_ledger)
        actions.close_ledger.triggered.connect(desk.close_ledger)
        actions.new_project.triggered.connect(self.new_project)
        actions.log.triggered.connect(self.show_log)
        actions.backup.triggered.connect(self.back_up)
        actions.check.triggered.connect(self.check)
        actions.settings.triggered.connect(self.show_settings)
        actions.manual.triggered.connect(self.show_manual)
        actions.diagnostics.triggered.connect(self.export_diagnostics)
        actions.quit.triggered.connect(desk.window.close)

    def undo(self) -> None:
        """Take back the last own action."""
        self._turn(ledgers.undo, tr("已撤销"))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn(ledgers.redo, tr("已重做"))

    def _turn(self, command: Callable[[Ledger], str], word: str) -> None:
        work = self._desk.workspace
        if work is not None:
            work.jobs.write(command, done=lambda intent: self._desk.window.status.say(f"{word}：{intent}"))

    # -- ledgers ------------------------------------------------------------

    def open_sample(self) -> None:
        """The sample project in a ledger of its own, made once, the user's to play with."""
        path = data_dir() / "样例工程.lanyan"
        if path.exists():
            self._desk.open_ledger(path)
            return
        make = self._make_sample

        def build(_token: JobToken) -> None:
            begun = path.with_suffix(".begun")
            begun.unlink(missing_ok=True)  # what a crash left half made
            make(begun)
            begun.replace(path)

        self._desk.free.run(
            tr("准备样例工程"), build, done=lambda _none: self._desk.open_ledger(path), owner=self._desk
        )

    def take_in(self) -> None:
        """Import a file."""
        self._desk.import_wanted.emit("", None)

    def need_ledger(self) -> bool:
        """Whether a ledger is open to import into; without one the user's first is opened or made."""
        if self._desk.workspace is not None:
            return True
        path = documents_dir() / "我的账套.lanyan"
        return self._desk.open_ledger(path, create=not path.exists())

    def open_ledger(self) -> None:
        """Ask which, and open it."""
        work = self._desk.workspace
        folder = work.path.parent if work is not None else documents_dir()
        chosen, _ = QFileDialog.getOpenFileName(self._desk.window, tr("打开账套"), str(folder), _LEDGERS)
        if chosen:
            self._desk.open_ledger(Path(chosen))

    def new_ledger(self) -> None:
        """Ask where, and make an empty one."""
        name = documents_dir() / "新账套.lanyan"
        chosen, _ = QFileDialog.getSaveFileName(self._desk.window, tr("新建账套"), str(name), _LEDGERS)
        if chosen:
            path = Path(chosen)
            self._desk.open_ledger(path if path.suffix else path.with_suffix(".lanyan"), create=True)

    def new_project(self) -> None:
        """Ask for name and number, make it and show it."""
        from lanyan_desktop.ui.shell.project_dialog import ask_project  # few ever need it

        given = ask_project(self._desk.window)
        work = self._desk.workspace
        if given is None or work is None:
            return

        def make(ledger: Ledger) -> Id:
            return create_project(ledger, name=given.name, code=given.code)

        work.jobs.write(make, done=self._desk.show_project, owner=self._desk)

    def _on_open_failed(self, path: Path, error: LanyanError) -> None:
        """Say why; for a damaged ledger offer the newest good backup."""
        backup = error.params.get("backup") if error.code == "ledger.damaged" else None
        offers = [(tr("从备份恢复…"), lambda: self.restore(Path(str(backup)), path))] if backup else []
        self._desk.messages.show_message("failure", words_of(error), offers)

    def restore(self, backup: Path, path: Path) -> None:
        """Put a backup in place of a ledger; the ledger that was there is kept under another name."""
        from lanyan_desktop.services import ledgers
        from lanyan_desktop.ui.shell.dialog import ask  # few ever need it

        made = datetime.fromtimestamp(backup.stat().st_mtime)
        sentence = tr(
            "用 %1 的备份代替“%2”？现在的文件改名留在原处，什么也不会丢。", f"{made:%Y-%m-%d %H:%M}", path.name
        )
        if ask(self._desk.window, tr("从备份恢复"), sentence, yes=tr("恢复")):
            self._desk.free.run(
                tr("从备份恢复"),
                lambda _token: ledgers.restore(backup, path),
                done=lambda _kept: self._desk.open_ledger(path),
                owner=self._desk,
            )

    # -- care ---------------------------------------------------------------

    def back_up(self) -> None:
        """Copy the open ledger to the backup folder."""
        work = self._desk.workspace
        if work is None:
            return
        folder = self._desk.settings.get(BACKUPS)
        path = work.path
        self._desk.free.run(
            tr("备份账套"),
            lambda _token: ledgers.backup(path, folder=Path(folder) if folder else None),
            done=lambda made: self._desk.messages.show_message("notice", tr("已备份到 %1", made)),
        )

    def check(self) -> None:
        """Prove the open ledger whole."""
        work = self._desk.workspace
        if work is None:
            return
        path = work.path
        self._desk.free.run(tr("检查账套"), lambda _token: ledgers.check(path), done=self._tell_findings)

    def _tell_findings(self, found: list[str]) -> None:
        if found:
            text = tr("账套有 %1 处不一致，文件没有改动；请从备份恢复，或导出诊断发给我们。", len(found))
            self._desk.messages.show_message("failure", text + "\n" + "\n".join(found[:5]))
        else:
            self._desk.messages.show_message("notice", tr("账套完好：文件、引用、日志链和重放都一致。"))

    def show_log(self) -> None:
        """The log of the ledger, in a window of its own."""
        from lanyan_desktop.ui.shell.log_window import LogWindow  # brings the table with it

        work = self._desk.workspace
        if work is None:
            return
        self._log = LogWindow(work, self._desk.open_record)
        self._log.show()

    # -- the program --------------------------------------------------------

    def show_settings(self) -> None:
        """The settings page."""
        from lanyan_desktop.ui.shell.settings_dialog import SettingsDialog  # few ever need it

        SettingsDialog(self._desk.window, self._desk.settings, self._change).exec()

    def _change(self, setting: Setting[Any], value: Any) -> None:
        settings = self._desk.settings
        try:
            settings.set(setting, value)
        except LanyanError as error:
            self._desk.show_failure(error)
        if setting is THEME:
            theme().use(scheme_of(settings))
        if setting is USER:
            self._desk.settle()

    def show_manual(self) -> None:
        """The manual, at its first page."""
        self.open_manual(None)

    def open_manual(self, section: Any) -> None:
        """The manual at one of its sections (`help_window.Section`)."""
        from lanyan_desktop.ui.shell.help_window import HelpWindow  # reads the manual

        if self._manual is None:
            self._manual = HelpWindow()
        self._manual.open_section(section)

    def export_diagnostics(self) -> None:
        """Logs and crash reports as a zip, for the user to send."""
        name = documents_dir() / f"lanyan-diagnostics-{datetime.now():%Y%m%d-%H%M}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self._desk.window, tr("导出诊断"), str(name), "ZIP (*.zip)")
        if not chosen:
            return
        try:
            written = export_diagnostics(Path(chosen))
        except LanyanError as error:
            self._desk.show_failure(error)
        else:
            self._desk.window.status.say(tr("已导出 %1", written))
