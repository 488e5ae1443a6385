"""Which rows a changeset touched: what views ask to know whether they must look again."""

from __future__ import annotations

from collections.abc import Collection

from lanyan_desktop.core.values import Id

MANY = 20_000
Touched = dict[str, set[Id] | None]
"""Kind -> ids; None: more than `MANY`, take it as all of this kind."""


def touch(touched: Touched, kind: str, ids: Collection[Id]) -> None:
    """Add rows of a kind."""
    have = touched.setdefault(kind, set())
    if have is None:
        return
    if len(have) + len(ids) <= MANY:
        have.update(ids)
    else:
        touched[kind] = None


class OwnWrites:
    """The numbers of the changesets this program wrote, as runs: a join writes a million in a row.

    Shared between the ledger's thread, which adds, and readers on others, which ask.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[int, int]] = []

    def add(self, first: int, last: int) -> None:
        if self._runs and self._runs[-1][1] + 1 == first:
            self._runs[-1] = self._runs[-1][0], last
        else:
            self._runs.append((first, last))

    def take_back(self, first: int) -> None:
        """What was added from this number on was not committed: another process may take the numbers."""
        self._runs = [(start, min(end, first - 1)) for start, end in self._runs if start < first]

    def __contains__(self, n: int) -> bool:
        return any(first <= n <= last for first, last in reversed(self._runs))
