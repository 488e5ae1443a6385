"""工资表, 工资条 and 代发清单 of the month in view, as PDF to print or as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.schedule.printed import SheetBook
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.exports.payroll import bank_book, slips_book, wages_book
from lanyan_desktop.services.exports.sheets import write_book
from lanyan_desktop.services.labour.view import LabourView
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.sheet_drawing import print_book
from lanyan_desktop.ui.shell.tab import TabContext

_PDF, _XLSX = "PDF (*.pdf)", "Excel (*.xlsx)"
MakeBook = Callable[..., SheetBook]


def export_month(context: TabContext, form: str, view: LabourView | None) -> None:
    """Export the month that is seen, not the last one."""
    context.export_excel(form if view is None else f"{form} {view.month}")


class Papers:
    """Asks where to, reads beside the window, and writes: a PDF is drawn here, a workbook beside the window."""

    def __init__(self, context: TabContext, owner: QWidget, month: Callable[[], Month | None]) -> None:
        self._context, self._owner, self._month = context, owner, month

    def menu(self) -> QMenu:
        """What can be printed."""
        made = QMenu(self._owner)
        made.addAction(tr("工资发放表（签字用）")).triggered.connect(lambda: self.give(wages_book, tr("工资发放表")))
        made.addAction(tr("工资条")).triggered.connect(lambda: self.give(slips_book, tr("工资条")))
        made.addAction(tr("银行代发清单")).triggered.connect(
            lambda: self.give(bank_book, tr("代发清单"), is_table=True)
        )
        return made

    def give(self, make: MakeBook, title: str, *, is_table: bool = False) -> None:
        """Ask for the file and write; `is_table`: for a machine to read, so a workbook comes first."""
        month, context = self._month(), self._context
        if month is None:
            return
        filters = ";;".join((_XLSX, _PDF) if is_table else (_PDF, _XLSX))
        name = documents_dir() / f"{title} {month}{'.xlsx' if is_table else '.pdf'}"
        chosen, kind = QFileDialog.getSaveFileName(self._owner, tr("导出%1", title), str(name), filters)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in (".pdf", ".xlsx"):
            path = path.with_name(path.name + (".xlsx" if kind == _XLSX else ".pdf"))
        context.jobs.read(
            tr("导出 %1", path.name),
            lambda reader, _token: make(reader, project_id=context.project_id, month=month),
            done=lambda book: self._write(path, book),
            owner=self._owner,
        )

    def _write(self, path: Path, book: SheetBook) -> None:
        def draw(to: Path, what: SheetBook) -> int:
            return print_book(to, what, drawn=self._context.user)

        try:
            write_book(path, book, form="payroll", printer=draw)
        except LanyanError as error:
            self._context.show_failure(error)
            return
        self._context.say(tr("已导出 %1", path.name))
