"""Causal order: a changeset is taken after the one before it of its writer and after all it knows of; else it waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from lanyan_desktop.core.changes.operations import Changeset, Operation, WriterId

Name = tuple[WriterId, int]
"""A changeset by its writer and number: the same on every replica."""
SeqOf = Callable[[WriterId], int]
"""How far a writer came here; 0 if it is not known."""


class Work(NamedTuple):
    """A changeset with its operations read."""

    changeset: Changeset
    operations: Sequence[Operation]


class Waiting:
    """Works that came too early; each wakes with the one it waits for, so a thousand of them cost a thousand looks."""

    def __init__(self) -> None:
        self._parked: dict[Name, Work] = {}
        self._woken_by: dict[Name, list[Name]] = {}

    def __len__(self) -> int:
        return len(self._parked)

    def in_order(self, seq_of: SeqOf, works: Iterable[Work]) -> Iterator[Work]:
        """Those that can be taken now; the caller takes each before it asks for the next."""
        for arrived in works:
            ready = [arrived]
            while ready:
                work = ready.pop()
                c = work.changeset
                name = (c.writer, c.seq)
                if c.seq <= seq_of(c.writer):
                    self._parked.pop(name, None)
                elif missing := first_missing(seq_of, c):
                    self._parked[name] = work
                    self._woken_by.setdefault(missing, []).append(name)
                else:
                    self._parked.pop(name, None)
                    yield work
                    woken = self._woken_by.pop(name, ())
                    ready += [self._parked[other] for other in woken if other in self._parked]


def first_missing(seq_of: SeqOf, c: Changeset) -> Name | None:
    """A changeset that this one follows and that is not here; None if it is due.

    >>> c = Changeset(WriterId(b"w"), 3, 0, {}, "", "", "", 0, 0, ())
    >>> first_missing({b"w": 1}.__getitem__, c)
    (b'w', 2)
    """
    if seq_of(c.writer) < c.seq - 1:
        return c.writer, c.seq - 1
    return next(((w, seq) for w, seq in c.vector.items() if seq_of(w) < seq), None)
