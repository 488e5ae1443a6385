"""The S-curve: plan dashed, earned and actual solid, forecast dotted with its cone, the data date violet.

Imports pyqtgraph: import this module when a curve is first shown, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QMouseEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from lanyan_desktop.core.cost.outline import Ints
from lanyan_desktop.core.values import Day, Fen, date_of, day_of
from lanyan_desktop.services.cost.standing import Standing
from lanyan_desktop.ui.cost.curve_axes import Amounts, Months
from lanyan_desktop.ui.cost.words import wan
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, theme, token
from lanyan_desktop.ui.tokens import LABEL

_WAN = 1e6
_LEGEND_FROM = 270  # px of height: lower charts have no room for it
_END_LABELS = 74  # px right of the last day for EAC and BAC
_CONE, _GAP = 69, 120  # opacity of 255: 27 % and 47 %
_MARK = 8


@dataclass(frozen=True, slots=True)
class _Line:
    """A polyline of the chart, with the day its costs begin."""

    days: Sequence[float]
    costs: Sequence[float]


class CurveChart(QWidget):
    """Cumulative cost in 万元 over the months of the project."""

    picked = Signal(object)  # Day at the end of a month, when a point is clicked

    def __init__(self) -> None:
        super().__init__()
        self._standing: Standing | None = None
        self._ends: list[tuple[pg.TextItem, float, float]] = []
        self._months = Months()
        self._plot = pg.PlotWidget(enableMenu=False, axisItems={"bottom": self._months, "left": Amounts()})
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self._plot.viewport().setMouseTracking(True)
        self._plot.scene().sigMouseMoved.connect(self._on_hover)
        self._plot.scene().sigMouseClicked.connect(self._on_click)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.setMinimumHeight(190)
        theme().changed.connect(self._draw)

    def set_standing(self, standing: Standing) -> None:
        """Show where a project stands."""
        self._standing = standing
        self._draw()

    def picture(self) -> QPixmap:
        """The chart as it is shown."""
        return self.grab()

    def table(self) -> str:
        """The figures of the chart as tab-separated text: month, PV, EV, AC in 元."""
        rows = [tr("月末\tPV(元)\tEV(元)\tAC(元)")]
        for day, planned, earned, actual in self.months():
            cells = [f"{fen / 100:.2f}" if fen is not None else "" for fen in (planned, earned, actual)]
            rows.append("\t".join([date_of(day).isoformat(), *cells]))
        return "\n".join(rows)

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.picture())

    def copy_table(self) -> None:
        QGuiApplication.clipboard().setText(self.table())

    def months(self) -> list[tuple[Day, int | None, int | None, int | None]]:
        """PV, EV, AC at the end of each month and at the data date; None where a curve has no point."""
        if self._standing is None:
            return []
        curve = self._standing.curve
        planned = dict(zip(curve.plan_days, curve.plan.tolist(), strict=True))
        earned = dict(zip(curve.actual_days, curve.earned.tolist(), strict=True))
        actual = dict(zip(curve.actual_days, curve.actual.tolist(), strict=True))
        return [(day, planned.get(day), earned.get(day), actual.get(day)) for day in sorted({*planned, *earned})]

    # ---- drawing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        plot = self._plot.getPlotItem()
        plot.clear()
        self._ends = []
        self._plot.setBackground(token("surface"))
        for name in ("left", "bottom"):
            axis = plot.getAxis(name)
            axis.setTickFont(font(LABEL))
            axis.setTextPen(token("text3"))
            axis.setPen(token("line2") if name == "bottom" else QPen(Qt.PenStyle.NoPen))
            axis.setTickPen(token("line2" if name == "bottom" else "surface"))
            axis.setStyle(hideOverlappingLabels=False)
        plot.getAxis("left").setStyle(tickLength=0)
        plot.getAxis("bottom").setStyle(tickLength=-3)
        standing = self._standing
        if standing is None or not len(standing.curve.plan_days):
            return
        begin = day_of(date_of(standing.curve.plan_days[0]).replace(day=1))
        self._frame(standing, begin)
        self._draw_forecast(standing)
        self._draw_lines(standing, begin)
        self._draw_data_date(standing)
        self._label_ends()
        if self.height() >= _LEGEND_FROM:
            self._draw_legend(standing)

    def _frame(self, standing: Standing, begin: Day) -> None:
        """Ranges with room for the labels at the right, and horizontal rules only."""
        curve, value = standing.curve, standing.value
        last = max([curve.plan_days[-1], *(standing.forecast.days if standing.forecast else ())])
        tops = [*curve.plan.tolist(), *curve.actual.tolist()]
        if value is not None:
            tops += [value.bac, value.eac or 0, value.eac_late or 0]
        room = max(self._plot.width() - 60, 120)
        span = (last - begin) * room / max(room - _END_LABELS, 60)
        self._months.last = last
        self._plot.setXRange(begin, begin + span, padding=0)
        self._plot.setYRange(0, max(tops) / _WAN * 1.06 or 1, padding=0)
        for level in self._plot.getPlotItem().getAxis("left").levels(max(tops) / _WAN * 1.06):
            rule = pg.PlotCurveItem([begin, last], [level, level], pen=pg.mkPen(token("line" if level else "line2")))
            self._plot.addItem(rule)

    def _draw_forecast(self, standing: Standing) -> None:
        value, rest = standing.value, standing.forecast
        if value is None or rest is None or value.eac is None:
            return
        ends = sorted((value.eac_as_planned, value.eac_late or value.eac))
        low, high = (_line(rest.days, rest.cost(actual=value.ac, eac=Fen(eac))) for eac in ends)
        self._fill(low, high, "critFill", _CONE)
        middle = _line(rest.days, rest.cost(actual=value.ac, eac=value.eac))
        pen = _pen("critBar", 1.8, [1, 2.4])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._plot.addItem(pg.PlotCurveItem(middle.days, middle.costs, pen=pen, antialias=True))
        self._ends = [
            (self._text(tr("上限 %1", wan(ends[1], 0)), "crit"), high.days[-1], high.costs[-1]),
            (self._text(f"EAC {wan(value.eac, 0)}", "crit"), middle.days[-1], middle.costs[-1]),
        ]

    def _draw_lines(self, standing: Standing, begin: Day) -> None:
        curve, value = standing.curve, standing.value
        plan = _line(curve.plan_days, curve.plan, begin)
        earned = _line(curve.actual_days, curve.earned, begin)
        actual = _line(curve.actual_days, curve.actual, begin)
        self._fill(earned, actual, "critFill", _GAP)
        if value is not None:
            rest = standing.forecast.days if standing.forecast is not None else ()
            across = [plan.days[0], max(plan.days[-1], *map(float, rest))] if rest else [plan.days[0], plan.days[-1]]
            bac = [value.bac / _WAN] * 2
            self._plot.addItem(pg.PlotCurveItem(across, bac, pen=_pen("ctrl", 1, [1, 2])))
            self._ends.append((self._text(f"BAC {wan(value.bac, 0)}", "text2"), across[-1], bac[-1]))
        for line, pen in (
            (plan, _pen("text3", 1.8, [5, 3])),
            (earned, _pen("barDone", 2.2)),
            (actual, _pen("critBar", 2.2)),
        ):
            self._plot.addItem(pg.PlotCurveItem(line.days, line.costs, pen=pen, antialias=True))

    def _draw_data_date(self, standing: Standing) -> None:
        value, today = standing.value, standing.data_day
        if value is None or today is None:
            return
        x = float(today)
        line = pg.InfiniteLine(x, angle=90, pen=_pen("front", 1, [4, 3]))
        self._plot.addItem(line)
        word = self._text(tr("数据日期"), "front", weight=600, anchor=(1, 1))
        word.setPos(x - self._day_width() * 4, 0)
        for fen, colour in ((value.pv, "text3"), (value.ac, "critBar"), (value.ev, "barDone")):
            dot = pg.ScatterPlotItem(
                [x], [fen / _WAN], size=_MARK, pen=pg.mkPen(token("surface"), width=1.5), brush=token(colour)
            )
            self._plot.addItem(dot)
        self._label_values(x, value.pv, value.ac, value.ev)

    def _label_values(self, x: float, pv: int, ac: int, ev: int) -> None:
        """PV and AC left of the data date, the higher above; EV right of it, below its point."""
        step = self._px_height() * 18
        left = x - self._day_width() * 6
        upper, lower = sorted((("PV", pv, "text2"), ("AC", ac, "crit")), key=lambda one: -one[1])
        high = max(upper[1] / _WAN + step, lower[1] / _WAN + step * 1.2)
        for (name, fen, tone), y in ((upper, high), (lower, high - step)):
            self._text(f"{name} {wan(fen, 1)}", tone, anchor=(1, 0.5), plate=True).setPos(left, y)
        below = min(ev, ac) / _WAN - step * 0.9
        self._text(f"EV {wan(ev, 1)}", "accent", anchor=(0, 0.5), plate=True).setPos(x + self._day_width() * 6, below)

    def _label_ends(self) -> None:
        """Labels of line ends, pushed apart until none hides another."""
        step = self._px_height() * 15
        x = max((end for _, end, _ in self._ends), default=0.0) + self._day_width() * 4
        above = None
        for item, _, cost in sorted(self._ends, key=lambda one: -one[2]):
            y = cost + step * 0.4 if above is None else min(cost, above - step)
            item.setPos(x, y)
            above = y

    def _draw_legend(self, standing: Standing) -> None:
        """In the empty corner below the curves, right of the data date."""
        today = standing.data_day or standing.curve.plan_days[0]
        words: list[tuple[str, str, Sequence[float]]] = [
            (tr("计划 PV"), "text3", [5, 3]),
            (tr("挣值 EV"), "barDone", []),
            (tr("实际 AC"), "critBar", []),
        ]
        if standing.forecast is not None and standing.value is not None and standing.value.eac is not None:
            words.append((tr("预测与区间"), "critBar", [1, 2.4]))
        day, px = self._day_width(), self._px_height()
        for place, (word, colour, dashes) in enumerate(words):
            y = px * (16 + 17 * (len(words) - 1 - place))
            x = today + day * 22
            sample = pg.PlotCurveItem([x, x + day * 24], [y, y], pen=_pen(colour, 2, dashes))
            self._plot.addItem(sample)
            self._text(word, "text2", anchor=(0, 0.5)).setPos(x + day * 28, y)

    def _fill(self, lower: _Line, upper: _Line, colour: str, alpha: int) -> None:
        between = pg.FillBetweenItem(
            pg.PlotCurveItem(lower.days, lower.costs),
            pg.PlotCurveItem(upper.days, upper.costs),
            brush=token(colour, alpha),
        )
        self._plot.addItem(between)

    def _text(
        self, text: str, tone: str, *, weight: int = 500, anchor: tuple[float, float] = (0, 0.5), plate: bool = False
    ) -> pg.TextItem:
        item = pg.TextItem(text, color=token(tone), anchor=anchor, fill=token("surface", 210) if plate else None)
        made: QFont = font(LABEL, weight)
        item.setFont(made)
        self._plot.addItem(item, ignoreBounds=True)
        return item

    def _day_width(self) -> float:
        """How much of the x axis is one px."""
        low, high = self._plot.getPlotItem().viewRange()[0]
        return float((high - low) / max(self._plot.width() - 60, 60))

    def _px_height(self) -> float:
        """How much of the y axis is one px."""
        low, high = self._plot.getPlotItem().viewRange()[1]
        return float((high - low) / max(self._plot.height() - 30, 60))

    # ---- the mouse

    def _nearest(self, at: QPointF) -> tuple[Day, int | None, int | None, int | None] | None:
        view = self._plot.getPlotItem().vb
        months = self.months()
        if not months or not view.sceneBoundingRect().contains(at):
            return None
        x = view.mapSceneToView(at).x()
        return min(months, key=lambda month: abs(month[0] - x))

    def _on_hover(self, at: QPointF) -> None:
        month = self._nearest(at)
        if month is None:
            QToolTip.hideText()
            return
        day, *values = month
        lines = [date_of(day).isoformat()]
        names = ("PV", "EV", "AC")
        lines += [tr("%1 %2 万元", name, wan(fen)) for name, fen in zip(names, values, strict=True) if fen is not None]
        QToolTip.showText(self._plot.mapToGlobal(self._plot.mapFromScene(at)), "\n".join(lines), self._plot)

    def _on_click(self, event: QMouseEvent) -> None:
        month = self._nearest(event.scenePos())  # type: ignore[attr-defined]  # pyqtgraph's own event
        if month is not None:
            self.picked.emit(month[0])


def _line(days: Sequence[Day], costs: Sequence[int] | Ints, begin: Day | None = None) -> _Line:
    """Days and 万元; with a beginning, from nothing on that day."""
    xs, ys = [float(day) for day in days], [float(cost) / _WAN for cost in costs]
    return _Line(xs, ys) if begin is None else _Line([float(begin), *xs], [0.0, *ys])


def _pen(colour: str, width: float, dashes: Sequence[float] = ()) -> QPen:
    pen = pg.mkPen(token(colour), width=width)
    if dashes:
        pen.setDashPattern(list(dashes))
    assert isinstance(pen, QPen)
    return pen
