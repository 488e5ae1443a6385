"""The table of the plan: its columns, its editors, its keys."""

from __future__ import annotations

from collections.abc import Callable

from lanyan_desktop.services.schedule.table import PlanSource, plan_columns
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.doing import Doing
from lanyan_desktop.ui.schedule.predecessor_edit import PlanDelegate
from lanyan_desktop.ui.widgets.table import TableActions, TableView


def make_plan_table(doing: Doing, source: PlanSource, offer: Callable[[str], list[str]]) -> TableView:
    """The shared table over a plan; `offer` completes what is typed as a predecessor."""
    is_read_only = doing.context.session.is_read_only
    actions = TableActions(
        add=None if is_read_only else doing.add_after,
        delete=None if is_read_only else doing.delete,
        can_append=not is_read_only,
    )
    table = TableView(
        source,
        plan_columns(),
        commit=None if is_read_only else doing.commit,
        actions=actions,
        has_total=False,
        can_group=True,
        name=tr("进度计划"),
    )
    doing.table = table
    delegate = PlanDelegate(table.model.columns, table.commands.suggest, offer, table)
    delegate.left.connect(lambda rows, columns: table.grid.step(rows=rows, columns=columns))
    delegate.all_wanted.connect(table.commands.type_all)
    table.grid.setItemDelegate(delegate)
    return table
