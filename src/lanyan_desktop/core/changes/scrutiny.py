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


class Scrutiny:
    """Looks at the operations of one changeset in order: inserts first, each cell set once, ids rising in a set."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], Id] = {}  # the greatest id set so far, by kind and field

    def look(self, o: Operation) -> None:
        """Take in the next operation.

        Raises:
            Malformed: it cannot stand where it does.
        """
        if isinstance(o, Insert):
            self._look_at_insert(o)
        else:
            self._look_at_set(o)

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
