"""Ids and the hybrid clock: what a device makes by itself and never twice."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

_lock = threading.Lock()
_last = 0


def new_ids(count: int = 1) -> list[bytes]:
    """Consecutive UUIDv7 values (RFC 9562, 6.2 method 2), 16 bytes each: a run is kept as its first id and a length.

    >>> a, b = new_ids(2)
    >>> int.from_bytes(b) - int.from_bytes(a)
    1
    """
    global _last  # noqa: PLW0603  # one counter for the process, guarded by the lock
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    # the top 2 random bits stay clear: room to count upwards within one millisecond
    first = milliseconds << 80 | 7 << 76 | (random >> 68) << 64 | 2 << 62 | random & ((1 << 60) - 1)
    with _lock:
        first = max(first, _last + 1)
        _last = first + count - 1
    return [number.to_bytes(16) for number in range(first, first + count)]


LATEST_MS = 7_258_118_400_000
"""2200-01-01: a clock beyond it is wrong. It is never followed, so that no computer's error leaves others without a
later stamp."""


class Clock:
    """Hybrid logical clock: 48-bit milliseconds and a 16-bit counter in one integer that only grows."""

    def __init__(self, now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self.last = 0
        self._now_ms = now_ms

    def tick(self) -> int:
        """The stamp of an own changeset: later than all it made or heard."""
        self.last = max(self.last + 1, min(self._now_ms(), LATEST_MS) << 16)
        return self.last

    def hear(self, other: int) -> None:
        """Take note of another's stamp, so that the next own one is later; an absurd one is passed over."""
        if milliseconds_of(other) <= LATEST_MS:
            self.last = max(self.last, other)


def milliseconds_of(stamp: int) -> int:
    """The UTC milliseconds of a clock stamp."""
    return stamp >> 16
