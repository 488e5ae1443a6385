"""How long work reports and stops: a plain callable for core, a token for those who started it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

Step = Callable[[int, int], None]
"""`step(done, total)`: report progress; raises `Cancelled` when the user asked to stop. total 0: not known."""


class Cancelled(Exception):
    """The user asked a job to stop; nothing is shown, what it began is rolled back."""


def no_step(done: int, total: int) -> None:
    """The step of work nobody watches."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (0: not known), and at what."""

    done: int = 0
    total: int = 0
    label: str = ""


class JobToken:
    """Joins a running job to the one who watches it: progress one way, the wish to stop the other.

    Safe between one working and one watching thread; the watcher polls `progress` from a timer.

    >>> token = JobToken()
    >>> token.step(1, 10, "读取")
    >>> token.progress.done
    1
    """

    def __init__(self) -> None:
        self.progress = Progress()
        self._stop = threading.Event()

    def step(self, done: int, total: int, label: str = "") -> None:
        """Report; keeps the last label when none is given.

        Raises:
            Cancelled: the user asked to stop.
        """
        self.progress = Progress(done, total, label or self.progress.label)
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        return self._stop.is_set()
