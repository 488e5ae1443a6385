"""What worker threads put down for the window's thread: they ring and never touch the Qt object that is rung for."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """`ring` emits a queued signal of whoever empties the box. Once closed, nobody is inside it and nobody rings again.

    Without the lock a worker could still be emitting while the window's thread, having read what was put down, lets the
    emitter go: a signal of an object that is gone ends the process.
    """

    def __init__(self, ring: Callable[[], object]) -> None:
        self._queue: SimpleQueue[T] = SimpleQueue()
        self._lock = Lock()
        self._ring: Callable[[], object] | None = ring

    def put(self, item: T) -> None:
        """From any thread; dropped when the box is closed."""
        with self._lock:
            if self._ring is not None:
                self._queue.put(item)
                self._ring()

    def take(self) -> list[T]:
        """All that lies in it, in order."""
        found = []
        while not self._queue.empty():
            found.append(self._queue.get_nowait())
        return found

    def close(self) -> None:
        with self._lock:
            self._ring = None
        self.take()

    @property
    def is_open(self) -> bool:
        return self._ring is not None
