"""The columns of slips and of their lines."""

from __future__ import annotations

from lanyan_desktop.core.records import KINDS, Shape
from lanyan_desktop.core.table.columns import Column, Look, column_of, computed
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.labour.words import CHIPS, STATES


def slip_columns() -> list[Column]:
    """What is seen of a slip."""
    kind = KINDS["day_work"]
    return [
        column_of(kind, "number", width=118),
        column_of(kind, "day"),
        column_of(kind, "team_id", width=96),
        column_of(kind, "place", width=90),
        column_of(kind, "content", width=210),
        computed("trades", tr("工种"), Shape.TEXT, width=70),
        computed("crew", tr("人×时"), Shape.TEXT, width=64),
        computed("workdays", tr("工日"), Shape.WORKDAYS, width=64, is_total=False),
        computed("amount", tr("金额"), Shape.MONEY, unit="元", width=96),
        column_of(kind, "bearer", look=Look.CHIP, chips=CHIPS, width=120),
        column_of(kind, "state", editable=False, look=Look.CHIP, chips=STATES, width=72),
        column_of(kind, "note", is_shown=False),
    ]


def line_columns() -> list[Column]:
    """What is seen of a line."""
    kind = KINDS["day_work_line"]
    return [
        column_of(kind, "worker_id", width=110),
        column_of(kind, "trade", width=90),
        column_of(kind, "heads", width=60),
        column_of(kind, "minutes", width=100),
        column_of(kind, "rate_fen_per_day", width=116),
        computed("workdays", tr("工日"), Shape.WORKDAYS, width=76),
        computed("amount", tr("金额"), Shape.MONEY, unit="元", width=96),
        column_of(kind, "note", width=120),
    ]
