"""欠薪: what workers were agreed to get and have not got, over all agreed months."""

from __future__ import annotations

from typing import cast

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.store.reader import Reader, Where


def load_arrears(reader: Reader, *, project_id: Id, until: Month) -> dict[Id, Fen]:
    """What is owed by worker, of the sheets up to and with a month; those who are owed nothing left out."""
    where = [Where("project_id", "=", project_id), Where("month_day", "<=", until.first_day)]
    sheets = [row[0] for row in reader.columns("pay_sheet", ["id"], where=where)]
    found: dict[Id, int] = {}
    for sheet in sheets:
        of_sheet = [Where("sheet_id", "=", sheet)]
        for worker, net, paid in reader.columns("pay_line", ["worker_id", "net_fen", "paid_fen"], where=of_sheet):
            key = cast("Id", worker)
            found[key] = found.get(key, 0) + cast("int", net) - cast("int", paid)
    return {key: Fen(owed) for key, owed in found.items() if owed}
