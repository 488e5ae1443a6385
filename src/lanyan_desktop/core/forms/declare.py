"""What a form says of itself: its columns, which rows are items, which columns come once a day.

A column that is a field of a record takes its title, aliases and shape from the record's declaration; a form adds only
what its paper has beyond that (序号, 前置任务, 签字). There is no parser per form: `header` and `classify` read these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.records import KINDS, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column a form may have. An alias with a slash names a heading below another: ``目标成本/单价``."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    shape: Shape = Shape.TEXT
    weight: int = 2  # how much it speaks for the form; 1 for headings that many forms have
    fills: bool = False  # a merge down the column gives its value to every row it covers
    sums: bool = False  # several columns of this heading add up (material and labour price)

    def plain_aliases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(plain(alias) for alias in (self.title, *self.aliases)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Columns that come once a day: 1…31, dates, or week days; `parts` are the headings below each day, if any."""

    name: str = "day"
    least: int = 5
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (name, aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: `item` and `needs` are groups of column names, of each of which one must be there."""

    name: str
    title: str
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]  # the header must have one column of each group
    item: tuple[tuple[str, ...], ...]  # an item row has one filled cell of each group
    section: str = ""  # the column whose text alone makes a section row; "": the form has none
    series: Series | None = None
    team_sections: bool = False  # 【钢筋班组】 alone in a row
    least: int = 2  # columns to be recognised at all
    totals: tuple[re.Pattern[str], ...] = field(default_factory=tuple)  # more words for a total, in plain text

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)


def of_record(
    kind: str,
    name: str,
    *,
    aliases: tuple[str, ...] = (),
    as_name: str = "",
    weight: int = 2,
    fills: bool = False,
    sums: bool = False,
) -> Column:
    """The column of a record's field, with its declared title and header aliases.

    >>> of_record("budget_line", "code").aliases[0]
    '清单编码'
    """
    declared = KINDS[kind].field(name)
    return Column(
        name=as_name or name,
        title=declared.title,
        aliases=(*declared.about.excel, *aliases),
        shape=declared.shape,
        weight=weight,
        fills=fills,
        sums=sums,
    )
