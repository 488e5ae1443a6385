"""The axes of the S-curve: months below, 万元 at the left. Imports pyqtgraph, as the curve does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyqtgraph as pg

from lanyan_desktop.core.values import Day, date_of, day_of
from lanyan_desktop.ui.i18n import tr


class Months(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """Days as months: a tick at each first of the month, a word as often as there is room."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.last = Day(0)  # no month is named after it: there stand the labels of line ends

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[int]]]:
        if high - low < 1 or not -700_000 < low < high < 2_900_000:
            return []
        begin, end = date_of(Day(int(low))), date_of(Day(int(high)))
        count = (end.year - begin.year) * 12 + end.month - begin.month + 1
        every = next((n for n in (1, 2, 3, 6, 12, 24) if size / max(count / n, 1) >= 34), 60)
        months = [begin.year * 12 + begin.month - 1 + n for n in range(count)]
        first = months[0]
        days = [int(day_of(date(m // 12, m % 12 + 1, 1))) for m in months if (m - first) % every == 0]
        return [(30.0 * every, [day for day in days if day <= self.last])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        words: list[str] = []
        year = None
        for value in values:
            day = date_of(Day(int(value)))
            is_new = year is not None and day.year != year
            words.append(tr("%1-%2月", f"{day:%y}", day.month) if is_new else tr("%1月", day.month))
            year = day.year
        return words


class Amounts(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """万元 with thousands separators, about six of them."""

    def __init__(self) -> None:
        super().__init__("left")

    def levels(self, top: float) -> list[float]:
        """Where rules stand: round amounts from zero up."""
        if top <= 0:
            return [0.0]
        rough = top / 6
        unit = 10.0 ** np.floor(np.log10(rough))
        step = float(next(n * unit for n in (1, 2, 2.5, 5, 10) if n * unit >= rough))
        return [step * n for n in range(int(top / step) + 1)]

    def tickValues(self, _low: float, high: float, _size: float) -> list[tuple[float, list[float]]]:
        levels = self.levels(high)
        return [(levels[1] if len(levels) > 1 else 1.0, levels)]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        return [f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:g}" for value in values]
