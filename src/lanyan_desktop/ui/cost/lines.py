"""清单: the budget tree with its target cost, what is saved and how much is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Query
from lanyan_desktop.core.table.rows import CellEdit, Dress, RowId, RowIds
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.cost.source import BudgetSource, saving_tone
from lanyan_desktop.services.session import Reader
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import JobRunner
from lanyan_desktop.ui.theme import metrics
from lanyan_desktop.ui.tokens import BODY, NARROW
from lanyan_desktop.ui.widgets.table import TableActions, TableView
from lanyan_desktop.ui.widgets.table.headings import ColumnState

_KIND = KINDS["budget_line"]
_NAME, _WIDEST_NAME = 208, 520
_PADDING = 14  # px left and right of a number
_DROPPED_WHEN_NARROW = ("code", "unit_price", "target_unit_price")
_HIDDEN = (
    "serial", "type", "feature", "provisional_fen", "labour_fen", "material_fen", "machine_fen", "subcontract_fen",
    "account_id", "responsible", "note",
)  # fmt: skip


def line_columns() -> list[Column]:
    """The columns of the budget tree; those of `_HIDDEN` are offered by the column chooser."""
    return [
        column_of(_KIND, "name", is_outline=True, width=_NAME),
        column_of(_KIND, "code", look=Look.CODE, width=98),
        column_of(_KIND, "unit", width=62),
        column_of(_KIND, "quantity", width=76),
        column_of(_KIND, "unit_price", width=82),
        column_of(_KIND, "amount_fen", is_total=True, width=108),
        column_of(_KIND, "target_unit_price", width=80),
        column_of(_KIND, "target_fen", is_total=True, width=108),
        computed("done_rate", "完成", Shape.SHARE, look=Look.BAR, width=96, is_total=True),
        computed("saved_fen", "降低额", Shape.MONEY, unit="元", look=Look.DEVIATION, width=142, is_total=True),
        computed("saved_rate", "降低率", Shape.SHARE, look=Look.DEVIATION, width=62, is_total=True),
        computed("earned_fen", "挣值", Shape.MONEY, unit="元", width=112, is_total=True, is_shown=False),
        *(column_of(_KIND, name, is_total=name.endswith("_fen"), is_shown=False) for name in _HIDDEN),
    ]


class OnReadingThread:
    """Sorts and filters a large budget on the reading thread, where it holds up no frame."""

    def __init__(self, source: BudgetSource, runner: JobRunner, owner: QObject) -> None:
        self._source, self._runner, self._owner = source, runner, owner

    def rows(self, query: Query, done: Callable[[RowIds | Outline], None]) -> bool:
        if not self._source.is_large:
            return False

        def work(reader: Reader, _token: JobToken) -> tuple[BudgetSource, RowIds | Outline]:
            there = self._source.on(reader)
            return there, there.ids(query)

        def take(found: tuple[BudgetSource, RowIds | Outline]) -> None:
            self._source.adopt(found[0])
            done(found[1])

        self._runner.read("", work, done=take, owner=self._owner)
        return True

    def totals(self, _query: Query, _names: Sequence[str], _done: Callable[[Mapping[str, Value]], None]) -> bool:
        return False  # sums over what the filter found, which is known by then: a millisecond


class LinesTable(TableView):
    """The budget tree as a table. Rows of sections are sums; what follows from a price is not typed."""

    def __init__(
        self,
        source: BudgetSource,
        *,
        commit: Callable[[Sequence[CellEdit]], None] | None,
        actions: TableActions,
        day_min: int = 480,
        parent: QWidget | None = None,
    ) -> None:
        self._budget = source
        self._is_narrow = False
        self._name_width = _NAME
        super().__init__(
            source, line_columns(), commit=commit, actions=actions, day_min=day_min, name=_KIND.title, parent=parent
        )

    def show_totals(self) -> None:
        """The total row, with what is saved in green: a positive 降低额 is good."""
        super().show_totals()
        query: Query = self.model.query
        names = [column.name for column in self.model.columns if column.is_total]
        totals: Mapping[str, Value] = self._budget.totals(query, names)
        saved, rate = totals.get("saved_fen"), totals.get("saved_rate")
        if not isinstance(saved, int):
            return
        tone = saving_tone(saved, saved * 10_000 // rate if isinstance(rate, int) and rate else None)
        dress = {name: Dress(tone=tone) for name in ("saved_fen", "saved_rate")}
        self.total.show_totals(totals, dress=dress, label=tr("筛选合计") if query.conditions else tr("合计"))
        self._make_room(totals)

    def _make_room(self, totals: Mapping[str, Value]) -> None:
        """Widen columns until their total, the longest number in them, is shown whole."""
        bold = metrics(BODY, 600)
        for place, column in enumerate(self.model.columns):
            total = totals.get(column.name)
            if column.shape is not Shape.MONEY or column.look is not Look.PLAIN or not isinstance(total, int):
                continue
            needed = round(bold.horizontalAdvance(fixed(total, 2))) + _PADDING
            if 0 < self.grid.columnWidth(place) < needed:
                self.grid.setColumnWidth(place, needed)
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(is_narrow=self.window().width() <= NARROW)
        self._stretch()

    def _stretch(self) -> None:
        """Give names what room the other columns leave, unless the user has set their width himself."""
        if self.grid.columnWidth(0) != self._name_width:
            return
        others = sum(self.grid.columnWidth(place) for place in self.grid.shown_columns() if place != 0)
        bar = self.grid.verticalScrollBar().sizeHint().width()  # room for it always: it comes and goes with folding
        room = self.width() - bar - others  # of the whole table: the grid itself is laid out later
        self._name_width = max(_NAME, min(_WIDEST_NAME, room))
        self.grid.setColumnWidth(0, self._name_width)

    def _fit(self, *, is_narrow: bool) -> None:
        """Give way on a narrow window; what the user chose himself stays until the window changes again."""
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.headings.give_way(_DROPPED_WHEN_NARROW, is_narrow=is_narrow)

    def state(self) -> ColumnState:
        """As any table's, but for the width of names while it only follows the window."""
        state = super().state()
        if self.grid.columnWidth(0) == self._name_width:
            state["widths"].pop(self.model.columns[0].name, None)
        return state

    def read_anew(self) -> None:
        """The source has other rows: ask for them as the user sorted and filtered them, beside the window if large."""
        query = self.model.query
        if self._budget.is_large and (query.sort or query.conditions):
            self.set_query(query)
        else:
            self.refresh()

    def line_ids(self) -> list[Id]:
        """The records among the selected rows."""
        return [Id(row_id) for row_id in self.selected_ids() if isinstance(row_id, bytes)]

    @property
    def current_line(self) -> Id | None:
        now: RowId | None = self.current_id
        return Id(now) if isinstance(now, bytes) else None
