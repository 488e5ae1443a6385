"""What a clerk types into the month grid, cell by cell: read against what stands there, refused with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lanyan_desktop.core.labour.marks import Mark, NumberUnit, UnreadableMark, parse_mark, plain, unit_of
from lanyan_desktop.core.values import Day, Id
from lanyan_desktop.services.labour.month import MonthGrid, Place

HELP = "√ 全天　△ 半天　× 缺勤　√+2 加班 2 小时　事 病 休 停"
_SENTENCES = {
    "mark": "“{text}”看不懂：填 √、△、×、0.5、√+2，或 事、病、休、停。",
    "high": "“{text}”超过一天的 24 小时。",
}


@dataclass(frozen=True, slots=True)
class DayMark:
    """A mark for a worker on a day; None takes what stands there away (未填)."""

    worker_id: Id
    day: Day
    mark: Mark | None


@dataclass(slots=True)
class Taken:
    """What became of typed cells: marks put into the grid, and texts that were refused with the reason."""

    marks: list[DayMark] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)  # of the marks
    refused: list[tuple[Place, str, str]] = field(default_factory=list)  # place, text, sentence


def take_cells(grid: MonthGrid, cells: Sequence[tuple[Place, str]]) -> Taken:
    """Read what was typed or pasted and put it into the grid; the marks are still to be written.

    What numbers count is decided for the whole block: 8 beside 4 are hours, 1 beside 0.5 are 工日.
    """
    unit = unit_of(text for _, text in cells)
    taken = Taken()
    for place, text in cells:
        before = grid.mark(*place)
        try:
            mark = read_typed(text, before=before, workday_min=grid.rule.workday_min, unit=unit)
        except UnreadableMark as error:
            taken.refused.append((place, text, sentence_of(error)))
            continue
        if mark != before or place in grid.doubled:
            grid.put(*place, mark)
            taken.marks.append(DayMark(grid.workers[place[0]].id, grid.day(place[1]), mark))
        taken.places.append(place)
    return taken


def read_typed(text: str, *, before: Mark | None, workday_min: int = 480, unit: NumberUnit = "工日") -> Mark | None:
    """The mark that a typed text makes of a cell; "+2" adds overtime to what stands there.

    Where it is not known what numbers count, those of 4 and more are hours.

    Raises:
        UnreadableMark: see `sentence_of`.

    >>> read_typed("+2", before=read_typed("√", before=None)).overtime_min
    120
    >>> read_typed("8", before=None, unit="不明").normal_min, read_typed("1.5", before=None).overtime_min
    (480, 240)
    """
    cell = plain(text)
    known: NumberUnit = unit_of([cell]) if unit == "不明" else unit
    if not cell.startswith("+"):
        return parse_mark(text, workday_min=workday_min, unit=known)
    extra = parse_mark(text, workday_min=workday_min)
    if extra is None or before is None or before.normal_min == 0:
        return extra
    return replace(before, overtime_min=extra.overtime_min)


def sentence_of(error: UnreadableMark) -> str:
    """Why a text was refused."""
    return _SENTENCES.get(error.code, _SENTENCES["mark"]).format(text=error.text)
