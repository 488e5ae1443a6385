"""Which value of a field stands when several writers set it: heads, their fold, and what hides a row.

The heads of a field are the sets that no other set of it knew of. The greatest by (clock, writer id) is shown; the
others stay as 冲突, nothing is lost. As long as nobody works at the same time there is one head and nothing to decide.

`at` names a changeset inside one file: local writer number << 40 | sequence. It never leaves the file and never decides
an order: another replica numbers its writers otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lanyan_desktop.core.values import Id, Value

SEQ_BITS = 40
SEQ_MASK = (1 << SEQ_BITS) - 1

Head = tuple[int, Value]
"""(at, value)."""
Stored = int | list[Any]
"""As kept in a row: one head is its `at`; several are [at of the shown one, [at, value], ...], greatest first."""
Cell = Stored | Head | list[Head]
"""As stored, or made new by a fold: one head, or several in no order."""
Heads = dict[int, Cell]
"""By field number; a field that is not here still holds what the insert gave it."""
Order = tuple[int, bytes]
"""(clock, writer id): the same on every replica."""


class _InRow:
    """Stands for the value of an unchanged winner, which is in its row's column."""


IN_ROW: Any = _InRow()


def fold(
    rows: dict[Id, Heads],
    field: int,
    ids: Sequence[Id],
    values: Sequence[Value],
    *,
    at: int,
    limit: Sequence[int],
    knows_all: bool,
) -> None:
    """Lay one set operation over the heads of its rows, in place; ids without a row are passed over.

    `limit[w]` is the greatest `at` of local writer w that the operation's writer had seen; `knows_all`: it had seen
    everything that is here, so its values replace whatever stood.
    """
    for row, value in zip(ids, values, strict=True):
        heads = rows.get(row)
        if heads is None:
            continue
        if knows_all or (old := heads.get(field)) is None:  # mostly
            heads[field] = (at, value)
            continue
        kept = [head for head in heads_of(old) if head[0] > limit[head[0] >> SEQ_BITS]]
        heads[field] = [*kept, (at, value)] if kept else (at, value)


def heads_of(cell: Cell) -> list[Head]:
    """The heads of a cell in any of its forms, `IN_ROW` for the value of an unchanged winner.

    >>> heads_of([7, [5, "乙"]])[1]
    (5, '乙')
    """
    if isinstance(cell, list):
        return [(head, IN_ROW) if isinstance(head, int) else (head[0], head[1]) for head in cell]
    return [(cell, IN_ROW)] if isinstance(cell, int) else [cell]


def is_hidden(deletes: Sequence[int], others: Sequence[int], saw: Callable[[int, int], bool]) -> bool:
    """True if each other head of the row (an edit, a restore) was known to one of its deletes.

    >>> is_hidden([9], [4, 5], lambda later, earlier: earlier < later)
    True
    """
    return bool(deletes) and all(any(saw(delete, other) for delete in deletes) for other in others)


def first_insert(inserts: Sequence[int], *, saw: Callable[[int, int], bool], order: Callable[[int], Order]) -> int:
    """Which of several inserts of one row gives it its first values: of those that knew of no other, the earliest.

    >>> first_insert([4, 9], saw=lambda later, earlier: later == 4 and earlier == 9, order=lambda at: (at, b""))
    9
    """
    blind = [at for at in inserts if not any(saw(at, other) for other in inserts if other != at)]
    return min(blind or inserts, key=order)
