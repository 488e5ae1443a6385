"""The right-hand cards of the wizard: classes, columns, problems, sums, and what the ledger would change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.columns import Column, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.core.values import Fen
from lanyan_desktop.services.imports import Preview
from lanyan_desktop.services.imports.checking import ColumnCheck, check_columns, column_names
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.services.imports.repairing import Repairs, Suggestion, joined, suggest, suggest_for_tie
from lanyan_desktop.services.messages.excel import problem_text
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.components.chip import Chip, ChipKind
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.widgets.import_wizard.flow import Flow
from lanyan_desktop.ui.widgets.import_wizard.words import CLASS_LOOK, class_word
from lanyan_desktop.ui.widgets.table import TableView

_ROW, _HEAD = 23, 26
_MOST_LINES = 9
_MOST_LISTED = 500
_FINE, _TO_SEE = Dress(tone="text2", icon="check"), Dress(tone="warn", icon="warn")


class SideCards(QScrollArea):
    """What is to be looked at before committing. Signals say what the user wants of it."""

    jumped = Signal(int, int)  # row and column of the sheet, from 0
    mapped = Signal(str, int)  # field, column (-1: none)
    repaired = Signal(object)  # Repairs

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.suggestions: list[Suggestion] = []
        self._checks: list[ColumnCheck] = []
        self._columns: list[tuple[int, str]] = []
        self._places: dict[RowId, tuple[int, int]] = {}
        self._offers: dict[RowId, Suggestion] = {}
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(10, 10, 10, 10)
        self._column.setSpacing(10)
        self.setWidget(self._content)

    def show_preview(self, preview: Preview, sheet: int, outcome: Outcome | None) -> None:
        """Say all there is to say of a sheet of the preview; `outcome` None: not tried out yet."""
        while self._column.count():
            if (gone := self._column.takeAt(0).widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self.suggestions, self._places, self._offers = [], {}, {}
        name = preview.sheets[sheet].sheet.name
        self._column.addWidget(self._classes(preview, sheet))
        self._column.addWidget(self._mapping(preview, sheet))
        problems = [p for p in preview.problems if p.sheet == name]
        ties = [t for t in preview.ties if t.sheet == name]
        self._column.addWidget(self._problems(preview, problems, ties))
        if ties:
            self._column.addWidget(self._ties(ties))
        if outcome is not None and outcome.changes:
            self._column.addWidget(self._changes(outcome))
        self._column.addStretch(1)

    # ---- cards ------------------------------------------------------------------------------------------

    def _classes(self, preview: Preview, sheet: int) -> Card:
        taken = preview.sheets[sheet]
        counts: dict[tuple[str, ChipKind], int] = {}
        for row in taken.rows:
            key = (class_word(row.kind, preview.form.name), CLASS_LOOK[row.kind][1])
            counts[key] = counts.get(key, 0) + 1
        unknown = len(taken.of(RowClass.UNKNOWN))
        line = QWidget()
        flow = Flow(line)
        for (word, status), count in counts.items():
            if word != CLASS_LOOK[RowClass.BLANK][0]:
                flow.addWidget(Chip(f"{word} {count:,}", status, icon=None if status == "crit" else ""))
        whole = f"{len(taken.rows):,}"
        if unknown:
            return Card(tr("%1 行认出 %2 行", whole, f"{len(taken.rows) - unknown:,}"), line)
        return Card(tr("%1 行全部认出", whole), line)

    def _mapping(self, preview: Preview, sheet: int) -> Card:
        self._checks = check_columns(preview, sheet)
        self._columns = column_names(preview.sheets[sheet])
        found = [c for c in self._checks if c.column >= 0]
        missing = [c for c in self._checks if c.column < 0 and not c.is_fine]
        shown = [*found, *missing]
        names = dict(self._columns)
        rows: dict[RowId, Row] = {
            check.name: Row(
                [check.title, f"{names.get(check.column, tr('（不导入）'))}　▾", check.words],
                {"column": Dress(tone="accent"), "words": _FINE if check.is_fine else _TO_SEE},
            )
            for check in shown
        }
        for check in self._checks:
            if check not in shown:
                values = [check.title, tr("（没有）　▾"), check.words]
                rows[check.name] = Row(values, {"column": Dress(tone="accent")}, tone="text3")
        columns = [
            _text("title", tr("字段"), 104),
            _text("column", tr("Excel 列"), 170),
            _text("words", tr("核对"), 130),
        ]
        table = self._table(columns, rows, most=len(shown))
        table.grid.clicked.connect(lambda index: self._on_mapping(table, index))
        wrong = sum(not check.is_fine for check in shown)
        if missing:
            return Card(tr("对列：还有 %1 列没有对上", len(missing)), table, remark=tr("点“Excel 列”选定是哪一列"))
        title = tr("对列：%1 列全部对上", len(found)) if not wrong else tr("对列：%1 列，%2 列要看", len(found), wrong)
        return Card(title, table, remark=tr("同一张表下次自动套用"))

    def _problems(self, preview: Preview, problems: Sequence[Problem], ties: Sequence[Tie]) -> Card:
        rows: dict[RowId, Row] = {}
        for n, problem in enumerate(p for p in problems if p.severity != "info"):
            self._add_problem(rows, f"p{n}", problem, suggest(preview, problem))
        for n, tie in enumerate(t for t in ties if not t.holds):
            words = tr("%1 表上 %2，算得 %3", tie.label, fixed(tie.stated, 2), fixed(tie.computed, 2))
            self._add_line(rows, f"t{n}", (tie.row, tie.column), (tie.cell, words, "warn"), suggest_for_tie(tie))
        for n, problem in enumerate(p for p in problems if p.severity == "info"):
            self._add_problem(rows, f"i{n}", problem, None)
        serious = sum(1 for p in problems if p.severity != "info") + sum(not t.holds for t in ties)
        if not rows:
            return Card(tr("没有问题"), None, remark=tr("每一格都读懂了"))
        columns = [_text("cell", "", 66), _text("words", tr("问题"), 250), _text("offer", tr("建议"), 84)]
        table = self._table(columns, dict(list(rows.items())[:_MOST_LISTED]), most=_MOST_LINES, has_head=False)
        table.grid.clicked.connect(lambda index: self._on_problem(table, index))
        table.current_changed.connect(self._jump)
        title = tr("%1 处问题，点一行跳到那一格", serious) if serious else tr("没有问题，%1 处程序自己处理", len(rows))
        return Card(title, table)

    def _add_problem(self, rows: dict[RowId, Row], key: str, problem: Problem, offer: Suggestion | None) -> None:
        tone = {"error": "crit", "warning": "warn"}.get(problem.severity, "text3")
        self._add_line(rows, key, (problem.row, problem.column), (problem.cell, problem_text(problem), tone), offer)

    def _add_line(
        self,
        rows: dict[RowId, Row],
        key: str,
        place: tuple[int, int],
        said: tuple[str, str, str],
        offer: Suggestion | None,
    ) -> None:
        cell, words, tone = said
        icon = "check" if tone == "text3" else "warn"
        dress = {"cell": Dress(tone=tone, icon=icon), "offer": Dress(tone="accent")}  # type: ignore[arg-type]  # a token
        rows[key] = Row([cell or tr("全表"), words, offer.words if offer is not None else ""], dress)
        self._places[key] = place
        if offer is not None:
            self._offers[key] = offer
            self.suggestions.append(offer)

    def _ties(self, ties: Sequence[Tie]) -> Card:
        """Those that differ, then the last ones (the totals), then how many others agree."""
        differing = [tie for tie in ties if not tie.holds]
        shown = list(dict.fromkeys([*differing[:6], *ties[-2:]]))
        rows: dict[RowId, Row] = {f"{tie.cell}{tie.label}": _tie_row(tie) for tie in shown}
        for key, tie in zip(rows, shown, strict=True):
            self._places[key] = (tie.row, tie.column)
        others = len(ties) - len(shown)
        if others > 0:
            words = tr("其余 %1 处相等", others) if len(differing) <= 6 else tr("其余 %1 处", others)
            blank = dict.fromkeys(("stated", "computed", "difference"), Dress(text=""))
            rows["rest"] = Row([words, None, None, None], blank)
        columns = [
            _text("label", tr("合计核对"), 118),
            computed("stated", tr("表中写的"), Shape.MONEY, unit="元", width=104),
            computed("computed", tr("算出来的"), Shape.MONEY, unit="元", width=104),
            computed("difference", tr("差"), Shape.MONEY, width=78),
        ]
        table = self._table(columns, rows, most=_MOST_LINES)
        table.current_changed.connect(self._jump)
        if not differing:
            return Card(tr("%1 处合计与表中一致", len(ties)), table)
        worst = max(differing, key=lambda tie: abs(tie.difference))
        title = tr("%1 处合计不等，最大差 %2 元", len(differing), fixed(Fen(abs(worst.difference)), 2))
        return Card(title, table, remark=tr("只提示，不妨碍入账"))

    def _changes(self, outcome: Outcome) -> Card:
        rows: dict[RowId, Row] = {
            n: Row([change.record, change.field, change.old or "—", change.new or "—"])
            for n, change in enumerate(outcome.changes[:_MOST_LISTED])
        }
        columns = [_text("record", tr("记录"), 140), _text("field", tr("字段"), 84), _text("old", tr("账上"), 90)]
        table = self._table([*columns, _text("new", tr("表上"), 90)], rows, most=_MOST_LINES)
        return Card(tr("更新 %1 条已有记录", f"{outcome.changed:,}"), table)

    def _table(self, columns: list[Column], rows: dict[RowId, Row], *, most: int, has_head: bool = True) -> TableView:
        table = TableView(
            ListSource([column.name for column in columns], rows),
            columns,
            row_height=_ROW,
            has_total=False,
            selects_rows=True,
            can_sort=False,
            name=columns[0].heading or tr("问题"),
        )
        table.header.setFixedHeight(_HEAD)
        table.header.setVisible(has_head)
        table.header.setStretchLastSection(True)
        table.setFixedHeight((_HEAD if has_head else 0) + _ROW * max(1, min(len(rows), most)) + 2)
        table.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    # ---- clicks -----------------------------------------------------------------------------------------

    def _on_mapping(self, table: TableView, index: QModelIndex) -> None:
        name = table.model.id_at(index.row())
        if index.column() == 1 and isinstance(name, str):
            corner = table.grid.visualRect(index).bottomLeft()
            self.column_menu(name).popup(table.grid.viewport().mapToGlobal(QPoint(corner)))

    def column_menu(self, name: str) -> QMenu:
        """The sheet's columns, for one of the form's."""
        menu = QMenu(self)
        now = next((check.column for check in self._checks if check.name == name), -1)
        for at, words in [(-1, tr("（不导入）")), *self._columns]:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(at == now)
            action.triggered.connect(lambda _on=False, at=at: self.mapped.emit(name, at))
            menu.addAction(action)
        return menu

    def _on_problem(self, table: TableView, index: QModelIndex) -> None:
        offer = self._offers.get(table.model.id_at(index.row()) or "")
        if index.column() == 2 and offer is not None:
            self.repaired.emit(offer.repairs)

    def _jump(self, row_id: RowId | None) -> None:
        place = self._places.get(row_id) if row_id is not None else None
        if place is not None and place[0] >= 0:
            self.jumped.emit(*place)

    def all_suggestions(self) -> Repairs:
        """All suggestions at once."""
        whole = Repairs()
        for offer in self.suggestions:
            whole = joined(whole, offer.repairs)
        return whole


def _text(name: str, title: str, width: int) -> Column:
    return computed(name, title, Shape.TEXT, width=width)


def _tie_row(tie: Tie) -> Row:
    dress = {} if tie.holds else {"difference": Dress(tone="warn")}
    label = Dress(icon="check" if tie.holds else "warn", tone="" if tie.holds else "warn")
    return Row([f"{tie.label} {tie.cell}", tie.stated, tie.computed, tie.difference], {**dress, "label": label})
