"""冲突: what waits for a choice at the left, the chosen one whole at the right. Nothing blocks work meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.sharing.values import ConflictView
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.conflict_detail import ConflictDetail, told_in_words
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.other_value import ask_other_value
from lanyan_desktop.ui.sharing.view import SharingView
from lanyan_desktop.ui.sharing.words import at, latest, people, subject, tally
from lanyan_desktop.ui.tokens import BODY, CAPTION, NARROW, ROOMY_ROW, M, S
from lanyan_desktop.ui.widgets.table import TableView

_WIDE, _SLIM = 500, 340
_OPEN, _NONE = range(2)


@dataclass(frozen=True, slots=True)
class _Settled:
    """A conflict that was chosen in while this page is open; 撤销 brings it back among the open ones."""

    conflict: ConflictView
    text: str


class ConflictsPage(QSplitter):
    """Enter takes the marked value, ← → mark another, 1–9 take one at once, ↓ goes on."""

    def __init__(self, host: Host) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._host = host
        self._open: dict[str, ConflictView] = {}
        self._settled: dict[str, _Settled] = {}
        self._shown: ConflictView | None = None
        self._is_busy = False
        self.detail: ConflictDetail | None = None
        self._counts = label("", BODY, 600)
        self._done = label("", BODY, tone="text2")
        self._all = button(tr("全部采用…"), "quiet", tip=tr("按人或按时间，一次选完"))
        self._all.clicked.connect(self._offer_all)
        self._source = ListSource(["what", "kind", "who", "when"], {})
        self.table = self._make_table()
        self._right = QStackedWidget()
        self._right.addWidget(QWidget())
        self._right.addWidget(self._make_none())
        self.addWidget(self._make_left())
        self.addWidget(self._right)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setSizes([_WIDE, 970])

    def _make_table(self) -> TableView:
        columns = [
            computed("what", tr("记录"), Shape.TEXT, width=186),
            computed("kind", tr("种类"), Shape.TEXT, width=56),
            computed("who", tr("谁"), Shape.TEXT, width=102),
            computed("when", tr("时间"), Shape.TEXT, width=126),
        ]
        table = TableView(
            self._source,
            columns,
            row_height=ROOMY_ROW + 4,
            has_total=False,
            selects_rows=True,
            can_sort=False,
            name=tr("待选的冲突"),
        )
        table.current_changed.connect(self._show)
        moving = table.grid.on_key
        table.grid.on_key = lambda event: self._on_key(event) or moving(event)
        return table

    def _make_left(self) -> QWidget:
        head = box(self._counts, self._done, None, self._all, margins=(M, 0, S, 0), gap=S, name="surface")
        head.setFixedHeight(42)
        kept = label(
            tr("没有东西丢失：每一边的值都保存在账套里，选过以后仍可撤销或在历史里改选。"),
            CAPTION,
            tone="text2",
            wraps=True,
        )
        return box(
            head, self.table, box(kept, margins=(M, S, M, M), vertical=True), vertical=True, gap=0, name="surface"
        )

    def _make_none(self) -> QWidget:
        return EmptyState(
            tr("没有待选的冲突"),
            tr("大家的修改都合在一起了；两人同时改了同一格时，这里会并排列出两个值。"),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.window().width() <= NARROW
        for place, is_dropped in ((1, is_narrow), (2, is_narrow)):
            self.table.grid.setColumnHidden(place, is_dropped)
        left = _SLIM if is_narrow else _WIDE
        self.setSizes([left, max(self.width() - left, left)])
        shown = sum(self.table.grid.columnWidth(place) for place in self.table.grid.shown_columns() if place)
        self.table.grid.setColumnWidth(0, left - shown - 2)

    # ---- what is shown

    def take(self, view: SharingView) -> None:
        """Show another reading; the one in view stays in view while it is open."""
        self._open = {conflict.id: conflict for conflict in view.conflicts}
        self._settled = {key: one for key, one in self._settled.items() if key not in self._open}
        rows: dict[RowId, Row] = {key: _row(conflict) for key, conflict in self._open.items()}
        rows |= {key: _settled_row(one) for key, one in self._settled.items()}
        self._source.replace(rows)
        self.table.reload()
        self._counts.setText(tr("待选 %1", len(self._open)))
        self._done.setText(tr("已选 %1", len(self._settled)) if self._settled else "")
        self._all.setVisible(len(self._open) > 1 and self._can_write)
        if self._open and self.table.current_id not in self._open:
            self.table.go_to(next(iter(self._open)))
        self._show(self.table.current_id)

    def _show(self, key: object) -> None:
        conflict = self._open.get(key) if isinstance(key, str) else None
        if conflict is not None and conflict == self._shown:
            return
        self._shown = conflict
        if self.detail is not None:
            self._right.removeWidget(self.detail)
            self.detail.deleteLater()
            self.detail = None
        if conflict is None:
            self._right.setCurrentIndex(_NONE)
            return
        self.detail = detail = ConflictDetail(conflict, can_write=self._can_write)
        detail.taken.connect(self.choose)
        detail.other_wanted.connect(self._type_other)
        detail.record_wanted.connect(lambda: self._host.open_record(conflict.kind, Id(conflict.row_id)))
        detail.copied.connect(self._copy)
        self._right.addWidget(detail)
        self._right.setCurrentWidget(detail)

    @property
    def _can_write(self) -> bool:
        return not self._host.session.is_read_only

    # ---- choosing

    def _on_key(self, event: QKeyEvent) -> bool:
        detail, key = self.detail, event.key()
        if detail is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            detail.step(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            detail.take_marked()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and detail.side(key - Qt.Key.Key_0) is not None:
            self.choose(key - Qt.Key.Key_0)
        else:
            return False
        return True

    def choose(self, n: int) -> None:
        """Let this side of the conflict in view hold."""
        conflict = self._shown
        side = self.detail.side(n) if self.detail is not None else None
        if conflict is None or side is None or self._is_busy or not self._can_write:
            return
        self._is_busy = True
        self._host.companion.run(
            "",
            lambda service, _token: service.resolve(conflict.id, take=n),
            done=lambda _intent: self._chosen([conflict], side.text),
            failed=self._failed,
            owner=self,
        )

    def _chosen(self, conflicts: Sequence[ConflictView], text: str) -> None:
        """Show the next one at once; the reading that follows confirms it."""
        self._is_busy = False
        keys = list(self._open)
        place = min((keys.index(one.id) for one in conflicts if one.id in self._open), default=0)
        for conflict in conflicts:
            self._settled[conflict.id] = _Settled(conflict, text)
        rest = [key for key in keys if key not in self._settled]
        if rest:
            self.table.go_to(rest[min(place, len(rest) - 1)])
        first = conflicts[0]
        words = tr("“%1”已采用 %2", subject(first), text) if len(conflicts) == 1 else tr("已选 %1 处", len(conflicts))
        self._host.notify(words)
        self._host.reload()

    def _failed(self, error: BaseException) -> None:
        self._is_busy = False
        self._host.show_failure(error)
        self._host.reload()

    def _offer_all(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("全部采用较新的")).triggered.connect(lambda: self.choose_all(newest=True))
        menu.addSeparator()
        for person, count in tally(list(self._open.values())):
            entry = menu.addAction(tr("全部采用 %1 的（%2 处）", person, count))
            entry.triggered.connect(lambda _on=False, who=person: self.choose_all(person=who))
        menu.popup(self._all.mapToGlobal(self._all.rect().bottomLeft()))

    def choose_all(self, *, person: str | None = None, newest: bool = False) -> None:
        """Choose in all conflicts that this person has a value in, or in all the newest value: one step to undo."""
        self._run_all(lambda one: newest or any(side.person == person for side in one.sides), person, newest=newest)

    def _run_all(self, meets: Callable[[ConflictView], bool], person: str | None, *, newest: bool) -> None:
        meant = [one for one in self._open.values() if meets(one)]
        if not meant or self._is_busy:
            return
        self._is_busy = True
        self._host.companion.run(
            "",
            lambda service, _token: service.resolve_all(person=person, newest=newest),
            done=lambda _count: self._chosen(meant, person or tr("较新的")),
            failed=self._failed,
            owner=self,
        )

    def _type_other(self) -> None:
        conflict = self._shown
        if conflict is not None:
            ask_other_value(self._host, conflict, done=lambda text: self._chosen([conflict], text))

    def _copy(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(told_in_words(self._shown, lambda side: at(side.at_ms)))
            self._host.say(tr("已复制，可以粘贴到微信或短信里问对方"))

    def go_to(self, conflict_id: str) -> bool:
        return self.table.go_to(conflict_id)


def _row(conflict: ConflictView) -> Row:
    values = [subject(conflict), conflict.kind_title, people(conflict), at(latest(conflict))]
    return Row(values, {"what": Dress(icon="warn", tone="warn")})


def _settled_row(one: _Settled) -> Row:
    chosen = tr("已采用 %1", one.text)
    values = [subject(one.conflict), one.conflict.kind_title, chosen, at(latest(one.conflict))]
    return Row(values, {"what": Dress(icon="check", tone="ok")}, tone="text2")
