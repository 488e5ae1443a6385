"""What there is to say of a plan file beside its rows: what it holds, how its dates tie, where it goes, warnings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QScrollArea, QVBoxLayout, QWidget

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, computed
from lanyan_desktop.core.table.memory import ListSource
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.imports.plan_file_shown import FIELD_WORDS, PlanFileShown
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.ui.components.card import Card
from lanyan_desktop.ui.components.chip import Chip
from lanyan_desktop.ui.components.label import box, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import CAPTION
from lanyan_desktop.ui.widgets.import_wizard.flow import Flow
from lanyan_desktop.ui.widgets.table import TableView

_ROW, _HEAD = 23, 26
_MOST_SAID = 12
_MOST_LISTED, _MOST_LINES = 500, 9


class PlanCards(QScrollArea):
    """The right-hand side of the plan-file page."""

    aimed = Signal(object)  # Id of a project, None for a new one

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.where = QComboBox()
        content = QWidget()
        content.setObjectName("scrolled")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(10, 10, 10, 10)
        self._column.setSpacing(10)
        self.setWidget(content)

    def show_plan(self, shown: PlanFileShown, target: Id | None, outcome: Outcome | None) -> None:
        """Say all of it anew."""
        while self._column.count():
            if (gone := self._column.takeAt(0).widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._column.addWidget(_holds(shown))
        self._column.addWidget(_ties(shown))
        self._column.addWidget(self._where(shown, target, outcome))
        said = shown.preview.warnings
        if said:
            self._column.addWidget(_sentences(tr("%1 处和文件里写的不一样地取", f"{len(said):,}"), said))
        if shown.preview.not_taken:
            self._column.addWidget(_sentences(tr("有些内容没有取"), shown.preview.not_taken))
        if outcome is not None and outcome.changes:
            self._column.addWidget(_changes(outcome))
        self._column.addStretch(1)

    def _where(self, shown: PlanFileShown, target: Id | None, outcome: Outcome | None) -> Card:
        self.where = QComboBox()
        self.where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.where.setAccessibleName(tr("放进哪个工程"))
        for project in shown.projects:
            self.where.addItem(tr("%1 %2", project.code, project.name), project.id)
        self.where.addItem(tr("新工程：%1", shown.plan_name), None)
        places = [project.id for project in shown.projects]
        self.where.setCurrentIndex(places.index(target) if target in places else len(places))
        self.where.activated.connect(lambda _at: self.aimed.emit(self.where.currentData()))
        words = tr("另建一个工程，别的工程不动。")
        if target is not None:
            words = tr("同一标识号的工作会更新，其余的新增。")
        if outcome is not None and outcome.absent:
            words += tr("账上另有 %1 项工作不在文件里，原样保留。", f"{outcome.absent:,}")
        body = box(self.where, label(words, CAPTION, tone="text2", wraps=True), vertical=True, gap=6)
        return Card(tr("放进哪个工程"), body)


def _holds(shown: PlanFileShown) -> Card:
    line = QWidget()
    flow = Flow(line)
    for word, count in shown.holds.items():
        flow.addWidget(Chip(f"{word} {count:,}", "info", icon=""))
    return Card(tr("%1 文件，%2 行", shown.program, f"{shown.preview.records:,}"), line)


def _ties(shown: PlanFileShown) -> Card:
    rows: dict[RowId, Row] = {}
    for name, word in FIELD_WORDS.items():
        if there := shown.stored[name]:
            differing = there - shown.equal[name]
            dress = {"differing": Dress(tone="warn", icon="warn")} if differing else {}
            rows[name] = Row([word, there, shown.equal[name], differing], dress)
    columns = [
        computed("field", tr("和文件比"), Shape.TEXT, width=116),
        *(
            computed(name, title, Shape.NUMBER, width=84)
            for name, title in (("there", tr("文件里")), ("equal", tr("相同")), ("differing", tr("不同")))
        ),
    ]
    dates = sum(shown.stored[name] - shown.equal[name] for name in ("start", "finish"))
    if not rows:
        return Card(tr("文件里没有算好的日期"), None, remark=tr("日期按逻辑关系和日历推算"))
    title = tr("%1 处开始、完成和文件不同", f"{dates:,}") if dates else tr("开始、完成和文件全部相同")
    return Card(title, _table(columns, rows), remark=tr("按工作时间比；文件里的日期原样留着备查"))


def _changes(outcome: Outcome) -> Card:
    rows: dict[RowId, Row] = {
        n: Row([one.record, one.field, one.old or "—", one.new or "—"])
        for n, one in enumerate(outcome.changes[:_MOST_LISTED])
    }
    columns = [
        computed(name, title, Shape.TEXT, width=width)
        for name, title, width in (
            ("record", tr("工作"), 90),
            ("field", tr("字段"), 84),
            ("old", tr("账上"), 110),
            ("new", tr("文件里"), 110),
        )
    ]
    return Card(tr("更新 %1 项已有工作", f"{outcome.changed:,}"), _table(columns, rows))


def _sentences(title: str, said: Sequence[str]) -> Card:
    lines = [label(text, CAPTION, tone="text2", wraps=True) for text in said[:_MOST_SAID]]
    if len(said) > _MOST_SAID:
        more = label(tr("另有 %1 处", f"{len(said) - _MOST_SAID:,}"), CAPTION, tone="text3")
        more.setToolTip("\n".join(said[_MOST_SAID : _MOST_SAID * 4]))
        lines.append(more)
    return Card(title, box(*lines, vertical=True, gap=4))


def _table(columns: list[Column], rows: dict[RowId, Row]) -> TableView:
    names = [column.name for column in columns]
    table = TableView(
        ListSource(names, rows), columns, row_height=_ROW, has_total=False, selects_rows=True, can_sort=False
    )
    table.header.setFixedHeight(_HEAD)
    table.header.setStretchLastSection(True)
    table.setFixedHeight(_HEAD + _ROW * max(1, min(len(rows), _MOST_LINES)) + 2)
    table.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return table
