"""The two shipped files of the sample: `sample_project.json` as it was drawn up, and what that leaves open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lanyan_desktop.core.records.text import parse_day, scaled
from lanyan_desktop.core.values import MINUTES_PER_DAY, Day, Fen, Id, Instant, Permyriad, TenThousandth, Value
from lanyan_desktop.kit.resources import resource
from lanyan_desktop.store.ledger import Edit

Row = Mapping[str, Any]  # one object of the JSON files, whose keys the readers below know
_MORNING_MIN = 8 * 60
_EVENING_MIN = 17 * 60


@dataclass(frozen=True, slots=True)
class Source:
    """Both files, read."""

    base: Row
    more: Row

    @property
    def activities(self) -> Sequence[Row]:
        found: Sequence[Row] = self.base["activities"]
        return found

    @property
    def items(self) -> Sequence[Row]:
        found: Sequence[Row] = self.base["items"]
        return found

    @property
    def contracts(self) -> Sequence[Row]:
        found: Sequence[Row] = self.base["contracts"]
        return found

    @property
    def workers(self) -> Sequence[Row]:
        found: Sequence[Row] = self.base["workers"]
        return found

    @property
    def slips(self) -> Sequence[Row]:
        found: Sequence[Row] = self.base["slips"]
        return found

    @property
    def data_day(self) -> Day:
        return parse_day(self.base["data_date"])


@dataclass(frozen=True, slots=True)
class Made:
    """The project and what hangs by name on it, once written."""

    id: Id
    calendar_id: Id
    parties: Mapping[str, Id]
    teams: Mapping[str, Id]


def load_source() -> Source:
    """Read the shipped files."""
    base, more = (
        json.loads(resource("sample", name).read_text(encoding="utf-8"))
        for name in ("sample_project.json", "sample_supplement.json")
    )
    return Source(base, more)


def fen(text: str) -> Fen:
    """An amount in 元 as 分.

    >>> fen("27647139.59")
    2764713959
    """
    return Fen(scaled(text, 100))


def ten_thousandth(text: str) -> TenThousandth:
    return TenThousandth(scaled(text, 10_000))


def permyriad(text: str) -> Permyriad:
    return Permyriad(scaled(text, 10_000))


def morning(date_text: str) -> Instant:
    """When work begins on a day."""
    return Instant(parse_day(date_text) * MINUTES_PER_DAY + _MORNING_MIN)


def evening(date_text: str) -> Instant:
    """When work ends on a day."""
    return Instant(parse_day(date_text) * MINUTES_PER_DAY + _EVENING_MIN)


def put(edit: Edit, kind: str, rows: Sequence[Mapping[str, Value]]) -> list[Id]:
    """Insert rows that all give the same fields."""
    if not rows:
        return []
    fields = list(rows[0])
    return edit.insert_many(kind, fields, [[row[name] for row in rows] for name in fields])
