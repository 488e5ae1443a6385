"""操作日志: every step ever done in the ledger, newest first, and below what the chosen one changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Row, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Change, LogEntry
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.workspace import Workspace
from lanyan_desktop.ui.tokens import CAPTION, L, S
from lanyan_desktop.ui.widgets.table import TableView

_PAGE = 500
_MOST_CHANGES = 2000


class LogWindow(QWidget):
    """A window of its own; it hears of new steps while it is open."""

    def __init__(self, work: Workspace, open_record: Callable[[str, Id], None]) -> None:
        super().__init__()
        self._work, self._open_record = work, open_record
        self._entries: dict[int, LogEntry] = {}
        self._changes: list[Change] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=True)
        self.setWindowTitle(tr("操作日志 - %1", work.path.stem))
        self.resize(980, 640)
        self._steps = ListSource(["at", "user", "device", "intent", "count"], {})
        self._fields = ListSource(["kind", "record", "title", "old", "new"], {})
        self.table = self._make_steps()
        self.details = self._make_details()
        self._remark = label("", CAPTION, tone="text3")
        self._more = button(tr("更早的"))
        self._more.clicked.connect(self.load_more)
        self._lay_out()
        self.table.current_changed.connect(self._show_changes)
        self.details.opened.connect(self._jump)
        work.bus.changed.connect(self._on_changed)  # a lambda would outlive the window
        self.reload()

    def _make_steps(self) -> TableView:
        columns = [
            computed("at", tr("时间"), Shape.TEXT, width=150),
            computed("user", tr("操作人"), Shape.TEXT, width=90),
            computed("device", tr("电脑"), Shape.TEXT, width=120),
            computed("intent", tr("做了什么"), Shape.TEXT, width=470),
            computed("count", tr("项数"), Shape.NUMBER, width=80),
        ]
        return TableView(self._steps, columns, has_total=False, selects_rows=True, name=tr("操作日志"))

    def _make_details(self) -> TableView:
        columns = [
            computed("kind", tr("种类"), Shape.TEXT, width=90),
            computed("record", tr("记录"), Shape.TEXT, width=300),
            computed("title", tr("字段"), Shape.TEXT, width=120),
            computed("old", tr("原来"), Shape.TEXT, width=200),
            computed("new", tr("改为"), Shape.TEXT, width=200),
        ]
        return TableView(self._fields, columns, has_total=False, selects_rows=True, name=tr("这一步改了什么"))

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setSizes([400, 200])
        foot = box(self._remark, None, self._more, margins=(L, S, L, S), name="toolbar")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(split, 1)
        column.addWidget(foot)

    def _on_changed(self, _touched: object, _initiator: object) -> None:
        self.reload()

    def reload(self) -> None:
        """Read the newest steps."""
        self._entries = {}
        self._load(before=None)

    def load_more(self) -> None:
        """Read what came before the oldest shown."""
        self._load(before=min(self._entries, default=None))

    def _load(self, *, before: int | None) -> None:
        found = self._work.session.reader.log(limit=_PAGE, before=before)
        self._entries |= {entry.n: entry for entry in found}
        rows: dict[RowId, Row] = {
            n: Row([e.at, e.user or "—", e.device, e.intent, e.count]) for n, e in self._entries.items()
        }
        self._steps.replace(rows)
        self.table.reload()
        self._more.setEnabled(len(found) == _PAGE)
        self._remark.setText(tr("共显示 %1 步；双击下面的一行跳到记录", f"{len(rows):,}"))
        if before is None and self._entries:
            self.table.go_to(max(self._entries))

    def _show_changes(self, row_id: object) -> None:
        reader = self._work.session.reader
        self._changes = reader.changes(row_id, limit=_MOST_CHANGES) if isinstance(row_id, int) else []
        self._fields.replace({place: _change_row(change) for place, change in enumerate(self._changes)})
        self.details.reload()

    def _jump(self, place: object) -> None:
        if isinstance(place, int) and place < len(self._changes):
            change = self._changes[place]
            self._open_record(change.kind, change.id)


def _change_row(change: Change) -> Row:
    kind = KINDS[change.kind].title if change.kind in KINDS else change.kind
    return Row([kind, change.record, change.title, change.old, change.new])
