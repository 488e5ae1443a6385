"""Text typed or pasted into a cell, taken as a value or refused with a reason; and series that a fill continues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lanyan_desktop.core.records.declare import Field, Shape
from lanyan_desktop.core.records.text import Unreadable, parse
from lanyan_desktop.core.records.wording import problem_sentence
from lanyan_desktop.core.table.rows import Choice
from lanyan_desktop.core.values import Value

_STEPPED = frozenset({Shape.NUMBER, Shape.QUANTITY, Shape.DAY, Shape.MONEY})
FindChoices = Callable[[str, str], Sequence[Choice]]
"""`find(field name, text)`: what a reference may point to that matches the text."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The value of a typed text, or why there is none."""

    value: Value = None
    reason: str = ""


def take(
    field: Field,
    text: str,
    *,
    day_min: int = 480,
    today: date | None = None,
    choices: FindChoices | None = None,
) -> Taken:
    """A text as a value of the field; the reason is a sentence in the field's own words.

    `choices` finds the records a reference may point to; without it a reference cannot be typed.

    >>> from lanyan_desktop.core.records import KINDS
    >>> take(KINDS["budget_line"].field("quantity"), "1 台").reason
    '工程量应为数字'
    """
    try:
        if field.shape is Shape.REFERENCE:
            value = _referred(field, text, choices)
        else:
            value = parse(field, text, day_min=day_min, today=today)
    except Unreadable as error:
        return Taken(None, problem_sentence(field, error.code))
    code = field.problem(value)
    return Taken(value, problem_sentence(field, code) if code else "")


def _referred(field: Field, text: str, choices: FindChoices | None) -> Value:
    """The record of this label: the one that bears it exactly, else the only one that matches."""
    wanted = text.strip()
    if not wanted:
        return None
    found = choices(field.name, wanted) if choices is not None else ()
    exact = [choice for choice in found if choice.text == wanted]
    if len(exact) == 1 or len(found) == 1:
        return (exact or list(found))[0].value
    raise Unreadable("reference", text)


def continued(field: Field, values: Sequence[Value], count: int, *, is_back: bool = False) -> list[Value]:
    """What a fill puts into the next `count` cells: the series that the values begin, else the values over and over.

    `is_back`: the cells before them, nearest first.

    >>> from lanyan_desktop.core.records import KINDS
    >>> day = KINDS["cost_entry"].field("day")
    >>> continued(day, [10, 17], 3), continued(day, [10], 2), continued(day, [10, 17], 1, is_back=True)
    ([24, 31, 38], [10, 10], [3])
    """
    run = list(reversed(values)) if is_back else list(values)
    step = _step(field, run)
    if step is not None:
        last = run[-1]
        assert isinstance(last, int)
        return [last + step * n for n in range(1, count + 1)]
    return [run[n % len(run)] for n in range(count)]


def _step(field: Field, run: Sequence[Value]) -> int | None:
    numbers = [value for value in run if isinstance(value, int)]
    if field.shape not in _STEPPED or len(numbers) < 2 or len(numbers) != len(run):
        return None
    steps = {after - before for before, after in pairwise(numbers)}
    return steps.pop() if len(steps) == 1 else None
