"""What the user sees of a bug: that it happened, that nothing saved is lost, how to report it. Sends nothing itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from lanyan_desktop.kit import logs
from lanyan_desktop.kit.crash import export_diagnostics
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.paths import documents_dir, log_dir
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.messages import words_of
from lanyan_desktop.ui.shell.dialog import Dialog

_TAIL = 40


class CrashDialog(Dialog):
    """One for the whole run: further bugs add to it rather than piling up windows."""

    def __init__(self, parent: QWidget | None, error: BaseException, report: Path | None) -> None:
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(tr("出错的位置和日志末尾"))
        self._text.setMinimumHeight(220)
        export = button(tr("导出诊断…"), tip=tr("日志和出错位置打成一个 zip，不含姓名、证件号和金额"))
        go_on = button(tr("继续工作"), "primary")
        super().__init__(
            parent,
            tr("程序出了错"),
            sentence=words_of(error),
            body=self._text,
            buttons=(export, go_on),
            width=620,
        )
        export.clicked.connect(self._export)
        go_on.clicked.connect(self.accept)
        self.add(error, report)

    def add(self, error: BaseException, report: Path | None) -> None:
        """Show another bug below the first."""
        lines = report.read_text("utf-8").splitlines() if report is not None and report.is_file() else []
        story = lines or [type(error).__name__, *logs.tail(log_dir(), _TAIL)]
        self._text.appendPlainText("\n".join(story))

    def _export(self) -> None:
        name = documents_dir() / f"lanyan-diagnostics-{datetime.now():%Y%m%d-%H%M}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("导出诊断"), str(name), "ZIP (*.zip)")
        if not chosen:
            return
        try:
            written = export_diagnostics(Path(chosen))
        except LanyanError as error:
            self._text.appendPlainText(words_of(error))
        else:
            self._text.appendPlainText(tr("已导出 %1", written))
