"""What of the plan is looked at: filter, team, and the baseline it is compared with, as menus of the toolbar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from lanyan_desktop.core.values import Id, Moment
from lanyan_desktop.services.schedule.baselines import load_baselines
from lanyan_desktop.services.schedule.table import PlanSource, Show
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.actions import Entries, PlanActions
from lanyan_desktop.ui.widgets.table import TableView

if TYPE_CHECKING:
    from lanyan_desktop.ui.shell.tab import TabContext


class Picking:
    """Offers the menus and does what they say. `compare` is given the baseline chosen."""

    def __init__(
        self,
        context: TabContext,
        acts: PlanActions,
        source: PlanSource,
        *,
        table: TableView,
        compare: Callable[[Id], None],
    ) -> None:
        self._context, self._acts, self._source, self._table = context, acts, source, table
        self._compare = compare
        acts.offer_filters(self.filter, self._teams)
        acts.offer_levels(table.model.fold_from)
        acts.offer_bases(self._bases)
        acts.offer_columns(table.headings.choose_menu)

    def filter(self, show: Show) -> None:
        self._source.show = show
        self._pick()

    def _pick(self) -> None:
        team = self._source.team
        self._acts.show_filter(self._source.show, self._source.view.teams.get(team, "") if team is not None else "")
        self._table.reload()

    def _teams(self) -> Entries:
        """The teams to filter by."""
        now = self._source.team
        every = (tr("全部班组"), now is None, partial(self._pick_team, None))
        return [
            every,
            *((name, key == now, partial(self._pick_team, key)) for key, name in self._source.view.teams.items()),
        ]

    def _pick_team(self, team: Id | None) -> None:
        self._source.team = team
        self._pick()

    def _bases(self) -> Entries:
        """The baselines to compare with, the latest first."""
        now = self._source.view.taken.id
        found = load_baselines(self._context.session.reader, self._context.project_id)
        return [
            (f"{base.name} · {_date_of(base.taken_at)}", base.id == now, partial(self._compare, base.id))
            for base in found
        ]


def _date_of(moment: Moment) -> str:
    """The day a moment lies on where one works."""
    return datetime.fromtimestamp(moment / 1000).strftime("%Y-%m-%d")
