"""Sheets out of the 进度 tab: 周报 and look-ahead, 月计划, 工期顺延申请; workbook or PDF by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from lanyan_desktop.core.records.plan import DelayCause
from lanyan_desktop.core.schedule.printed import SheetBook
from lanyan_desktop.core.values import Day, date_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services.exports.claim import NAME, claim_book, export_claim
from lanyan_desktop.services.exports.period import export_month, month_book, week_book
from lanyan_desktop.services.exports.week import export_week
from lanyan_desktop.services.schedule.claim import USUAL_CAUSES, make_claim, summary_of
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.services.session import Reader
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.sheet_drawing import print_book
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.tokens import CAPTION

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.tab import TabContext

_AT_ONCE = 1_000
"""Up to this many rows the days are computed while causes are chosen; of more when the claim is written."""
_FILTERS = "PDF (*.pdf);;Excel (*.xlsx)"
_XLSX, _PDF = ".xlsx", ".pdf"
MakeBook = Callable[[Reader, Step], SheetBook]
WriteWorkbook = Callable[[Reader, Path, Step], object]


class Reports:
    """Asks where to, reads the plan beside the window, and writes."""

    def __init__(self, context: TabContext, owner: QWidget, *, view: Callable[[], PlanView]) -> None:
        self._context, self._owner, self._view = context, owner, view

    def week(self, weeks: int) -> None:
        """周报 of the week that ends on the data date, and the plan of the weeks after it."""
        project_id = self._context.project_id
        self._export(
            tr("周报与周计划") if weeks == 1 else tr("周报与%1周滚动计划", weeks),
            lambda reader, _step: week_book(reader, project_id=project_id, weeks=weeks),
            lambda reader, path, step: export_week(reader, path, project_id=project_id, weeks=weeks, step=step),
        )

    def month(self) -> None:
        """月计划 of the month to come."""
        project_id = self._context.project_id
        self._export(
            tr("月计划"),
            lambda reader, _step: month_book(reader, project_id=project_id),
            lambda reader, path, step: export_month(reader, path, project_id=project_id, step=step),
        )

    def claim(self) -> None:
        """工期顺延申请 for the causes that are chosen."""
        view = self._view()
        dialog = ClaimDialog(self._owner, view if len(view) <= _AT_ONCE else None)
        if not dialog.exec():
            return
        project_id, causes = self._context.project_id, dialog.causes
        self._export(
            tr(NAME),
            lambda reader, step: claim_book(reader, project_id=project_id, causes=causes, step=step),
            lambda reader, path, step: export_claim(reader, path, project_id=project_id, causes=causes, step=step),
        )

    def _export(self, title: str, make: MakeBook, write: WriteWorkbook) -> None:
        """Ask for the file; a PDF is drawn here, after its sheets were read beside the window."""
        project = self._view().loaded.project
        day = date_of(project.data_day).isoformat() if project.data_day is not None else ""
        name = f"{project.name} {title} {day}".strip().replace("/", "-")
        chosen, kind = QFileDialog.getSaveFileName(
            self._owner, tr("导出%1", title), str(documents_dir() / f"{name}{_PDF}"), _FILTERS
        )
        if not chosen:
            return
        path = _with_ending(chosen, kind)
        if path.suffix == _XLSX:
            self._context.jobs.read(
                tr("导出 %1", path.name),
                lambda reader, token: write(reader, path, token.step),
                done=lambda _done: self._context.say(tr("已导出 %1", path.name)),
                owner=self._owner,
            )
            return
        self._context.jobs.read(
            tr("导出 %1", path.name),
            lambda reader, token: make(reader, token.step),
            done=lambda book: self._draw(book, path, project.data_day),
            owner=self._owner,
        )

    def _draw(self, book: SheetBook, path: Path, day: Day | None) -> None:
        told = tr("数据日期 %1", date_of(day).isoformat()) if day is not None else ""
        try:
            print_book(path, book, remark=told, drawn=self._context.user)
        except LanyanError as error:
            self._context.show_failure(error)
            return
        self._context.say(tr("已导出 %1", path.name))


def _with_ending(chosen: str, kind: str) -> Path:
    path = Path(chosen)
    if path.suffix.lower() in (_XLSX, _PDF):
        return path.with_suffix(path.suffix.lower())
    return path.with_name(path.name + (_XLSX if _XLSX in kind else _PDF))


class ClaimDialog(Dialog):
    """Asks which causes the claim is made for."""

    def __init__(self, parent: QWidget | None, view: PlanView | None) -> None:
        self._view = view
        leave, go = button(tr("取消")), button(tr("导出申请…"), "primary")
        body = QWidget()
        super().__init__(
            parent,
            tr(NAME),
            sentence=tr("按“登记进度”里填的滞后原因和依据，由网络计算顺延天数。选择不由施工方承担的原因："),
            body=body,
            buttons=(leave, go),
        )
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        self.boxes: dict[DelayCause, QCheckBox] = {}
        causes: tuple[DelayCause, ...] = get_args(DelayCause)
        for cause in causes:
            box = QCheckBox(tr(cause))
            box.setChecked(cause in USUAL_CAUSES)
            box.toggled.connect(lambda _on: self._reckon())
            self.boxes[cause] = box
            column.addWidget(box)
        self.told = label("", CAPTION, tone="text2", wraps=True)
        column.addWidget(self.told)
        self._go = go
        go.setDefault(True)
        go.setFocus()
        self._reckon()
        leave.clicked.connect(self.reject)
        go.clicked.connect(self.accept)

    def _reckon(self) -> None:
        """What these causes come to, before anything is written."""
        self._go.setEnabled(bool(self.causes))
        if self._view is not None:
            self.told.setText(summary_of(make_claim(self._view, causes=self.causes)))
        else:
            self.told.setText(tr("任务很多，天数在导出时计算。"))

    @property
    def causes(self) -> frozenset[DelayCause]:
        return frozenset(cause for cause, box in self.boxes.items() if box.isChecked())
