"""清单: the budget tree with its actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.cost.commands import LineType, add_line, create_budget, edit_lines
from lanyan_desktop.services.cost.source import BudgetSource
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.cost.lines import LinesTable, OnReadingThread
from lanyan_desktop.ui.cost.page import Either, Page
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.widgets.table import TableActions

_ALL = 1_000_000


class LinesPage(Page):
    """The lines of one budget version; `on_version` is told when the user chooses another."""

    name = "lines"
    kind = "budget_line"

    def __init__(self, context: TabContext, on_version: Callable[[Id], None]) -> None:
        super().__init__(context)
        self._on_version = on_version
        self._version: Id | None = None
        self._wanted: Id | None = None
        self.source = BudgetSource(context.session.reader, project_id=context.project_id)
        actions = TableActions(
            add=self._add_after, delete=self.delete_selected, undo=self.undo, redo=self.redo, can_append=True
        )
        commit = self._commit if self.can_write else None
        self.lines = LinesTable(self.source, commit=commit, actions=actions if self.can_write else TableActions())
        self.lines.later = OnReadingThread(self.source, context.jobs, self.lines)
        take_in = self.writing(self.act(tr("导入"), lambda: context.import_excel("budget"), icon="import"))
        give_out = self.act(tr("导出"), lambda: context.export_excel("budget"), icon="export")
        self.build(self.lines, self._left(), [None, take_in, give_out])
        self._either = Either(self.lines, self._empty())
        self.widget = self._either

    def _left(self) -> list[QAction | None]:
        line = self.writing(self.act(tr("清单项"), lambda: self._add("清单项"), icon="add", shortcut="Ctrl+Return"))
        section = self.writing(self.act(tr("分部"), lambda: self._add("分部"), icon="add"))
        delete = self.writing(self.act(tr("删除"), self.delete_selected, icon="x", tip=tr("删除所选行")))
        unfold = self.act(tr("展开"), lambda: self.lines.model.fold_from(_ALL), icon="outdent", tip=tr("展开全部"))
        fold = self.act(tr("折叠"), lambda: self.lines.model.fold_from(0), icon="indent", tip=tr("折叠到分部"))
        columns = self.act(tr("列"), self._choose_columns, icon="columns", tip=tr("选择显示的列"))
        self._versions = self.act(tr("预算版本"), lambda: None, icon="file")
        self._versions.setMenu(QMenu())
        return [line, section, None, delete, None, unfold, fold, columns, None, self._versions]

    def _empty(self) -> EmptyState:
        take_in = button(tr("从 Excel 导入"), "primary", icon="import")
        take_in.clicked.connect(lambda: self.context.import_excel("budget"))
        begin = button(tr("新建清单"))
        begin.setEnabled(self.can_write)
        begin.clicked.connect(self._begin)
        return EmptyState(
            tr("还没有预算"),
            tr("导入分部分项工程量清单后，这里汇总合同金额与目标成本。"),
            primary=take_in,
            normal=begin,
            hint=tr("支持 GB 50500 表-08 与任意带表头的清单，导入前可预览"),
        )

    def _begin(self) -> None:
        project_id = self.context.project_id
        self.context.jobs.write(lambda ledger: create_budget(ledger, project_id=project_id), owner=self.lines)

    def take(self, view: CostView) -> None:
        self._version = view.budget.version_id if view.budget is not None else None
        self._either.show_empty(is_empty=view.budget is None)
        if self.source.budget is not view.budget:
            self.source.take(view.budget)
            self.lines.read_anew()
            self._go_to_wanted()
        else:
            self.lines.show_totals()
        self._list_versions(view)

    def _list_versions(self, view: CostView) -> None:
        menu = self._versions.menu()
        assert isinstance(menu, QMenu)
        menu.clear()
        group = QActionGroup(menu)
        for key, name, type_ in view.versions:
            one = menu.addAction(tr("%1（%2）", name, type_))
            one.setCheckable(True)
            one.setChecked(key == self._version)
            one.triggered.connect(lambda _checked=False, key=key: self._on_version(key))
            group.addAction(one)

    def _choose_columns(self) -> None:
        menu = self.lines.headings.choose_menu(self.lines)
        menu.popup(self.lines.mapToGlobal(self.lines.rect().topLeft()))

    def _commit(self, edits: Sequence[CellEdit]) -> None:
        new: dict[str, Value] = {"version_id": self._version, "parent_id": self._parent()}
        self.write_cells(lambda ledger, cells: edit_lines(ledger, cells, new_values=new), edits)

    def _parent(self) -> Id | None:
        """Where rows pasted below the last one go: into its section."""
        budget = self.source.budget
        if budget is None or not len(budget):
            return None
        last = int(budget.tree.parent[len(budget) - 1])
        return budget.ids[last] if last >= 0 else None

    def _add(self, line_type: LineType) -> None:
        self._insert(self.lines.current_line, line_type)

    def _add_after(self, row_id: RowId | None) -> None:
        self._insert(Id(row_id) if isinstance(row_id, bytes) else None, "清单项")

    def _insert(self, after: Id | None, line_type: LineType) -> None:
        version = self._version
        if version is None:
            return
        self.context.jobs.write(
            lambda ledger: add_line(ledger, version_id=version, after=after, line_type=line_type),
            done=self._want,
            owner=self.lines,
        )

    def _want(self, line_id: Id) -> None:
        """The new row is stood on as soon as the tree that has it is shown."""
        self._wanted = line_id
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is not None and self.lines.go_to(self._wanted, "name"):
            self._wanted = None
