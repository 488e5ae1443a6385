"""动态: what came and went, a line for each exchange, in words a clerk understands."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.services.sharing.values import ExchangeNote
from lanyan_desktop.services.sharing.wording import size_words
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.view import SharingView
from lanyan_desktop.ui.sharing.words import at
from lanyan_desktop.ui.widgets.table import TableView

_CHIPS = {"正常": "ok", "有提示": "warn", "没连上": "mute"}


class HistoryPage(QStackedWidget):
    """Newest first; polls that brought nothing are not kept."""

    def __init__(self) -> None:
        super().__init__()
        columns = [
            computed("when", tr("时间"), Shape.TEXT, width=126),
            computed("place", tr("同步位置"), Shape.TEXT, width=130),
            computed("state", tr("结果"), Shape.TEXT, width=92, look=Look.CHIP, chips=_CHIPS),
            computed("words", tr("说明"), Shape.TEXT, width=560),
            computed("received", tr("收到"), Shape.NUMBER, unit="项", width=86),
            computed("sent", tr("发出"), Shape.NUMBER, unit="项", width=86),
            computed("bytes", tr("流量"), Shape.TEXT, width=86),
            computed("seconds", tr("用时"), Shape.TEXT, width=80),
        ]
        self._source = ListSource([column.name for column in columns], {})
        self.table = TableView(
            self._source, columns, has_total=False, selects_rows=True, can_sort=False, name=tr("同步的历史")
        )
        self.addWidget(self.table)
        self.addWidget(EmptyState(tr("还没有同步过"), tr("每次收到或发出修改，这里会记一行。")))

    def take(self, view: SharingView) -> None:
        """Show another reading."""
        rows: dict[RowId, Row] = {place: _row(note) for place, note in enumerate(view.notes)}
        self._source.replace(rows)
        self.table.reload()
        self.setCurrentIndex(0 if rows else 1)


def _row(note: ExchangeNote) -> Row:
    report = note.report
    state = tr("没连上") if not note.is_good else tr("有提示") if report.problems else tr("正常")
    moved = report.sent_bytes + report.received_bytes
    words = "；".join([note.words, *(problem for problem in report.problems if problem != note.words)])
    values = [
        at(note.at_ms),
        note.remote,
        state,
        words,
        report.received or None,
        report.sent or None,
        size_words(moved) if moved else None,
        tr("%1 秒", f"{report.seconds:.1f}") if report.seconds else None,
    ]
    return Row(values, {"words": Dress(text=words)}, tone="" if note.is_good else "text2")
