"""The columns of the 工资表 on screen: the amounts typed each month in sight, the rarer ones in the column chooser."""

from __future__ import annotations

from dataclasses import replace

from lanyan_desktop.core.records import Shape
from lanyan_desktop.core.table.columns import Column, Look, computed
from lanyan_desktop.services.labour.pay_table import DUE, ITEM_NAMES, OPEN, PAID, SIGNED
from lanyan_desktop.ui.i18n import tr

_SHOWN = ("奖金", "罚款", "餐费", "水电", "借支")
_CHIPS = {OPEN: "mute", DUE: "warn", PAID: "info", SIGNED: "ok"}
_MONEY = 98


def wage_columns() -> list[Column]:
    """Work, what it comes to, what is added and taken away, what is left, how far it is paid."""
    return [
        computed("name", tr("姓名"), Shape.TEXT, width=62, is_frozen=True),
        computed("team", tr("班组"), Shape.TEXT, width=78),
        computed("normal", tr("出勤"), Shape.WORKDAYS, width=80, is_total=True),
        computed("overtime", tr("加班"), Shape.MINUTES, unit=tr("小时"), width=78, is_total=True),
        computed("days", tr("总工日"), Shape.WORKDAYS, width=80, is_total=True),
        _money("rate", tr("日工资"), width=70, is_total=False),
        _money("wage", tr("计时工资"), is_shown=False),
        *(_item(column) for column, name in ITEM_NAMES.items() if name in ("奖金", "罚款")),
        _money("gross", tr("应发"), width=92),
        *(_item(column) for column, name in ITEM_NAMES.items() if name in ("餐费", "水电")),
        _money("deduction", tr("代扣合计"), is_shown=False),
        *(_item(column) for column, name in ITEM_NAMES.items() if name == "借支"),
        _money("net", tr("实发"), width=92),
        _money("paid", tr("已发"), is_shown=False),
        computed("state", tr("状态"), Shape.TEXT, look=Look.CHIP, chips=_CHIPS, width=66),
        *(_item(column) for column, name in ITEM_NAMES.items() if name not in _SHOWN),
    ]


def _money(name: str, title: str, *, width: int = _MONEY, is_total: bool = True, is_shown: bool = True) -> Column:
    return computed(name, title, Shape.MONEY, width=width, is_total=is_total, is_shown=is_shown)


def _item(column: str) -> Column:
    name = ITEM_NAMES[column]
    made = computed(
        column,
        name,
        Shape.MONEY,
        width=82 if name == "借支" else 72 if name == "餐费" else 64,
        is_total=True,
        is_shown=name in _SHOWN,
    )
    return replace(made, editable=True)
