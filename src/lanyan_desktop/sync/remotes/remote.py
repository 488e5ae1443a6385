"""What sync asks of a place that keeps files: six verbs, and words for what can go wrong.

A remote is dumb and not trusted: it may lose, cut, delay, double and lie. Whatever is read is verified by the reader,
so a remote need not promise more than it can. It must not invent success, though: `put` returns only when the place
said that it holds the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from lanyan_desktop.kit.errors import LanyanError

MOST_BYTES = 64 << 20
"""No object of ours is larger: what claims to be is not read to its end."""
MOST_LISTED = 20_000
"""Objects of one folder that are looked at, whatever a server tells."""
_SEGMENT = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*")


class RemoteError(LanyanError):
    """A remote did not do what was asked.

    Codes: remote.unreachable (gone, timed out, server error), remote.busy (asked to wait), remote.denied (user,
    password or certificate refused), remote.full, remote.missing (the root is not there), remote.refused (the rest).
    `is_passing`: trying again later can help without anybody doing anything. `wait_s`: the pause the server asked for.
    """

    def __init__(self, code: str, /, *, is_passing: bool, wait_s: float | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.is_passing = is_passing
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a listing. An equal `tag` means unchanged content; an unequal one means nothing."""

    name: str  # without its folder
    size: int | None  # bytes; None where the server does not say
    tag: str  # ETag, or size and time of change


@dataclass(frozen=True, slots=True)
class Probe:
    """What a test of the connection found."""

    can_write: bool
    detail: str  # server, version, protocol: for people


class Remote(Protocol):
    """A place that keeps objects by name. Used by one thread at a time.

    A name is a path of lower-case segments, ``p/<project>/h/<station>.0``; see `check_name`. Folders need not be made:
    `put` makes them. Every method may raise `RemoteError`.
    """

    def put(self, name: str, content: bytes) -> None:
        """Keep these bytes under this name, whole or not at all; replaces what was there."""
        ...

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        """The bytes of an object as they lie there; None if there is none, or more than `most` bytes."""
        ...

    def list(self, folder: str) -> list[Entry]:
        """The objects straight in a folder, in no order; empty if there is no such folder. May be cut by the server."""
        ...

    def delete(self, name: str) -> None:
        """Take an object away; one that is not there is no error."""
        ...

    def stat(self, name: str) -> Entry | None:
        """What a listing would say of this object, None if there is none."""
        ...

    def probe(self) -> Probe:
        """Try the connection, the rights, and a write that is taken back."""
        ...

    def close(self) -> None:
        """Let go of connections; safe to call twice."""
        ...


def check_name(name: str) -> str:
    """The name itself.

    Raises:
        ValueError: it is none that every kind of place can keep.

    >>> check_name("p/0a/b/7f/00000/00000001.b")
    'p/0a/b/7f/00000/00000001.b'
    """
    if not all(_SEGMENT.fullmatch(part) for part in name.split("/")) or len(name) > 200:
        raise ValueError(f"no name of an object: {name!r}")
    return name


def is_ours(name: str) -> bool:
    """True for a last segment that we could have written; litter of sync programs (``x (冲突副本).b``, ``~$x``) is not.

    >>> is_ours("00000001.b"), is_ours("00000001.sync-conflict-20260101.B"), is_ours(".x.part"), is_ours("x.part")
    (True, False, False, False)
    """
    return (
        _SEGMENT.fullmatch(name) is not None and not name.endswith((".part", ".tmp")) and ".sync-conflict-" not in name
    )


@dataclass
class Tally:
    """Requests and bytes of one exchange."""

    requests: int = 0
    sent: int = 0
    received: int = 0


class Counted:
    """A remote that counts what is asked of it."""

    def __init__(self, inner: Remote) -> None:
        self._inner = inner
        self.tally = Tally()

    @contextmanager
    def _one(self) -> Iterator[Tally]:
        self.tally.requests += 1
        yield self.tally

    def put(self, name: str, content: bytes) -> None:
        with self._one() as tally:
            self._inner.put(check_name(name), content)
            tally.sent += len(content)

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        with self._one() as tally:
            content = self._inner.get(check_name(name), most=most)
            tally.received += len(content or b"")
            return content

    def list(self, folder: str) -> list[Entry]:
        with self._one():
            return [entry for entry in self._inner.list(check_name(folder))[:MOST_LISTED] if is_ours(entry.name)]

    def delete(self, name: str) -> None:
        with self._one():
            self._inner.delete(check_name(name))

    def stat(self, name: str) -> Entry | None:
        with self._one():
            return self._inner.stat(check_name(name))

    def probe(self) -> Probe:
        with self._one():
            return self._inner.probe()

    def close(self) -> None:
        self._inner.close()
