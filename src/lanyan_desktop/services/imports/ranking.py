"""Places of imported rows among their siblings: known rows keep theirs as long as that is the sheet's order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.values import Id, Value


def ranks_of(parents: Sequence[int], known: Sequence[str]) -> list[str]:
    """A rank for each row; `parents` are indexes of rows (-1 at the top), `known` the ranks there are, else "".

    >>> ranks = ranks_of([-1, -1, -1], ["i", "", "j"])
    >>> ranks[0], "i" < ranks[1] < "j", ranks[2]
    ('i', True, 'j')
    """
    siblings: dict[int, list[int]] = defaultdict(list)
    for index, parent in enumerate(parents):
        siblings[parent].append(index)
    ranks = [""] * len(parents)
    for group in siblings.values():
        low: str | None = None
        pending: list[int] = []
        for index in group:
            rank = known[index]
            if not rank or (low is not None and rank <= low):
                pending.append(index)
                continue
            _spread(ranks, pending, low, rank)
            pending, low, ranks[index] = [], rank, rank
        _spread(ranks, pending, low, None)
    return ranks


def ranks_where_they_were(
    parents: Sequence[int], ids: Sequence[Id], known: Mapping[Id, Mapping[str, Value]]
) -> list[str]:
    """The ranks of known records that stay under their parent, "" for the others: what `ranks_of` starts from."""
    found = []
    for id, parent in zip(ids, parents, strict=True):
        old = known.get(id)
        stays = old is not None and old["parent_id"] == (ids[parent] if parent >= 0 else None)
        found.append(str(old["rank"]) if old is not None and stays else "")
    return found


def _spread(ranks: list[str], pending: Sequence[int], low: str | None, high: str | None) -> None:
    for index, rank in zip(pending, ranks_between(low, high, len(pending)), strict=True):
        ranks[index] = rank
