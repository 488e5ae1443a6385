"""The decisions of an exchange, as functions of values: what to look for when, what to send, which verdict stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lanyan_desktop.core.changes.operations import Changeset
from lanyan_desktop.sync.head import Head
from lanyan_desktop.sync.seams import Chain, Judged, Wait, WaitReason
from lanyan_desktop.sync.segments import BATCHES, MOST_BYTES, block_of, first_of, size_of

MOST_OPERATIONS = 500
MOST_BATCH_BYTES = 8 << 20
"""A batch closes at these; one changeset alone may be larger."""
ASK_AFTER_MS = 10 * 60_000
"""An object that is missing for so long is asked for: a synced folder may bring a head before its batches."""
SHOWN_AFTER_MS = 24 * 3_600_000
_FIRST_PAUSE_MS, _LONGEST_PAUSE_MS = 15_000, 3_600_000
FOLDER_IS_FULL = 240
"""Stations in a folder of heads, two names each, before the next folder is begun: places cut listings at 500 or 750
without saying so."""


def is_written_by_others(head: Head, chain: Chain, own_turn: int) -> bool:
    """True if our own station's head tells of what this shelf did not write: it was restored or copied.

    Then nothing may ever be written under that name again from here.
    """
    if head.seq > chain.last or head.turn > own_turn:
        return True
    link = chain.link(head.seq)
    return link is not None and link.hash != head.hash


def newest(heads: Iterable[Head]) -> Head | None:
    """The head that was written last."""
    return max(heads, key=lambda head: (head.turn, head.seq), default=None)


def after_failure(before: Wait | None, reason: WaitReason, now: int) -> Wait:
    """Look again at the next poll, then after 15 s, 30 s … an hour.

    >>> wait = after_failure(None, "missing", 1000)
    >>> wait.next, after_failure(wait, "missing", 2000).next
    (1000, 17000)
    """
    if before is None:
        return Wait(reason, now, 1, now)
    pause = min(_FIRST_PAUSE_MS << min(before.tries - 1, 20), _LONGEST_PAUSE_MS)
    return Wait(reason, min(before.since, now), before.tries + 1, now + pause)


def is_due(wait: Wait | None, now: int) -> bool:
    """True if an object may be looked for; also where the clock was set back."""
    return wait is None or now >= wait.next or now < wait.next - _LONGEST_PAUSE_MS


def asked_for(waits: Mapping[str, Wait], now: int, most: int = 32) -> tuple[str, ...]:
    """The objects that others are asked to put again, those waited for longest first."""
    wanted = [
        (wait.since, name)
        for name, wait in waits.items()
        if wait.reason in {"missing", "damaged", "refused"} and now - wait.since >= ASK_AFTER_MS
    ]
    return tuple(sorted(name for _, name in sorted(wanted)[:most]))


@dataclass(frozen=True, slots=True)
class Piece:
    """What is sent or fetched at once: the batches from first to last; a whole block goes as a segment."""

    first: int
    last: int
    is_segment: bool


def pieces_to_send(chain: Chain, *, there: int) -> Iterator[Piece]:
    """What to put for a station of which batches up to `there` lie there: whole blocks as one object each.

    A block that is closed by what is sent now is folded as well, for those who join later.
    """
    seq = max(there, chain.base) + 1
    while seq <= chain.last:
        block = block_of(seq)
        end = min(first_of(block + 1) - 1, chain.last)
        is_whole = end - first_of(block) + 1 == BATCHES and first_of(block) > chain.base and folds(chain, block)
        if not is_whole or seq > first_of(block):
            yield from (Piece(n, n, is_segment=False) for n in range(seq, end + 1))
        if is_whole:
            yield Piece(first_of(block), end, is_segment=True)
        seq = end + 1


def folds(chain: Chain, block: int) -> bool:
    """True if the batches of a closed block are small enough for one object."""
    start = first_of(block) - chain.base - 1
    return size_of([link.size for link in chain.links[start : start + BATCHES]]) <= MOST_BYTES


def piece_to_fetch(seq: int, *, last: int | None) -> Piece:
    """What to ask for next, `last` being what a head tells (None: nothing is known): a whole block if it can be."""
    end = first_of(block_of(seq) + 1) - 1
    is_segment = last is not None and seq == first_of(block_of(seq)) and end <= last
    return Piece(seq, end if is_segment else seq, is_segment)


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict that stands over a changeset, `kind` as in `Judged`."""

    kind: str
    reason: str = ""


_PASSING = frozenset({"revoked", "not_member", "told"})
"""Reasons that are of the batch, not of what it holds: another batch may bring the same changeset rightly."""


def settle(verdicts: Sequence[Judged]) -> Standing:
    """One verdict from those on each batch that carries the same changeset, whatever order they came in.

    Whoever may not speak for the writer is not heard. What was outside a role stays void however often it is packed;
    a revoked device cannot make void what was accepted before, by packing it again, nor keep standing what is void by
    packing it with the name of a record that nobody has.
    """
    void = sorted({verdict.reason for verdict in verdicts if verdict.kind == "void"})
    kinds = {verdict.kind for verdict in verdicts}
    lasting = [reason for reason in void if reason not in _PASSING]
    if lasting:
        return Standing("void", lasting[0])
    if "accepted" in kinds:
        return Standing("accepted")
    if void:
        return Standing("void", void[0])
    return Standing("not_yet" if "not_yet" in kinds else "refused")


def in_batches(changesets: Iterable[Changeset]) -> Iterator[list[Changeset]]:
    """Changesets as they are packed together."""
    some: list[Changeset] = []
    count = size = 0
    for c in changesets:
        own_size = sum(map(len, c.parts))
        if some and (count + c.count > MOST_OPERATIONS or size + own_size > MOST_BATCH_BYTES):
            yield some
            some, count, size = [], 0, 0
        some.append(c)
        count += c.count
        size += own_size
    if some:
        yield some
