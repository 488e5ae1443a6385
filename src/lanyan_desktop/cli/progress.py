"""Long commands: how far they are, and Ctrl+C as a wish that is heard at the next safe place."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lanyan_desktop.kit.jobs import Cancelled, Step

_WIDTH = 24


@contextmanager
def stoppable(what: str) -> Iterator[Step]:
    """A step that Ctrl+C ends with `Cancelled`, what was done staying done; on a terminal it shows how far it is.

    A second Ctrl+C ends the program as anywhere else: a server that does not answer must not hold anybody.
    """
    stopped, shown = threading.Event(), sys.stderr.isatty()

    def step(done: int, total: int) -> None:
        if stopped.is_set():
            raise Cancelled
        if shown:
            print(f"\r{bar(what, done, total)}", end="", file=sys.stderr, flush=True)

    with _heard(stopped):
        try:
            yield step
        finally:
            if shown:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def bar(what: str, done: int, total: int) -> str:
    """A line of progress; of work whose end is not known, the number alone.

    >>> bar("同步", 6, 12)
    '同步 ████████████············ 6/12'
    >>> bar("同步", 6, 0)
    '同步 6'
    """
    if total <= 0:
        return f"{what} {done}"
    full = _WIDTH * min(done, total) // total
    return f"{what} {'█' * full}{'·' * (_WIDTH - full)} {done}/{total}"


@contextmanager
def _heard(stopped: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # only there Python hears signals
        yield
        return

    def hear(_number: int, _frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
