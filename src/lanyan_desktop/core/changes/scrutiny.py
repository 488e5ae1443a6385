"""Whether the operations of one changeset can be what it says they are, whatever else is known: no row, no member.

What fails here is void on every device alike, so nothing is asked that another version could answer otherwise: kinds
and fields that this program does not know pass.
"""

from __future__ import annotations

from itertools import islice
from operator import lt

from lanyan_desktop.core.changes.coding import Malformed
from lanyan_desktop.core.changes.operations import GONE, Insert, Operation, Set
from lanyan_desktop.core.values import Id

MOST_COUNT = 20_000_000
"""Operations of one changeset, ten times the largest import; one that says more is void."""


class Scrutiny:
    """Looks at the operations of one changeset in order: inserts first, each cell set once, ids rising in a set.

    `count` is how many its header says there are. Rows cost a few bytes on the way and much here: who says few and
    means many is stopped at the first that is too many. `finish` at the end.
    """

    def __init__(self, count: int) -> None:
        if count > MOST_COUNT:
            raise Malformed("too many operations")
        self._left = count
        self._last: dict[tuple[str, str], Id] = {}  # the greatest id set so far, by kind and field

    def look(self, o: Operation) -> None:
        """Take in the next operation.

        Raises:
            Malformed: it cannot stand where it does.
        """
        self._left -= len(o.ids)
        if self._left < 0:
            raise Malformed("more operations than it says")
        if isinstance(o, Insert):
            self._look_at_insert(o)
        else:
            self._look_at_set(o)

    def finish(self) -> None:
        """There are no more.

        Raises:
            Malformed: fewer came than the changeset says.
        """
        if self._left:
            raise Malformed("fewer operations than it says")

    def _look_at_insert(self, o: Insert) -> None:
        if self._last:
            raise Malformed("an insert after a set")  # where a long changeset is cut would decide what it does
        if GONE in o.fields:
            raise Malformed("born deleted")
        if len(set(o.ids)) != len(o.ids):
            raise Malformed("a row inserted twice")

    def _look_at_set(self, o: Set) -> None:
        key, ids = (o.kind, o.field), o.ids
        rising = all(map(lt, ids, islice(ids, 1, None)))
        if not rising or self._last.get(key, b"") >= ids[0]:
            raise Malformed("ids that do not rise")
        self._last[key] = ids[-1]
