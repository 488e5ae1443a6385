"""What the law keeps: nothing a wage paper of the last three years rests on can be deleted from a table.

保障农民工工资支付条例 art. 15: the written wage ledger is kept at least three years. An agreed sheet that was neither
paid nor signed may be taken back (`labour.paying.reopen_payroll`): that is another thing than deleting it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lanyan_desktop.core.values import Day as DayNumber
from lanyan_desktop.core.values import Id, Value, date_of, day_of
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.reader import Reader, Where

YEARS = 3
_SLICE = 10_000
Sheets = dict[Value, tuple[Value, int]]
"""Kept sheets by id: their project and the first day of their month."""
_OWNER = {"worker": "worker_id", "pay_sheet": "sheet_id", "team": "team_id", "pay_line": "id"}
"""The field of an agreed line that names a record of each kind."""


def kept_from(today: date) -> date:
    """The first of the month whose wages are still kept today.

    >>> kept_from(date(2026, 2, 15))
    datetime.date(2023, 2, 1)
    """
    return date(today.year - YEARS, today.month, 1)


def check_kept(reader: Reader, doomed: Mapping[str, Sequence[Id]], *, today: date | None = None) -> None:
    """Refuse a deletion that would take from agreed wages younger than three years.

    Raises:
        LanyanError: payroll.kept naming the month.
    """
    first = day_of(kept_from(today or date.today()))
    rows = reader.columns("pay_sheet", ["id", "project_id", "month_day"], where=[Where("month_day", ">=", first)])
    sheets: Sheets = {key: (project, day) for key, project, day in rows if isinstance(day, int)}
    if not sheets:
        return
    for kind, ids in doomed.items():
        for day in _days_of(reader, kind, ids, sheets):
            when = date_of(DayNumber(day))
            raise LanyanError("payroll.kept", month=f"{when.year}年{when.month}月", years=YEARS)


def _days_of(reader: Reader, kind: str, ids: Sequence[Id], sheets: Sheets) -> Iterable[int]:
    """First days of the kept months in which these records are part of the wages."""
    for start in range(0, len(ids), _SLICE):
        some = list(ids[start : start + _SLICE])
        if kind in _OWNER:
            rows = reader.columns("pay_line", ["sheet_id"], where=[Where(_OWNER[kind], "in", some)])
            yield from (sheets[sheet][1] for (sheet,) in rows if sheet in sheets)
        elif kind in ("attendance", "pay_item"):
            name = "day" if kind == "attendance" else "month_day"
            fields, of_these = ["project_id", name], [Where("id", "in", some)]
            rows = reader.columns(kind, fields, where=of_these)
            days = {(project, day) for project, day in rows if isinstance(day, int)}
            months = {(project, int(day_of(date_of(DayNumber(day)).replace(day=1)))) for project, day in days}
            yield from sorted(day for _, day in months & set(sheets.values()))
