"""版本对比: two versions (or the price of one and its target) line by line; the finding above, totals that tie."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, Look, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId, Tone
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.cost.compare import Basis, Comparison, Pair, compare_versions
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.services.session import Reader, Touched
from lanyan_desktop.ui.components.label import box, elastic, label
from lanyan_desktop.ui.cost.words import wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, L, S
from lanyan_desktop.ui.widgets.table import TableActions, TableView

_MONEY = 108
_BASES: tuple[Basis, ...] = ("合价", "目标")
_SAME_ROW = "same"


class ComparePanel(QWidget):
    """`opens` is told which line to show."""

    def __init__(self, context: TabContext, *, opens: Callable[[Id], None]) -> None:
        super().__init__()
        self._context, self._opens = context, opens
        self._sides: list[tuple[Id, Basis]] = []
        self.found: Comparison | None = None
        self._rows: dict[RowId, Pair] = {}
        self.title = label("", CARD_TITLE, 600)
        self.remark = label("", CAPTION, tone="text2")
        self.old, self.new = _choice(tr("对比基准")), _choice(tr("对比版本"))
        self.only = QCheckBox(tr("只看差异"))
        self.only.setChecked(True)
        self.only.toggled.connect(lambda _is_on: self._show())
        self._source = ListSource([column.name for column in compare_columns()], {})
        self.table = TableView(
            self._source, compare_columns(), commit=None, actions=TableActions(), name=tr("版本对比")
        )
        self.table.opened.connect(self._open)
        for one in (self.old, self.new):
            one.activated.connect(lambda _place: self.read())
        self._lay_out()
        context.bus.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        words = box(elastic(self.title), elastic(self.remark), vertical=True, gap=2)
        head = box(
            words, self.old, label("→", tone="text2"), self.new, self.only, margins=(L, S, L, S), name="pageHeader",
            roomy=0,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.table, 1)

    def take(self, view: CostView) -> None:
        """The versions there are now; what was chosen stays chosen."""
        sides = [(key, basis) for (key, _, _), basis in product(view.versions, _BASES)]
        names = [f"{basis} · {name}" for (_, name, _), basis in product(view.versions, _BASES)]
        if sides == self._sides and names == [self.old.itemText(n) for n in range(self.old.count())]:
            return
        chosen = [self._sides[one.currentIndex()] if self._sides else None for one in (self.old, self.new)]
        self._sides = sides
        for one, was, first in ((self.old, chosen[0], 0), (self.new, chosen[1], _usual(view))):
            one.clear()
            one.addItems(names)
            one.setCurrentIndex(sides.index(was) if was in sides else min(first, len(sides) - 1))
        if self.isVisible():
            self.read()

    def _on_changed(self, touched: Touched, _by: object) -> None:
        if "budget_line" in touched and self.isVisible():
            self.read()

    def choose(self, old: int, new: int) -> None:
        """Compare these two of the lists."""
        self.old.setCurrentIndex(old)
        self.new.setCurrentIndex(new)
        self.read()

    def read(self) -> None:
        """Compare what is chosen, beside the window's thread."""
        if not self._sides:
            return
        (old, old_basis), (new, new_basis) = (self._sides[one.currentIndex()] for one in (self.old, self.new))

        def work(reader: Reader, _token: JobToken) -> Comparison:
            return compare_versions(reader, old=old, new=new, old_basis=old_basis, new_basis=new_basis)

        self._context.jobs.read("", work, done=self._take, owner=self)

    def _take(self, found: Comparison) -> None:
        self.found = found
        self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        shown = [one for one in found.pairs if one.state != "相同" or not self.only.isChecked()]
        self._rows = {str(number): pair for number, pair in enumerate(shown)}
        rows: dict[RowId, Row] = {key: _row(pair) for key, pair in self._rows.items()}
        if self.only.isChecked() and found.count("相同"):
            rows[_SAME_ROW] = _same_row(found)
        self._source.replace(rows, totals=_totals(found))
        self.table.reload()
        self.table.show_totals()
        self.title.setText(title(found))
        self.title.setToolTip(self.title.text())
        self.remark.setText(remark(found))

    def _open(self, row_id: RowId) -> None:
        pair = self._rows.get(row_id)
        side = (pair.new or pair.old) if pair is not None else None
        if side is not None:
            self._opens(side.id)


