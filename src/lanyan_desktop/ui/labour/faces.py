"""How a mark is drawn in its little cell: a symbol, its colour and ground, overtime hours in the corner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lanyan_desktop.core.labour.marks import Mark, show_mark
from lanyan_desktop.services.labour.shown import hours_text

_NOTHING_LOST = frozenset({"休", "停", "○"})


@dataclass(frozen=True, slots=True)
class Face:
    """What a cell shows. `tone` and `ground` are colour tokens; `ground` "" leaves the row's own."""

    text: str = ""
    tone: str = "text2"
    ground: str = ""
    weight: int = 400
    overtime: str = ""


BLANK = Face()


def short_hours(minutes: int) -> str:
    """Hours in the room of two digits.

    >>> short_hours(120), short_hours(90), short_hours(30)
    ('2', '1½', '½')
    """
    text = hours_text(minutes)
    return f"{text.removesuffix('.5').removeprefix('0')}½" if text.endswith(".5") else text


@lru_cache(maxsize=4096)
def face_of(mark: Mark | None, workday_min: int) -> Face:
    """The face of a mark: √ quiet, halves on warnSoft, absence on critSoft, reasons of no fault pale.

    >>> face_of(Mark(morning_min=240, afternoon_min=240, overtime_min=120), 480)
    Face(text='√', tone='text2', ground='', weight=400, overtime='2')
    """
    if mark is None:
        return BLANK
    overtime = short_hours(mark.overtime_min) if mark.overtime_min else ""
    text = show_mark(mark, workday_min=workday_min).partition("+")[0]
    if text == "√" or (not text and overtime):
        return Face(text, overtime=overtime)
    if text == "×":
        return Face(text, "crit", "critSoft", 600, overtime)
    if text in _NOTHING_LOST:
        return Face(text, "text3", overtime=overtime)
    return Face(text, "warn", "warnSoft", 600, overtime)
