"""清单: the budget tree with its actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QStackedWidget

from lanyan_desktop.core.table.rows import CellEdit, RowId
from lanyan_desktop.core.values import Id, Permyriad, Value
from lanyan_desktop.services.cost.commands import LineType, add_line, create_budget, edit_lines
from lanyan_desktop.services.cost.source import BudgetSource
from lanyan_desktop.services.cost.target import derive_target
from lanyan_desktop.services.cost.view import CostView
from lanyan_desktop.ui.components.buttons import action, button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.cost.compare_panel import ComparePanel
from lanyan_desktop.ui.cost.lines import LinesTable, OnReadingThread
from lanyan_desktop.ui.cost.page import Either, Page
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import TabContext
from lanyan_desktop.ui.widgets.table import TableActions

_ALL = 1_000_000


class LinesPage(Page):
    """The lines of one budget version; `on_version` is told when the user chooses another, `on_front` when lines and
    comparison change places.
    """

    name = "lines"
    kind = "budget_line"

    def __init__(
        self, context: TabContext, on_version: Callable[[Id], None], on_front: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(context)
        self._on_front = on_front
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
        self.compare = ComparePanel(context, opens=self._open_line)
        self._front = QStackedWidget()
        self._front.addWidget(self._either)
        self._front.addWidget(self.compare)
        self.widget = self._front

    def _left(self) -> list[QAction | None]:
        line = self.writing(self.act(tr("清单项"), lambda: self._add("清单项"), icon="add", shortcut="Ctrl+Return"))
        section = self.writing(self.act(tr("分部"), lambda: self._add("分部"), icon="add"))
        delete = self.writing(self.act(tr("删除"), self.delete_selected, icon="x", tip=tr("删除所选行")))
        unfold = self.act(tr("展开"), lambda: self.lines.model.fold_from(_ALL), icon="outdent", tip=tr("展开全部"))
        fold = self.act(tr("折叠"), lambda: self.lines.model.fold_from(0), icon="indent", tip=tr("折叠到分部"))
        columns = self.act(tr("列"), self._choose_columns, icon="columns", tip=tr("选择显示的列"))
        self._versions = self.act(tr("预算版本"), lambda: None, icon="file")
        self._versions.setMenu(QMenu())
        self._compare_on = action(
            tr("版本对比"), icon="fork", tip=tr("两个版本或合价与目标成本逐项对比"), checkable=True
        )
        self._compare_on.toggled.connect(lambda is_on: self.show_compare(is_on=is_on))
        self.actions.append(self._compare_on)
        target = self.writing(self.act(tr("生成目标成本"), self._derive, icon="bolt", tip=tr("按降低率由本版本生成")))
        return [
            line,
            section,
            None,
            delete,
            None,
            unfold,
            fold,
            columns,
            None,
            self._versions,
            self._compare_on,
            target,
        ]

    def show_compare(self, *, is_on: bool) -> None:
        """版本对比 in place of the lines, or the lines again."""
        self._compare_on.setChecked(is_on)
        self._front.setCurrentIndex(int(is_on))
        self.has_side = not is_on
        self._on_front()
        if is_on:
            self.compare.read()
            self.compare.table.setFocus()

    def _open_line(self, line_id: Id) -> None:
        """A line of the comparison, in the version it is of."""
        self.show_compare(is_on=False)
        if not self.lines.go_to(line_id, "name"):
            rows = self.context.session.reader.page("budget_line", [line_id], ["version_id"])
            for (version,) in rows.values():
                if isinstance(version, bytes):
                    self._wanted = line_id
                    self._on_version(Id(version))

    def _derive(self) -> None:
        version = self._version
        if version is None:
            return
        share, is_sure = QInputDialog.getDouble(
            self.widget, tr("生成目标成本"), tr("目标成本比合同价降低（%），已有目标的清单项不变："), 5.0, 0.0, 99.99, 2
        )
        if is_sure:
            self.derive(Permyriad(round(share * 100)))

    def derive(self, saving: Permyriad) -> None:
        """Make 目标成本 of the version that is shown and show it."""
        version = self._version
        if version is not None:
            self.context.jobs.write(
                lambda ledger: derive_target(ledger, version_id=version, saving=saving),
                done=self._on_version,
                owner=self.lines,
            )

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
        self.compare.take(view)

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