def _choice(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(14)
    return made


def _usual(view: CostView) -> int:
    """What is compared with the first version's price: the newest version's target, or of one alone its own."""
    types = [type_ for _, _, type_ in view.versions]
    targets = [place for place, type_ in enumerate(types) if type_ == "目标成本"]
    return 2 * targets[-1] + 1 if targets else 1 if len(types) == 1 else 2 * (len(types) - 1)


def title(found: Comparison) -> str:
    """What the difference comes to and of what, as a sentence."""
    words = (wan(fen, signed=True) for fen in (found.difference_fen, found.by_quantity_fen, found.by_price_fen))
    return tr("相差 %1 万元：量差 %2，价差 %3", *words) if found.difference_fen else tr("两边合计相同")


def remark(found: Comparison) -> str:
    """How many lines differ and how."""
    parts = [
        f"{state} {found.count(state)} {tr('项')}" for state in ("变化", "新增", "取消", "相同") if found.count(state)
    ]
    return " · ".join(parts)


def compare_columns() -> list[Column]:
    def money(name: str, text: str, look: Look = Look.PLAIN) -> Column:
        return computed(name, text, Shape.MONEY, unit="元", width=_MONEY, is_total=True, look=look)

    return [
        computed("name", tr("项目名称"), Shape.TEXT, width=190),
        computed("code", tr("项目编码"), Shape.TEXT, look=Look.CODE, width=104),
        computed("unit", tr("单位"), Shape.TEXT, width=44),
        computed("state", tr("差异"), Shape.TEXT, look=Look.CHIP, width=60,
                 chips={"变化": "warn", "新增": "info", "取消": "crit", "相同": "mute"}),
        computed("old_quantity", tr("原工程量"), Shape.QUANTITY, width=80),
        computed("new_quantity", tr("新工程量"), Shape.QUANTITY, width=80),
        computed("old_price", tr("原单价"), Shape.QUANTITY, unit="元", width=84),
        computed("new_price", tr("新单价"), Shape.QUANTITY, unit="元", width=84),
        money("old_fen", tr("原金额")),
        money("new_fen", tr("新金额")),
        money("difference_fen", tr("差额"), Look.DEVIATION),
        money("by_quantity_fen", tr("量差"), Look.DEVIATION),
        money("by_price_fen", tr("价差"), Look.DEVIATION),
    ]  # fmt: skip


def _tone(fen: int) -> Dress:
    tone: Tone = "crit" if fen > 0 else "ok" if fen < 0 else "text2"
    return Dress(tone=tone)


def _row(pair: Pair) -> Row:
    old, new = pair.old, pair.new
    parts = (pair.difference_fen, pair.by_quantity_fen, pair.by_price_fen)
    values = [
        pair.name, pair.code or None, pair.unit or None, pair.state,
        old.quantity if old else None, new.quantity if new else None,
        old.unit_price if old else None, new.unit_price if new else None,
        pair.old_fen if old else None, pair.new_fen if new else None, *parts,
    ]  # fmt: skip
    dress = dict(zip(("difference_fen", "by_quantity_fen", "by_price_fen"), map(_tone, parts), strict=True))
    return Row(values, dress, is_fixed=True)


def _same_row(found: Comparison) -> Row:
    """The lines left out, in one row: so the totals are those of the whole versions."""
    words = tr("其余相同 %1 项", str(found.count("相同")))
    return Row([words, None, None, "相同", *(None,) * 4, found.same_fen, found.same_fen, 0, 0, 0], is_fixed=True)


def _totals(found: Comparison) -> dict[str, int]:
    return {
        "old_fen": found.old_fen, "new_fen": found.new_fen, "difference_fen": found.difference_fen,
        "by_quantity_fen": found.by_quantity_fen, "by_price_fen": found.by_price_fen,
    }  # fmt: skip
