"""The sections of a bill beside the summary sheet (表-04) of the same workbook: sums that should be the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.declared import SUMMARY
from lanyan_desktop.core.forms.problem import Tie
from lanyan_desktop.core.forms.sheet import Sheet
from lanyan_desktop.core.forms.taken import Cells, take
from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.values import Fen
from lanyan_desktop.services.imports.budget import BudgetReading


@dataclass(frozen=True, slots=True)
class Stated:
    """A sum on a summary sheet; `name` in plain words, row and column from 0."""

    sheet: str
    name: str
    row: int
    column: int
    amount: Fen


def summary_ties(stated: Sequence[Stated], reading: BudgetReading) -> list[Tie]:
    """A tie for each section that a summary sheet names once; a name it has twice (措施项目) is not compared."""
    sums = _section_sums(reading)
    times = Counter((one.sheet, one.name) for one in stated)
    return [
        Tie("汇总表", one.sheet, one.row, one.column, one.amount, sums[one.name])
        for one in stated
        if times[one.sheet, one.name] == 1 and one.name in sums
    ]


def stated_sums(sheet: Sheet) -> Sequence[Stated]:
    """The sums of a summary sheet; none of any other."""
    taken = take(sheet, SUMMARY)
    if taken is None:
        return []
    cells = Cells(taken)
    found = []
    for row in taken.of(RowClass.ITEM):
        name, amount = cells.text(row.index, "name"), cells.money(row.index, "amount_fen")
        if name and amount is not None:
            found.append(Stated(sheet.name, plain(name), row.index, cells.column("amount_fen"), amount))
    return found


def _section_sums(reading: BudgetReading) -> dict[str, Fen]:
    """The sum of each section that holds items, by its name; of names that come twice, none."""
    sums: dict[int, int] = defaultdict(int)
    for line in reading.lines:
        amount = line.values.get("amount_fen")
        if not line.level and line.parent >= 0 and isinstance(amount, int):
            sums[line.parent] += amount
    names = {at: plain(str(reading.lines[at].values["name"])) for at in sums}
    times = Counter(names.values())
    return {name: Fen(sums[at]) for at, name in names.items() if times[name] == 1}
