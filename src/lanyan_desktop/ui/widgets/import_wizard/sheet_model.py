"""The rows of a taken sheet for the screen: number, class word, then the cells as the sheet has them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.sheet import Place, Span, column_letters
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.core.forms.words import text_of
from lanyan_desktop.core.table.columns import NUMERIC
from lanyan_desktop.services.imports import Preview
from lanyan_desktop.services.messages.excel import problem_text
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.widgets.import_wizard.words import class_word

Index = QModelIndex | QPersistentModelIndex
NUMBER, CLASS, FIRST = 0, 1, 2
"""Columns before the sheet's own."""
_NOWHERE = QModelIndex()
_SAMPLE = 300
_NARROW, _WIDE = 30, 260
_MOST_COLUMNS = 80


class SheetModel(QAbstractTableModel):
    """One sheet of a preview, read-only; `marks` are problems by cell (column -1: the whole row)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.taken: Taken | None = None
        self.form = ""
        self.marks: dict[Place, tuple[str, str]] = {}  # severity and sentence
        self.covered: dict[Place, Place] = {}
        self.starts: dict[Place, Span] = {}
        self._headings: list[str] = []
        self._numeric: set[int] = set()
        self._days: set[int] = set()

    def show_preview(self, preview: Preview, sheet: int) -> None:
        """Show a sheet of a preview, or the same again after it was mended."""
        self.beginResetModel()
        taken = preview.sheets[sheet]
        self.taken, self.form = taken, preview.form.name
        self.covered = taken.sheet.origins()
        self.starts = {(span.first_row, span.first_column): span for span in taken.sheet.spans}
        self.marks = _marks(preview, taken.sheet.name)
        width = max((len(row) for row in taken.sheet.rows), default=0)
        columns = taken.header.columns.items()
        self._numeric = {at for name, at in columns if taken.form.column(name).shape in NUMERIC}
        self._days = {day.column for day in taken.header.days}
        self._headings = _headings(taken, min(width, _MOST_COLUMNS))
        self.endResetModel()

    def kind(self, row: int) -> RowClass:
        return self.taken.rows[row].kind if self.taken is not None else RowClass.BLANK

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.taken is None else len(self.taken.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else FIRST + len(self._headings)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell of the view, on one line."""
        if column == NUMBER:
            return str(row + 1)
        if column == CLASS:
            return class_word(self.kind(row), self.form)
        if self.taken is None:
            return ""
        return text_of(self.taken.sheet.cell(row, column - FIRST)).replace("\n", " ").strip()

    def is_number(self, row: int, column: int) -> bool:
        """Whether a cell stands at the right: a number, or the text of one in a column of numbers."""
        if column - FIRST in self._numeric:
            return self.kind(row) is not RowClass.HEADER and (row, column - FIRST) not in self.starts
        value = self.taken.sheet.cell(row, column - FIRST) if self.taken is not None else ""
        return isinstance(value, int | float) and not isinstance(value, bool)

    def is_day(self, column: int) -> bool:
        """Whether a column is one of a day: marks stand in its middle."""
        return column - FIRST in self._days

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            mark = self.marks.get((row, column - FIRST)) or self.marks.get((row, -1))
            if mark is not None:
                return mark[1]
            if column == CLASS:
                return tr("这一行被认作“%1”，点这里可改", self.text(row, CLASS))
            text = self.text(row, column)
            return text if len(text) > 12 else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole and section - FIRST in self._numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return "" if section == NUMBER else tr("认作") if section == CLASS else self._headings[section - FIRST]

    def widths(self) -> list[int]:
        """Widths of the sheet's columns by what stands in them, px."""
        if self.taken is None:
            return []
        found = [_px(heading) + 14 for heading in self._headings]
        for row in range(min(_SAMPLE, len(self.taken.rows))):
            for column in range(min(len(self._headings), len(self.taken.sheet.rows[row]))):
                if (row, column) not in self.covered and (row, column) not in self.starts:
                    found[column] = max(found[column], _px(self.text(row, column + FIRST)) + 14)
        return [max(_NARROW, min(width, _WIDE)) for width in found]


def _px(text: str) -> int:
    return sum(12 if ord(sign) > 0x2E80 else 7 for sign in text[:40])


def _headings(taken: Taken, width: int) -> list[str]:
    """The letter of each column and what it was taken for; columns taken for nothing keep their own heading."""
    titles: Mapping[int, str] = {at: taken.form.column(name).title for name, at in taken.header.columns.items()}
    days = {day.column: f"{day.number or ''}" for day in taken.header.days}
    paths = taken.header.paths
    made = []
    for at in range(width):
        word = titles.get(at) or days.get(at) or (paths[at].rsplit("/", 1)[-1] if at < len(paths) else "")
        made.append(f"{column_letters(at)} {word}".strip())
    return made


def _marks(preview: Preview, sheet: str) -> dict[Place, tuple[str, str]]:
    marks: dict[Place, tuple[str, str]] = {}
    for problem in preview.problems:
        if problem.sheet == sheet and problem.row >= 0 and problem.severity != "info":
            marks.setdefault((problem.row, problem.column), (problem.severity, problem_text(problem)))
    for tie in preview.ties:
        if tie.sheet == sheet and not tie.holds:
            marks.setdefault((tie.row, tie.column), ("warning", tr("%1 与算出来的不等", tie.label)))
    return marks
