"""A workbook looked at: which sheets are the form, what each row and column was taken for, problems and sums.

Nothing is written. The preview holds all that `commit` writes, so what was shown is what comes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.declare import Form
from lanyan_desktop.core.forms.declared import FORMS
from lanyan_desktop.core.forms.header import Header, match_header
from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.sheet import Sheet
from lanyan_desktop.core.forms.taken import Taken, take
from lanyan_desktop.core.forms.words import plain, text_of
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.exchange.excel.reader import Book, open_book
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.imports.budget import BudgetReading
from lanyan_desktop.services.imports.mapping import remembered
from lanyan_desktop.services.imports.reading import Reading, Settings
from lanyan_desktop.services.imports.readings import READ
from lanyan_desktop.services.imports.summary import Stated, stated_sums, summary_ties
from lanyan_desktop.services.projects import load_calendar
from lanyan_desktop.store.reader import Reader

_SEVERAL = ("attendance", "daywork")  # a workbook of these has a sheet for each month or week
_AS_WELL = 0.9
_MONEY_TIMES = {"元": 1, "万元": 10_000}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook was taken for. `others` are sheets that fit the form too but were not chosen."""

    form: Form
    path: Path
    file_hash: str
    sheets: tuple[Taken, ...]
    others: tuple[str, ...]
    reading: Reading
    settings: Settings = field(default_factory=Settings)
    rivals: tuple[str, ...] = ()  # of `others` those that fit no worse than what was chosen
    stated: tuple[Stated, ...] = ()  # of a bill: the sums of its summary sheets

    @property
    def problems(self) -> Sequence[Problem]:
        """What was read, and before it the sheets that fit as well and were not taken."""
        mine = self.sheets[0].sheet.name if self.sheets else ""
        unread = [Problem("sheet.other", mine, severity="warning", params={"sheet": name}) for name in self.rivals]
        return [*unread, *self.reading.problems] if unread else self.reading.problems

    @property
    def ties(self) -> Sequence[Tie]:
        return self.reading.ties

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each class there are in the chosen sheets."""
        found = Counter(row.kind for taken in self.sheets for row in taken.rows)
        return {kind.value: found[kind] for kind in RowClass}

    @property
    def items(self) -> int:
        return self.rows[RowClass.ITEM]

    @property
    def sections(self) -> int:
        return self.rows[RowClass.SECTION]

    @property
    def unclassified(self) -> int:
        return self.rows[RowClass.UNKNOWN]

    @property
    def total(self) -> Fen | None:
        """The sum of the items in 分; None where the form is not about money."""
        return self.reading.total


def preview(
    path: Path,
    *,
    form: str,
    sheet: str | None = None,
    mapping: Mapping[str, int] | None = None,
    month: date | None = None,
    unit: str = "",
    version: str = "",
    reader: Reader | None = None,
    project_id: Id | None = None,
    step: Step = no_step,
) -> Preview:
    """Read a workbook and say what it would bring.

    `sheet` None: found by itself. `mapping`: field to column from 0 (-1: to none), overruling what was recognised or
    remembered. `month`: its first day, for dates without one. `unit`: 元, 万元, 工日 or 小时 where the sheet is silent.
    `version`: the budget version's name, else the file's. `reader` and `project_id` give the remembered mapping, the
    hours of a 工日, and who is known.

    Raises:
        LanyanError: excel.* where the file cannot be read or is not this form; import.month.
    """
    declared = FORMS[form]
    book = open_book(path, step=step)
    settings = replace(
        _settings(reader, project_id), month=month, unit=unit, version=version or path.stem[:100], step=step
    )
    found = _headers(book, declared, (sheet,) if sheet else book.names, mapping)
    chosen = _chosen(declared, found)
    taken = []
    for candidate, header in chosen:
        mine = mapping or (reader and remembered(reader, declared, header.signature, project_id=project_id)) or None
        if one := take(candidate, declared, mapping=mine, times=_MONEY_TIMES.get(unit, 0)):
            taken.append(one)
        step(len(taken), len(chosen))
    if not taken:
        raise LanyanError("excel.no_form", file=path.name, form=declared.title, sheets=_what_was_there(book, sheet))
    names = {one.sheet.name for one in taken}
    others = tuple(candidate.name for candidate, _ in found if candidate.name not in names)
    least = min(one.header.score for one in taken) * _AS_WELL
    rivals = tuple(candidate.name for candidate, header in found if candidate.name in others and header.score >= least)
    stated = _stated(book, {candidate.name for candidate, _ in found}) if form == "budget" else ()
    reading = read(declared, taken, settings, stated)
    return Preview(declared, path, book.file_hash, tuple(taken), others, reading, settings, rivals, stated)


def read(form: Form, sheets: Sequence[Taken], settings: Settings, stated: Sequence[Stated]) -> Reading:
    """What the sheets hold; of a bill also its sections beside the sums that summary sheets state."""
    reading = READ[form.name](sheets, settings)
    if isinstance(reading, BudgetReading):
        reading.ties.extend(summary_ties(stated, reading))
    return reading


def _stated(book: Book, read_already: Collection[str]) -> tuple[Stated, ...]:
    return tuple(stated for name in book.names if name not in read_already for stated in stated_sums(book.sheet(name)))


def _settings(reader: Reader | None, project_id: Id | None) -> Settings:
    """What the project says of its hours; the usual ones where there is none yet."""
    project = reader.get(Project, project_id) if reader is not None and project_id is not None else None
    if reader is None or project is None:
        return Settings()
    calendar = load_calendar(reader, project=project)
    day_min = calendar.day_min if calendar is not None else 480
    return Settings(workday_min=project.workday_min, calendar_day_min=day_min)


def _headers(
    book: Book, form: Form, names: Sequence[str], mapping: Mapping[str, int] | None
) -> list[tuple[Sheet, Header]]:
    found = []
    for name in names:
        sheet = book.sheet(name)
        only = mapping if len(names) == 1 else None
        if header := match_header(sheet, form, mapping=only):
            found.append((sheet, header))
    return found


def _chosen(form: Form, found: Sequence[tuple[Sheet, Header]]) -> Sequence[tuple[Sheet, Header]]:
    """The sheet whose header fits best; of forms that come as a sheet a month, all that fit."""
    if form.name in _SEVERAL or not found:
        return found
    return [max(found, key=lambda pair: pair[1].score)]


def _what_was_there(book: Book, sheet: str | None) -> str:
    """The fullest of the first rows of each sheet: what stands where headings were looked for."""
    told = []
    for name in (sheet,) if sheet else book.names[:4]:
        rows = book.sheet(name).rows[:15]
        texts = [[plain(text_of(cell)) for cell in row if isinstance(cell, str) and cell.strip()] for row in rows]
        fullest = max(texts, key=len, default=[])
        words = "、".join(word[:12] for word in fullest[:8]) or "没有文字"
        told.append(f"工作表“{name}”有的是 {words}")
    return "；".join(told) or "没有工作表"
