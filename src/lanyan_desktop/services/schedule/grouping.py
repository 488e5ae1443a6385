"""The works of a plan under heads, by what stands in a column: the teams' own lists, with their span and progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from lanyan_desktop.core.chart.gantt import Bars
from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.rows import Dress, Row, RowId
from lanyan_desktop.core.values import Value
from lanyan_desktop.services.schedule.view import PlanView

_NOTHING = "（未填）"


class PlanGroups:
    """Works by group: groups in the order of their words, what has none last; works in the order given.

    A head has no record. To the chart it is the row behind the last of the view, by its number.
    """

    def __init__(
        self, view: PlanView, rows: Sequence[int], *, value: Callable[[int], Value], text: Callable[[Value], str]
    ) -> None:
        self._view = view
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(text(value(row)), []).append(row)
        self.words = sorted(found, key=lambda word: (not word, word))
        self._members: list[Ints] = [np.array(found[word], dtype=np.int64) for word in self.words]

    def outline(self) -> Outline:
        """Heads and their works; ids of heads are "group:0" and on."""
        ids: list[RowId] = []
        levels: list[int] = []
        for number, members in enumerate(self._members):
            ids += [f"group:{number}", *(self._view.loaded.ids[row] for row in members.tolist())]
            levels += [0, *([1] * len(members))]
        return Outline(ids, levels)

    def number_of(self, row_id: object) -> int | None:
        """Which head an id stands for; None for a work."""
        return int(row_id.removeprefix("group:")) if isinstance(row_id, str) and row_id.startswith("group:") else None

    def title(self, number: int) -> str:
        """As "钢筋班组 · 12 项"."""
        return f"{self.words[number] or _NOTHING} · {len(self._members[number])} 项"

    def row(self, number: int, names: Sequence[str]) -> Row:
        """A head: from its first start to its last finish, its progress by duration, its money."""
        view, members = self._view, self._members[number]
        done = self.done(number)
        values: dict[str, Value] = {
            "first_day": int(view.first_day[members].min()),
            "last_day": int(view.last_day[members].max()),
            "done": done,
            "budget_fen": int(view.budget[members].sum()) or None,
        }
        dress = {name: Dress(text="") for name in names if name not in values}
        dress |= {"name": Dress(text=self.title(number)), "done": Dress(text=f"{done // 100}%" if done else "—")}
        return Row([values.get(name) for name in names], dress, is_summary=True)

    def done(self, number: int) -> int:
        """Ten-thousandths, each work weighed by its duration."""
        view, members = self._view, self._members[number]
        weight = view.duration[members]
        whole = int(weight.sum())
        return int((view.done[members] * weight).sum()) // whole if whole else 0

    @cached_property
    def bars(self) -> Bars:
        """What the chart draws: all rows of the view, then the heads as summaries."""
        plain = self._view.bars
        number = len(self.words)
        nothing = np.full(number, np.nan)
        flags = np.zeros(number, dtype=np.bool_)
        heads = Bars(
            start=np.array([plain.start[rows].min() for rows in self._members]),
            finish=np.array([plain.finish[rows].max() for rows in self._members]),
            base_start=nothing,
            base_finish=nothing,
            tail=nothing,
            front=nothing,
            done=np.array([self.done(at) / 10_000 for at in range(number)]),
            is_summary=~flags,
            is_milestone=flags,
            is_critical=flags,
            is_finished=np.array([bool(plain.is_finished[rows].all()) for rows in self._members], dtype=np.bool_),
        )
        return Bars(**{name: np.concatenate([getattr(plain, name), getattr(heads, name)]) for name in Bars.__slots__})
