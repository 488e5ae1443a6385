"""A plan file of another program on its way in: its rows with their dates beside ours, then one step writes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Row, RowId, TableSource
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports.plan_file import PlanFileImported
from lanyan_desktop.services.imports.plan_file_shown import ROW_NAMES, PlanFileShown, PlanRows
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.ui.components.label import box, elastic, label, rule
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.tokens import FIGURE, L, M
from lanyan_desktop.ui.widgets.import_wizard.files import dropped
from lanyan_desktop.ui.widgets.import_wizard.footer import Footer
from lanyan_desktop.ui.widgets.import_wizard.pages import DonePage, FilePage
from lanyan_desktop.ui.widgets.import_wizard.plan_cards import PlanCards
from lanyan_desktop.ui.widgets.import_wizard.plan_inquiry import PlanInquiry
from lanyan_desktop.ui.widgets.import_wizard.verdict import promised, why_not
from lanyan_desktop.ui.widgets.table import TableView

_HEAD, _SIDE = 48, 440
_MOST_LISTED = 2_000


class PlanImport(QWidget):
    """A page over the tab, as the wizard is for sheets. `project_id`: the project in view, None in an empty ledger."""

    closed = Signal()
    committed = Signal(object)  # PlanFileImported
    file_wanted = Signal()  # another file is to be chosen
    dropped_in = Signal(object)  # Path of a file that was dropped

    def __init__(self, jobs: JobRunner, project_id: Id | None, *, path: Path, is_read_only: bool = False) -> None:
        super().__init__()
        self.inquiry = PlanInquiry(jobs, project_id, is_read_only=is_read_only, parent=self)
        self._is_read_only = is_read_only
        self._path = path
        self._laid: PlanFileShown | None = None
        self.setAcceptDrops(True)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.files, self.finished, self.side = FilePage(), DonePage(), PlanCards()
        self.footer = Footer()
        self.commit_button, self.back_button = self.footer.commit, self.footer.back
        self.footer.take_all.hide()
        self.switch = Segmented([tr("全部行"), tr("只看不同")], name=tr("看哪些行"))
        self.tables = QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out(path.name)
        self._connect()
        self._settle()
        self.inquiry.open(path)

    def _lay_out(self, name: str) -> None:
        title = box(
            label(tr("导入进度计划"), FIGURE, 600), elastic(label(name, tone="text2")), name="pageHeader", gap=M,
            margins=(L, 0, L, 0), roomy=1,
        )  # fmt: skip
        title.setFixedHeight(_HEAD)
        left = box(box(self.switch, None, margins=(M, 6, M, 6)), self.tables, vertical=True, gap=0, roomy=1)
        self._work = QWidget()
        line = QHBoxLayout(self._work)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(left, 1)
        self.side.setFixedWidth(_SIDE)
        line.addWidget(self.side)
        for page in (self.files, self._work, self.finished):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self._pages, 1)
        column.addWidget(rule(is_strong=True))
        column.addWidget(self.footer)

    def _connect(self) -> None:
        inquiry = self.inquiry
        self.switch.chosen.connect(self.tables.setCurrentIndex)
        self.side.aimed.connect(inquiry.aim)
        self.files.wanted.connect(self.file_wanted)
        self.files.part_chosen.connect(lambda part: inquiry.open(self._path, part))
        self.finished.again_wanted.connect(self.file_wanted)
        self.finished.closed.connect(self.closed)
        self.finished.undo_wanted.connect(inquiry.undo)
        self.back_button.clicked.connect(self.closed)
        self.commit_button.clicked.connect(self.commit)
        self.footer.stopped.connect(self._settle)
        inquiry.begun.connect(self.footer.watch)
        inquiry.seen_anew.connect(self._on_seen)
        inquiry.refused.connect(self._on_refused)
        inquiry.written.connect(self._on_written)
        inquiry.undone.connect(self.closed)

    def commit(self) -> None:
        """Write what is shown as one step."""
        if self.commit_button.isEnabled() and self.inquiry.shown is not None:
            self.inquiry.write()

    # ---- what was found out -----------------------------------------------------------------------------

    def _on_seen(self) -> None:
        self.footer.unwatch()
        shown = self.inquiry.shown
        if shown is not None and shown is not self._laid:
            self._laid = shown
            self._fill_tables(shown)
        if shown is not None:
            self.side.show_plan(shown, self.inquiry.target, self.inquiry.outcome)
        self._settle()

    def _fill_tables(self, shown: PlanFileShown) -> None:
        while self.tables.count():
            self.tables.removeWidget(self.tables.widget(0))
        self.tables.addWidget(_table(PlanRows(shown), _row_columns(), tr("计划的行"), day_min=shown.day_min))
        lines: dict[RowId, Row] = {
            n: Row([one.wbs, one.name, one.field, one.stored, one.computed, one.apart, one.reason])
            for n, one in enumerate(shown.lines[:_MOST_LISTED])
        }
        columns = _line_columns()
        self.tables.addWidget(_table(ListSource([c.name for c in columns], lines), columns, tr("不同的日期")))
        self.switch.set_enabled(1, enabled=bool(lines), reason=tr("没有不同的日期"))
        dates = sum(one.field in ("开始", "完成") for one in shown.lines)
        self.switch.set_current(1 if dates else 0)
        self.tables.setCurrentIndex(1 if dates else 0)

    def _on_refused(self, error: LanyanError) -> None:
        self.footer.unwatch()
        names = error.params.get("names", ())
        parts = [str(name) for name in names] if isinstance(names, tuple) else []
        self.files.say(tr("这个文件里有 %1 个工程，一次导入一个。", len(parts)) if parts else sentence(error), parts)
        self._settle()
        if self.inquiry.shown is not None:
            self.footer.say(sentence(error))

    def _on_written(self, done: PlanFileImported) -> None:
        self.footer.unwatch()
        self.finished.show_done(done)
        self._pages.setCurrentWidget(self.finished)
        self.finished.setFocus()
        self.footer.say("")
        self.back_button.hide()
        self.commit_button.hide()
        self.committed.emit(done)

    def _settle(self) -> None:
        shown = self.inquiry.shown
        self._pages.setCurrentWidget(self._work if shown is not None else self.files)
        self.commit_button.setVisible(shown is not None)
        if shown is None:
            self.footer.say("")
            return
        count = shown.preview.records
        self.commit_button.setText(tr("入账 %1 行", f"{count:,}"))
        self.commit_button.setAccessibleName(self.commit_button.text())
        reason = why_not(count, is_read_only=self._is_read_only)
        self.commit_button.setEnabled(not reason)
        self.commit_button.setToolTip(reason or "Ctrl+Enter")
        outcome = self.inquiry.outcome
        words = (
            promised(outcome, count) if outcome is not None else tr("将写入 %1 行；入账后可一步撤销。", f"{count:,}")
        )
        self.footer.say(reason or words)

    # ---- dragging, keys ---------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._pages.currentWidget().setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := dropped(event.mimeData())) is not None:
            self.dropped_in.emit(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _table(source: TableSource, columns: list[Column], name: str, *, day_min: int = 480) -> TableView:
    return TableView(source, columns, day_min=day_min, has_total=False, selects_rows=True, can_sort=False, name=name)


def _row_columns() -> list[Column]:
    """As `ROW_NAMES`."""
    titles = (
        tr("WBS"), tr("工作"), tr("工期"), tr("文件里的开始"), tr("算得的开始"), tr("文件里的完成"), tr("算得的完成"),
    )  # fmt: skip
    widths = (64, 230, 72, 122, 122, 122, 122)
    return [
        computed(
            name,
            title,
            Shape.MINUTES if name == "duration" else Shape.TEXT,
            unit=tr("天") if name == "duration" else "",
            width=width,
            look=Look.CODE if name == "wbs" else Look.PLAIN,
            is_outline=name == "name",
        )
        for name, title, width in zip(ROW_NAMES, titles, widths, strict=True)
    ]


def _line_columns() -> list[Column]:
    named = (
        ("wbs", tr("WBS"), 64),
        ("name", tr("工作"), 190),
        ("field", tr("哪一项"), 70),
        ("stored", tr("文件里"), 122),
        ("computed", tr("算得"), 122),
        ("apart", tr("相差"), 92),
        ("reason", tr("原因"), 230),
    )
    return [computed(name, title, Shape.TEXT, width=width) for name, title, width in named]
