"""How well each column was taken: what the wizard says beside the mapping."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.core.forms.declare import Column
from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.core.forms.words import is_blank, text_of
from lanyan_desktop.core.records import Shape
from lanyan_desktop.services.imports.previewing import Preview

_FEW = 30  # distinct words that read as kinds: units, trades


@dataclass(frozen=True, slots=True)
class ColumnCheck:
    """One column of the form: where it was found (-1: nowhere), and how its cells look."""

    name: str
    title: str
    column: int
    heading: str  # of the sheet's column, as the sheet has it
    words: str  # 100%, 9 种, 2 处有误, 没有这一列
    is_fine: bool


def check_columns(preview: Preview, sheet: int = 0) -> list[ColumnCheck]:
    """The form's columns over the items of one sheet: those found first as they stand, then those that are not."""
    taken = preview.sheets[sheet]
    wrong = Counter(p.column for p in preview.problems if p.sheet == taken.sheet.name and p.severity != "info")
    differing = Counter(t.column for t in preview.ties if t.sheet == taken.sheet.name and not t.holds)
    checks = [_check(taken, column, wrong + differing) for column in preview.form.columns]
    return sorted(checks, key=lambda check: (check.column < 0, check.column))


def _check(taken: Taken, column: Column, wrong: Counter[int]) -> ColumnCheck:
    at = taken.header.columns.get(column.name, -1)
    if at < 0:
        is_needed = _is_needed(taken, column.name)
        words = "没有对上，必须有" if is_needed else "没有这一列"
        return ColumnCheck(column.name, column.title, -1, "", words, not is_needed)
    heading = taken.header.paths[at] if at < len(taken.header.paths) else ""
    words, is_fine = (f"{wrong[at]} 处要看", False) if wrong[at] else (_described(taken, column, at), True)
    return ColumnCheck(column.name, column.title, at, heading, words, is_fine)


def _is_needed(taken: Taken, name: str) -> bool:
    """Whether a group of columns of which the form needs one has only this one missing."""
    have = {*taken.header.columns, *(("day",) if taken.header.days else ())}
    return any(name == group[0] and not have & set(group) for group in taken.form.needs)


def _described(taken: Taken, column: Column, at: int) -> str:
    texts = [text_of(taken.sheet.cell(row.index, at)).strip() for row in taken.of(RowClass.ITEM)]
    filled = [text for text in texts if not is_blank(text)]
    if not filled:
        return "空着"
    distinct = len(set(filled))
    if column.shape is Shape.TEXT and 1 < distinct <= _FEW and distinct * 4 < len(filled):
        return f"{distinct} 种"
    share = len(filled) * 100 // len(texts)
    return "100%" if share == 100 else f"填了 {share}%"


def column_names(taken: Taken) -> list[tuple[int, str]]:
    """Every column of the sheet with its letter and heading, for choosing: (2, "C 项目名称")."""
    width = max((len(row) for row in taken.sheet.rows[: taken.header.last_row + 1]), default=0)
    paths = taken.header.paths
    return [(at, f"{column_letters(at)} {paths[at] if at < len(paths) else ''}".strip()) for at in range(width)]
