"""What became of received changesets: applied, waiting, void; and what an admin is shown of the void ones.

A void changeset keeps its number and its line in the log, so that what follows it can be applied; its operations are
not in the rows. Which ones are void is decided by members and roles (`sync.members`), or here: one whose own words
cannot be true is "malformed" on every device alike.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from lanyan_desktop.core.changes.coding import Malformed, rows_in
from lanyan_desktop.core.changes.heads import SEQ_BITS, SEQ_MASK
from lanyan_desktop.core.changes.operations import Position
from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.values import Moment
from lanyan_desktop.kit.ids import milliseconds_of
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.touched import Touched

MALFORMED = "malformed"
_A_DAY_MS = 86_400_000
_COUNTER = (1 << 16) - 1


@dataclass(frozen=True, slots=True)
class Received:
    """What one `receive` did."""

    touched: Touched = field(default_factory=dict)
    applied: int = 0  # changesets taken into the log, void ones too
    parked: int = 0  # waiting for what they know of
    void: list[Position] = field(default_factory=list)  # void from now on, for whatever reason
    refused: list[str] = field(default_factory=list)  # headers that cannot be kept, in English words for the log
    forks: list[Position] = field(default_factory=list)  # a number given twice


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A void changeset that nobody has decided about yet."""

    position: Position
    reason: str
    n: int  # its log entry: `Reader.changes(n)` says what it would have done
    moment: Moment
    user: str
    device: str
    intent: str
    count: int
    kinds: tuple[str, ...]  # titles of what it speaks of


@dataclass(frozen=True, slots=True)
class WrongClock:
    """A device whose clock is more than a day ahead of this one's; whose it is cannot be known from here."""

    user: str
    device: str
    moment: Moment


def is_ahead(clock: int, *, now_ms: int | None = None) -> bool:
    """True if a stamp lies more than a day after now.

    >>> is_ahead(3 * 86_400_000 << 16, now_ms=86_400_000)
    True
    """
    now = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    return milliseconds_of(clock) > now + _A_DAY_MS


def load_voids(db: sqlite3.Connection, book: Book) -> dict[Position, str]:
    """All void changesets with their reason."""
    return {position_of(book, at): reason for at, reason in db.execute("SELECT at, reason FROM void ORDER BY at")}


def position_of(book: Book, at: int) -> Position:
    return book.writer_id[at >> SEQ_BITS], at & SEQ_MASK


def ats_of(book: Book, positions: Iterable[Position]) -> list[int]:
    """The local numbers of those of these changesets that are here."""
    return [book.number[w] << SEQ_BITS | seq for w, seq in positions if 0 < seq <= book.seq_of(w)]


def load_quarantined(db: sqlite3.Connection, book: Book) -> list[Quarantined]:
    """Void changesets neither released nor dismissed, the newest first."""
    sql = """SELECT v.at, v.reason, c.n, c.clock, a.user, a.device, c.intent, c.count
      FROM void v JOIN changeset c ON c.at = v.at JOIN author a ON a.n = c.author
      WHERE NOT v.is_settled ORDER BY c.n DESC"""
    return [
        Quarantined(
            position_of(book, at), reason, n, Moment(milliseconds_of(clock)), user, device, intent, count,
            _titles(book, n),
        )
        for at, reason, n, clock, user, device, intent, count in db.execute(sql).fetchall()
    ]  # fmt: skip  # one line of it is one line of the page


def _titles(book: Book, n: int) -> tuple[str, ...]:
    try:
        kinds = dict.fromkeys(kind for part in book.parts(n) for kind, _ in rows_in(part))
    except Malformed:
        return ()
    return tuple(KINDS[kind].title if kind in KINDS else kind for kind in kinds)


def load_wrong_clocks(db: sqlite3.Connection, book: Book) -> list[WrongClock]:
    """Devices that gave a stamp far in the future of their own accord: one that follows another's has a counter.

    Only the last line of each writer is looked at first: stamps of one writer rise.
    """
    found: dict[tuple[str, str], WrongClock] = {}
    for w, seq in enumerate(book.seen):
        if not w or not seq or not is_ahead(book.clock_of(w << SEQ_BITS | seq)):
            continue
        sql = "SELECT at, clock FROM changeset WHERE at BETWEEN ? AND ? ORDER BY at DESC"
        for at, clock in db.execute(sql, (w << SEQ_BITS, w << SEQ_BITS | seq)):
            if not is_ahead(clock):
                break
            if not clock & _COUNTER:
                user, device = book.author_of(at)
                found[user, device] = WrongClock(user, device, Moment(milliseconds_of(clock)))
                break
    return list(found.values())
