"""Which rows of the plan the chart shows, in the order of the table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from lanyan_desktop.core.chart.gantt import Bars
from lanyan_desktop.core.chart.links import RowLinks, row_links
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.plan import NONE
from lanyan_desktop.services.schedule.effects import days_text, effect_text, lag_of
from lanyan_desktop.services.schedule.grouping import PlanGroups
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.i18n import tr


class ChartRows:
    """A view in the order of the table: folded and filtered rows left out. Made anew when that order changes."""

    def __init__(self, view: PlanView, order: Ints, groups: PlanGroups | None = None) -> None:
        self.view = view
        self.order = order  # row of the view at each row of the chart; heads of groups are counted on behind them
        self._groups = groups

    def __len__(self) -> int:
        return len(self.order)

    @cached_property
    def bars(self) -> Bars:
        return (self._groups or self.view).bars.at(self.order)

    @cached_property
    def links(self) -> RowLinks:
        links, schedule = self.view.loaded.plan.links, self.view.schedule
        row_of = np.full(len(self.view), -1, dtype=np.int64)
        is_work = self.order < len(self.view)
        row_of[self.order[is_work]] = np.flatnonzero(is_work)
        critical = schedule.is_critical & ~schedule.is_finished
        is_critical = critical[links.source] & critical[links.target] & schedule.is_driving
        return row_links(links.source, links.target, links.type, is_critical=is_critical, row_of=row_of)

    def head(self, row: int) -> int | None:
        """Which group's head a row of the chart is; None for a work."""
        at = int(self.order[row]) - len(self.view)
        return at if at >= 0 else None

    def works_at(self, rows: Iterable[int]) -> list[int]:
        """The rows of the view that these of the chart are, heads of groups left out."""
        return [int(self.order[row]) for row in rows if row < len(self) and self.head(row) is None]

    def name_of(self, row: int) -> str:
        if (head := self.head(row)) is not None and self._groups is not None:
            return self._groups.title(head)
        return str(self.view.loaded.columns["name"][int(self.order[row])])

    def words(self, row: int) -> tuple[str, str]:
        """The label of a row and its warning: crew and days late; name and date of a milestone; name and share."""
        at = int(self.order[row])
        view, name = self.view, self.name_of(row)
        if (head := self.head(row)) is not None:
            done = self._groups.done(head) if self._groups is not None else 0
            return f"{name} {done // 100}%", ""
        if view.schedule.is_summary[at]:
            return f"{name} {int(view.done[at] + 50) // 100}%", ""
        if view.is_milestone[at]:
            day = np.datetime64(int(view.last_day[at]), "D")
            return f"{name} {str(day)[5:]}", ""
        if view.schedule.is_finished[at]:
            return "", ""
        return self._crew(at), self._late(at)

    def _crew(self, at: int) -> str:
        team = self.view.loaded.columns["team_id"][at]
        name = self.view.teams.get(team, "") if isinstance(team, bytes) else ""  # type: ignore[call-overload]  # an id
        return name.removesuffix("班组")

    def _late(self, at: int) -> str:
        late, day = int(self.view.late[at]), self.view.loaded.day_min
        return tr("晚%1天", -(-late // day)) if late != NONE and late > 0 else ""

    def front_text(self, row: int) -> str:
        """How far behind the check date a row is, as the dot on the front line says it."""
        line = self.view.front
        if line is None or self.head(row) is not None:
            return ""
        late, day = int(line.late[self.order[row]]), self.view.loaded.day_min
        days = abs(late) / day
        if days < 0.5:
            return ""
        return tr("−%1天", f"{days:.0f}") if late > 0 else tr("+%1天", f"{days:.0f}")

    def tip(self, row: int) -> str:
        """What hovering a bar tells, line by line."""
        at, view = int(self.order[row]), self.view
        if self.head(row) is not None:
            return self.name_of(row)
        lines = [str(view.loaded.columns["name"][at])]
        first, last = (str(np.datetime64(int(days[at]), "D")) for days in (view.first_day, view.last_day))
        lines.append(tr("%1 → %2 · %3 天", first, last, _days(int(view.duration[at]), view.loaded.day_min)))
        if not view.schedule.is_summary[at] and not view.schedule.is_finished[at]:
            total, free = int(view.schedule.total_float[at]), int(view.schedule.free_float[at])
            lines.append(
                f"总时差 {_days(total, view.loaded.day_min)} 天 · 自由时差 {_days(free, view.loaded.day_min)} 天"
            )
        if late := self._late(at):
            lines.append(tr("较基准%1", late))
        if (lag := lag_of(view, at)) is not None:
            day_min = view.loaded.day_min
            lines.append(tr("前锋线落后 %1 天：%2", days_text(lag.late, day_min), effect_text(lag, day_min)))
        return "\n".join(lines)


def order_of(view: PlanView, ids: Sequence[object], groups: PlanGroups | None = None) -> Ints:
    """The rows of a view that these ids of the table stand for; a head of a group has one behind the last."""
    place = view.loaded.place
    if groups is not None:
        known = [place.get(row_id, groups.number_of(row_id)) for row_id in ids]  # type: ignore[call-overload]  # ids
        heads = [isinstance(row_id, str) for row_id in ids]
        pairs = zip(known, heads, strict=True)
        return np.array([at + len(view) * is_head for at, is_head in pairs if at is not None], dtype=np.int64)
    return np.array([place[row_id] for row_id in ids if row_id in place], dtype=np.int64)  # type: ignore[index]  # ids


def _days(minutes: int, day_min: int) -> str:
    days = minutes / day_min
    return f"{days:.0f}" if days == int(days) else f"{days:.1f}"
