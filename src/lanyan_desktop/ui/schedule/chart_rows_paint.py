"""The rows of the Gantt in view, painted: grounds, links, bars, labels and front lines of a chart."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from lanyan_desktop.core.chart.gantt import ROW, Bars, build_scene, front_points, place_labels
from lanyan_desktop.core.chart.links import build_links
from lanyan_desktop.core.chart.timescale import Shade, TimeScale, shades, tiers
from lanyan_desktop.core.values import Day
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule import painter as paint
from lanyan_desktop.ui.schedule.drag import Drag
from lanyan_desktop.ui.schedule.rows import ChartRows
from lanyan_desktop.ui.theme import metrics, token
from lanyan_desktop.ui.tokens import LABEL

_EARLIER = 4
"""So many earlier front lines: more would hide the bars."""


class Chart(Protocol):
    """What is painted, as the chart's widget holds it."""

    scale: TimeScale
    rows: ChartRows | None
    offset: int
    top: int
    selected: frozenset[int]
    shows_base: bool
    shows_front: bool
    shows_critical: bool
    hover: int
    drag: Drag | None

    def rows_in_view(self) -> tuple[int, int]: ...

    def width(self) -> int: ...

    def height(self) -> int: ...


class RowsPaint:
    """Paints what one chart shows; holds nothing itself."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    def rows(self, painter: QPainter, rows: ChartRows) -> None:
        first, last = self._chart.rows_in_view()
        bottom = float(self._chart.height())
        off = self._shades(rows)
        paint.paint_shades(painter, off, bottom - self._chart.top, y=self._chart.top)
        grounds = self._paint_grounds(painter, first, last)
        for x in tiers(self._chart.scale).grid:
            painter.fillRect(QRectF(round(x), self._chart.top, 1, bottom), token("line"))
        painter.translate(0, self._chart.top + first * ROW - self._chart.offset)
        window = rows.bars.at(np.arange(first, last + 1))
        if not self._chart.shows_critical:
            window = _uncritical(window)
        self._paint_links(painter, rows, first, last)
        scene = build_scene(window, self._chart.scale, data_day=rows.view.data_day, with_base=self._chart.shows_base)
        paint.paint_bars(painter, scene)
        form = metrics(LABEL, 500)
        labels = place_labels(window, self._chart.scale, lambda row: rows.words(first + row), form.horizontalAdvance)
        weights = [500 if summary else 400 for summary in window.is_summary.tolist()]
        paint.paint_labels(painter, labels, grounds, weights)
        paint.paint_shade_names(painter, off, self._chart.offset - first * ROW + 4)
        self._paint_front(painter, rows, first, last)
        if self._chart.drag is not None:
            self._chart.drag.paint(painter, self._chart.scale, first)

    def _shades(self, rows: ChartRows) -> list[Shade]:
        names = tuple((e.first, e.last, e.name) for e in rows.view.loaded.exceptions if not e.hours)
        return shades(self._chart.scale, rows.view.calendar, names)

    def _paint_grounds(self, painter: QPainter, first: int, last: int) -> dict[int, str]:
        """Bands of selected and hovered rows, rules between rows; what ground each row has."""
        grounds: dict[int, str] = {}
        y = self._chart.top + first * ROW - self._chart.offset
        for row in range(first, last + 1):
            name = "accentSoft" if row in self._chart.selected else "hover" if row == self._chart.hover else ""
            if name:
                grounds[row - first] = name
                painter.fillRect(QRectF(0, y, self._chart.width(), ROW - 1), token(name, 190))
            painter.fillRect(QRectF(0, y + ROW - 1, self._chart.width(), 1), token("line", 150))
            y += ROW
        return grounds

    def _paint_links(self, painter: QPainter, rows: ChartRows, first: int, last: int) -> None:
        if not len(rows.view.loaded.plan.links) or self._chart.scale.px_per_day < 0.4:
            return  # from so far away the lines would cover the bars
        links = build_links(rows.links, rows.bars, self._chart.scale, first=first, last=last)
        lit = self._chart.selected | ({self._chart.hover} if self._chart.hover >= 0 else set())
        ends = np.array(sorted(lit), dtype=np.int64)
        hot = np.isin(rows.links.source[links.index], ends) | np.isin(rows.links.target[links.index], ends)
        if not self._chart.shows_critical:
            links.is_critical[:] = False
        paint.paint_links(painter, links, hot)

    def _paint_front(self, painter: QPainter, rows: ChartRows, first: int, last: int) -> None:
        day = rows.view.data_day
        if day is None:
            return
        x = self._chart.scale.x_at(day)
        paint.paint_date(painter, x, -float(ROW), (last - first + 2) * float(ROW))
        if self._chart.shows_front:
            self._paint_earlier(painter, rows, first, last)
            window = rows.bars.at(np.arange(first, last + 1))
            corners, dots = front_points(window, self._chart.scale, day)
            paint.paint_front(painter, corners, [(px, y, rows.front_text(first + row)) for px, y, row in dots])

    def _paint_earlier(self, painter: QPainter, rows: ChartRows, first: int, last: int) -> None:
        """The front lines of earlier checks, faint, the last few."""
        window = np.arange(first, last + 1)
        for day, marks in rows.view.earlier_fronts[-_EARLIER:]:
            at = rows.order[window]
            is_work = at < len(marks)  # heads of groups have no progress of their own
            bars = replace(rows.bars.at(window), front=np.where(is_work, marks[np.where(is_work, at, 0)], np.nan))
            corners, _ = front_points(bars, self._chart.scale, day)
            paint.paint_earlier_front(painter, corners, str(np.datetime64(int(day) - 1, "D"))[5:], self._chart.offset)

    def flag(self, painter: QPainter) -> None:
        day = self._chart.rows.view.data_day if self._chart.rows is not None else None
        if day is None or not -60 < self._chart.scale.x_at(day) < self._chart.width() + 60:
            return
        text = str(np.datetime64(int(Day(int(day) - 1)), "D"))[5:]
        paint.paint_flag(painter, self._chart.scale.x_at(day), tr("数据日期 %1", text), paint.HEADER)


def _uncritical(bars: Bars) -> Bars:
    return replace(bars, is_critical=np.zeros_like(bars.is_critical))
