"""One record in the inspector: its fields as a form, who changed what, its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.records.files import Attachment
from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.paths import documents_dir
from lanyan_desktop.services import attachments
from lanyan_desktop.services.registers import RegisterSource, edit_cells
from lanyan_desktop.services.session import Change, Where
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, elastic, label, rule
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.tokens import CAPTION, S
from lanyan_desktop.ui.widgets.form import RecordForm

_MOST_CHANGES = 60


class RecordView(QWidget):
    """Shows one record of a workspace; a change is saved through the jobs of the workspace."""

    def __init__(self, work: Workspace, kind: str, record_id: Id, *, view: int = 0) -> None:
        super().__init__()
        self._work, self._kind, self._id = work, KINDS[kind], record_id
        self._switch = Segmented([tr("详情"), tr("历史"), tr("附件")], name=tr("详情栏"))
        self.form = self._make_form()
        self._history, self._files = QVBoxLayout(), QVBoxLayout()
        self._pages = QStackedWidget()
        for page in (self.form, _page(self._history), _page(self._files)):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(box(self._switch, None))
        column.addWidget(self._pages, 1)
        self._switch.chosen.connect(self.show_view)
        self.show_view(view)

    @property
    def view(self) -> int:
        """0 details, 1 history, 2 files."""
        return self._switch.current

    def show_view(self, index: int) -> None:
        """Bring one of the three into view, read anew."""
        self._switch.set_current(index)
        self._pages.setCurrentIndex(index)
        if index == 0:
            self._fill_form()
        elif index == 1:
            self._load_history()
        else:
            self._fill_files()

    # -- details ------------------------------------------------------------

    def _make_form(self) -> RecordForm:
        project = self._work.project
        where = [Where("project_id", "=", project.id)] if project is not None and self._kind.has("project_id") else []
        source = RegisterSource(self._work.session.reader, self._kind.name, where=where, is_tree=False)
        save = None if self._work.is_read_only else self._save
        day_min = project.workday_min if project is not None else 480
        return RecordForm(self._kind.shown, save=save, choices=source.choices, day_min=day_min)

    def _fill_form(self) -> None:
        names = [field.name for field in self._kind.shown]
        row = self._work.session.reader.page(self._kind.name, [self._id], names).get(self._id)
        if row is not None:
            values = dict(zip(names, row, strict=True))
            self.form.show_record(values, labels=self._labels(values))

    def _labels(self, values: Mapping[str, Value]) -> dict[str, str]:
        reader, labels = self._work.session.reader, dict[str, str]()
        for field in self._kind.shown:
            value = values[field.name]
            if field.shape is Shape.REFERENCE and isinstance(value, bytes):
                labels[field.name] = reader.labels(field.about.refers, [Id(value)]).get(Id(value), "")
        return labels

    def _save(self, changes: Mapping[str, Value]) -> None:
        edits = [CellEdit(self._id, name, value) for name, value in changes.items()]
        kind = self._kind.name
        self._work.jobs.write(lambda ledger: edit_cells(ledger, kind, edits), owner=self)

    # -- history ------------------------------------------------------------

    def _load_history(self) -> None:
        kind, record_id = self._kind.name, self._id
        self._work.jobs.read(
            "", lambda reader, _token: reader.history(kind, record_id), done=self._show_history, owner=self
        )

    def _show_history(self, changes: list[Change]) -> None:
        _empty(self._history)
        for change in changes[:_MOST_CHANGES]:
            self._history.addWidget(_change_line(change))
        if not changes:
            self._history.addWidget(label(tr("没有改过"), tone="text3"))
        self._history.addStretch(1)

    # -- files --------------------------------------------------------------

    def _fill_files(self) -> None:
        _empty(self._files)
        papers = attachments.load_attachments(self._work.session.reader, owner_id=self._id)
        for paper in papers:
            self._files.addWidget(self._paper_line(paper))
        if not papers:
            self._files.addWidget(label(tr("还没有附件"), tone="text3"))
        add = button(tr("添加文件…"), icon="add")
        add.setEnabled(not self._work.is_read_only)
        add.clicked.connect(self._add_file)
        self._files.addWidget(box(add, None))
        self._files.addStretch(1)

    def _paper_line(self, paper: Attachment) -> QWidget:
        name = button(paper.name, "quiet", icon="file", tip=tr("另存并打开"))
        name.clicked.connect(lambda: self._open_file(paper))
        drop = button(tr("移除"), "quiet")
        drop.setEnabled(not self._work.is_read_only)
        drop.clicked.connect(lambda: self._remove_file(paper))
        size = label(tr("%1 KB", f"{max(1, paper.size // 1000):,}"), CAPTION, tone="text3")
        return box(box(elastic(name), gap=0), box(size, None, drop), rule(), vertical=True, gap=2)

    def _add_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("添加附件"), str(documents_dir()))
        if chosen:
            kind, record_id, path = self._kind.name, self._id, Path(chosen)
            self._work.jobs.job(
                tr("添加附件 %1", path.name),
                lambda ledger, _token: attachments.attach_file(ledger, owner_kind=kind, owner_id=record_id, path=path),
                done=lambda _id: self._fill_files(),
                owner=self,
            )

    def _open_file(self, paper: Attachment) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("附件另存为"), str(documents_dir() / paper.name))
        if chosen:
            self._work.jobs.read(
                tr("另存附件"),
                lambda reader, _token: attachments.save_attachment(reader, attachment=paper, target=Path(chosen)),
                done=lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
                owner=self,
            )

    def _remove_file(self, paper: Attachment) -> None:
        self._work.jobs.write(
            lambda ledger: attachments.remove_attachment(ledger, attachment=paper),
            done=lambda _none: self._fill_files(),
            owner=self,
        )


def _page(column: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(column)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(S)
    return made


def _empty(column: QVBoxLayout) -> None:
    while column.count():
        widget = column.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _change_line(change: Change) -> QWidget:
    """Who and when, small; below what was set to what."""
    entry = change.entry
    who = label(tr("%1 · %2", entry.at[:16], entry.user or entry.device), CAPTION, tone="text3")
    words = tr("%1 %2 → %3", change.title, change.old or "—", change.new or "—") if change.field else change.title
    return box(who, label(words if change.field != "_gone" else change.title, wraps=True), rule(), vertical=True, gap=2)
