"""What a simulated office has on its desk, and what is counted of a history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from lanyan_desktop.core.changes.operations import Changeset
from tests.simulation.place import Place


class Shelf(Protocol):
    """What a history asks of a shelf, be it the model's or the engine's."""

    def copy(self) -> Any: ...
    def changesets(self) -> Iterator[Changeset]: ...


class Exchanging(Protocol):
    """One machine's exchanges with one place."""

    @property
    def place(self) -> Place: ...
    def run(self, *, audit: bool = ...) -> object: ...


@dataclass(slots=True)
class Backup:
    log: list[Changeset]
    shelf: Any  # a Shelf, of the kind the machine has
    last: int  # of the clock


@dataclass(slots=True)
class Machine:
    """A desk with its shelf, and an exchange with each place."""

    desk: Any  # a Desk, of the kind the world makes
    shelf: Any  # a Shelf, of the kind the world makes
    exchanges: list[Any] = field(default_factory=list)  # each an Exchanging
    backup: Backup | None = None


@dataclass(slots=True)
class Count:
    """What histories held, so that a campaign can be seen to have met what it is for."""

    scenarios: int = 0
    changesets: int = 0
    rivals: int = 0
    kept: int = 0
    suspended: int = 0
    void: int = 0
    machines: int = 0
    faults: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))
