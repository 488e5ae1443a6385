"""A plan read again after an edit: just the rows that were touched, put into what was read before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace

import numpy as np

from lanyan_desktop.core.schedule.calendar import Ints
from lanyan_desktop.core.schedule.plan import Plan, build_links
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.calendars import load_calendars
from lanyan_desktop.services.schedule.loading import FIELDS, LoadedPlan, plan_of
from lanyan_desktop.store.reader import Reader

MOST = 2_000
"""More touched rows than this are read with all others."""
_READ = tuple(name for name in FIELDS if name != "id")


def reload_rows(reader: Reader, before: LoadedPlan, ids: Collection[Id]) -> LoadedPlan | None:
    """The plan with these works as the ledger has them now; nothing else may have been touched since.

    None where all must be read: rows came, went or moved in the outline, relations form a ring, or the plan's start
    hangs on the dates of its works.
    """
    if len(ids) > MOST or before.network.cycles or before.project.start_day is None:
        return None
    if any(key not in before.place for key in ids):
        return None
    found = reader.page("activity", list(ids), _READ)
    if len(found) < len(ids):
        return None
    rows = np.array([before.place[key] for key in found], dtype=np.int64)
    columns = dict(before.columns)
    part = {name: list(values) for name, values in zip(_READ, zip(*found.values(), strict=True), strict=True)}
    for name, values in part.items():
        known = before.columns[name]
        if all(known[row] == value for row, value in zip(rows.tolist(), values, strict=True)):
            continue
        if name in ("parent_id", "rank"):
            return None
        column = columns[name] = list(known)
        for row, value in zip(rows.tolist(), values, strict=True):
            column[row] = value
    top = np.full(len(rows), -1, dtype=np.int64)
    some = plan_of(before.project, part, build_links([]), top, load_calendars(reader, before.project))
    return replace(before, columns=columns, plan=_patched(before.plan, some, rows))


def _patched(plan: Plan, some: Plan, rows: Ints) -> Plan:
    """The plan with these rows as in another of just them."""
    changed: dict[str, Ints] = {}
    for field in fields(plan):
        column, part = getattr(plan, field.name), getattr(some, field.name)
        if isinstance(column, np.ndarray) and field.name != "parent" and (column[rows] != part).any():
            changed[field.name] = made = column.copy()
            made[rows] = part
    return replace(plan, **changed) if changed else plan  # type: ignore[arg-type]  # columns alone
