"""From the 进度 tab onto paper and into pictures: what is in front is what is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from lanyan_desktop.core.chart.paging import Fit, Paper, Setup
from lanyan_desktop.core.values import date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled, Step
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.pages_done import PagesDone
from lanyan_desktop.ui.schedule.paper import (
    PICTURE_SCALE,
    Drawing,
    TitleBlock,
    paint_pages,
    write_pdf,
    write_png,
    write_svg,
)
from lanyan_desktop.ui.schedule.print_dialog import PrintDialog

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.tab import TabContext


class Printing:
    """Prints the drawing that `drawing` gives; the last setup is kept while the tab lives."""

    def __init__(
        self, context: TabContext, owner: QWidget, *, drawing: Callable[[], Drawing], view: Callable[[], PlanView]
    ) -> None:
        self._context, self._owner = context, owner
        self._drawing, self._view = drawing, view
        self.setup = Setup()
        self.block: TitleBlock | None = None

    def ask(self) -> None:
        """The dialog, then the PDF or the printer."""
        drawing = self._drawing()
        dialog = PrintDialog(self._owner, drawing, self._title_block(), self.setup)
        accepted = bool(dialog.exec())
        self.setup, self.block = dialog.setup, dialog.block
        if accepted and dialog.answer == "pdf":
            self._save(
                "PDF (*.pdf)", ".pdf", lambda path, step: write_pdf(path, drawing, self.setup, dialog.block, step=step)
            )
        elif accepted:
            self._print(drawing, dialog.block)

    def state(self) -> list[str]:
        """What is kept from one opening of the ledger to the next: paper, way, fit, and who checks and approves."""
        names = self.block or TitleBlock(project="")
        way = "landscape" if self.setup.is_landscape else "portrait"
        return [self.setup.paper, way, self.setup.fit, names.checked, names.approved]

    def restore(self, state: object) -> None:
        """Take up what was kept; what does not fit is passed over."""
        if not (isinstance(state, list) and len(state) == 5 and all(isinstance(one, str) for one in state)):
            return
        paper, way, fit, checked, approved = state
        for known in (one for one in get_args(Paper) if one == paper):
            self.setup = replace(self.setup, paper=known, is_landscape=way != "portrait")
        for how in (one for one in get_args(Fit) if one == fit):
            self.setup = replace(self.setup, fit=how)
        self.block = TitleBlock(project="", checked=checked, approved=approved)

    def _title_block(self) -> TitleBlock:
        project = self._view().loaded.project
        told = tr("数据日期 %1", date_of(project.data_day).isoformat()) if project.data_day is not None else ""
        names = self.block or TitleBlock(project=project.name)
        return TitleBlock(
            project=project.name,
            remark=told,
            drawn=names.drawn or self._context.user,
            checked=names.checked,
            approved=names.approved,
            date=date.today().isoformat(),
        )

    def _print(self, drawing: Drawing, block: TitleBlock) -> None:
        # imported here: a site without a printer should not pay for it at each start
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self._owner).exec():
            self._guarded(lambda step: paint_pages(printer, drawing, self.setup, block, None, step=step))

    def export_png(self) -> None:
        drawing, block = self._drawing(), self._title_block()
        self._save(
            tr("PNG 图片 (*.png)"), ".png", lambda path, step: write_png(path, drawing, self.setup, block, step=step)
        )

    def export_svg(self) -> None:
        drawing, block = self._drawing(), self._title_block()
        self._save(
            tr("SVG 图片 (*.svg)"), ".svg", lambda path, step: write_svg(path, drawing, self.setup, block, step=step)
        )

    def _save(self, kind: str, suffix: str, write: Callable[[Path, Step], object]) -> None:
        name = f"{self._view().loaded.project.name} {self._drawing().name}{suffix}".replace("/", "-")
        chosen, _ = QFileDialog.getSaveFileName(self._owner, tr("导出"), str(documents_dir() / name), kind)
        if chosen:
            path = Path(chosen if chosen.lower().endswith(suffix) else chosen + suffix)
            if self._guarded(lambda step: write(path, step)):
                self._context.say(tr("已导出 %1", path.name))

    def _guarded(self, do: Callable[[Step], object]) -> bool:
        pages = PagesDone(self._owner)
        try:
            do(pages.step)
        except Cancelled:
            self._context.say(tr("已取消"))
            return False
        except LanyanError as error:
            self._context.show_failure(error)
            return False
        finally:
            pages.close()
        return True

    def copy(self, widget: QWidget) -> None:
        """What is in front, as a picture for a report or a chat."""
        image = QImage(widget.size() * PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(PICTURE_SCALE)
        painter = QPainter(image)
        widget.render(painter, QPoint())
        painter.end()
        QGuiApplication.clipboard().setImage(image)
        self._context.say(tr("已复制为图片"))
