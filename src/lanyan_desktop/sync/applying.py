"""From the shelf into the ledger: opened, judged by the members' register, applied whole or taken note of as void."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.sync.batch import Header, NeedsUpgrade, NoKey, Unverified
from lanyan_desktop.sync.chains import batch_name, beyond, carried_twice, held, place_of
from lanyan_desktop.sync.deciding import Standing, settle
from lanyan_desktop.sync.seams import Chain, Judged, Position
from lanyan_desktop.sync.visit import Visit

_AT_ONCE_BYTES = 16 << 20  # of batches opened for one transaction: bounds memory
_AT_ONCE = 1000

_REFUSED = Standing("refused")

Place = tuple[bytes, int]
"""(station, seq) of a batch."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What one batch's bringing this changeset is worth."""

    verdict: Judged
    changeset: Changeset


@dataclass(frozen=True, slots=True)
class _Opened:
    header: Header
    changesets: list[Changeset]


def apply(visit: Visit, before: Mapping[bytes, int]) -> set[Place]:
    """Apply what lies on the shelf and not in the ledger, as far as its makers may and its causes are here.

    `before` is the ledger's vector; the batches that were opened.
    """
    vector, tried = dict(before), set[Place]()
    while places := beyond(visit.shelf.chains, vector):
        tried.update(places)
        for some in _portions(visit, places):
            _apply_some(visit, some, vector)
        now = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
        if now == vector:
            break
        vector = now
    visit.report.received = sum(seq - before.get(writer, 0) for writer, seq in vector.items())
    return tried


def _portions(visit: Visit, places: Sequence[Place]) -> Iterator[list[Place]]:
    some: list[Place] = []
    size = 0
    for station, seq in places:
        chains = (visit.shelf.chains.get(station), visit.shelf.history.get(station))
        size += sum(link.size for chain in chains if chain is not None and (link := chain.link(seq)) is not None)
        some.append((station, seq))
        if size >= _AT_ONCE_BYTES or len(some) == _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _apply_some(visit: Visit, places: Sequence[Place], vector: Mapping[bytes, int]) -> None:
    opened = [one for station, seq in places if (one := _open(visit, station, seq)) is not None]
    told: dict[Position, list[_Told]] = {}
    for one in opened:
        some = [c for c in one.changesets if c.seq > vector.get(c.writer, 0)]
        _tell(visit, one, some, told)
    standing = {position: settle([t.verdict for t in some]) for position, some in told.items()}
    void = {position: stands.reason for position, stands in standing.items() if stands.kind == "void"}
    wanted = [c for position, some in told.items() for c in _as_told(some, standing[position].kind)]
    if wanted:
        visit.replica.receive(wanted, void=void)
    visit.report.quarantined += [f"{w.hex()}-{seq} {reason}" for (w, seq), reason in void.items()]
    refused = {position for position, stands in standing.items() if stands.kind == "refused"}
    for one in opened:
        if any((c.writer, c.seq) in refused for c in one.changesets):
            visit.report.refused.append(batch_name(one.header.station, one.header.seq))


def _as_told(some: Sequence[_Told], kind: str) -> list[Changeset]:
    """A changeset as those batches have it whose verdict stands: another may carry something else under its number.

    Where two rightful batches differ, the ledger keeps the first and tells of the fork.
    """
    found: list[Changeset] = []
    for told in some if kind in {"accepted", "void"} else ():
        if told.verdict.kind == kind and told.changeset not in found:
            found.append(told.changeset)
    return found


def _tell(visit: Visit, one: _Opened, some: Sequence[Changeset], told: dict[Position, list[_Told]]) -> None:
    """Add the verdicts on these changesets of a batch; one that stands on an unknown record is noted."""
    name = batch_name(one.header.station, one.header.seq)
    is_waiting = False
    for c in some:
        verdict = visit.members.judge(one.header, c)
        is_waiting |= verdict.kind == "not_yet"
        told.setdefault((c.writer, c.seq), []).append(_Told(verdict, c))
    if not is_waiting and some and name in visit.waits:
        del visit.waits[name]
    elif is_waiting and name not in visit.waits:
        visit.wait_for(name, "members")


def _open(visit: Visit, station: bytes, seq: int) -> _Opened | None:
    """A batch of the shelf, opened; None where it cannot be, which is reported."""
    name, content = batch_name(station, seq), visit.read_batch(station, seq)
    if content is None:
        visit.report.missing.append(name)
        return None
    try:
        sealed = visit.sealing.verify(content)
        return _Opened(sealed.header, visit.sealing.unseal(sealed))
    except NeedsUpgrade:
        visit.report.newer.append(name)
    except NoKey:
        visit.report.keyless.append(name)
    except Unverified:
        visit.report.refused.append(name)
    return None


def backfill(visit: Visit, places: Sequence[Place]) -> None:
    """Give the ledger the bodies of changesets it knows from a snapshot only; it compares them with their hashes."""
    for some in _portions(visit, places):
        opened = [one for station, seq in some if (one := _open(visit, station, seq)) is not None]
        visit.replica.backfill([c for one in opened for c in one.changesets])


def every_batch(visit: Visit) -> list[Place]:
    """All batches on the shelf, those behind a snapshot too."""
    return [(s, seq) for s, chain in _every_chain(visit) for seq in _all_of(chain)]


def _every_chain(visit: Visit) -> Iterator[tuple[bytes, Chain]]:
    """By station; one that is here from a snapshot on has a second one, which grows from its beginning towards it."""
    yield from visit.shelf.chains.items()
    yield from visit.shelf.history.items()


def judged_at(visit: Visit) -> tuple[bytes, ...]:
    """The records that were known when what is in the ledger was last judged; none if its verdicts are not as left.

    Then its file was put back from a backup, while the shelf was not.
    """
    kept = visit.shelf.judged_at()
    return kept[1:] if kept and kept[0] == _of_verdicts(visit) else ()


def note_judged(visit: Visit) -> None:
    """Remember at which records everything is judged now, and what the verdicts are."""
    tips = visit.members.tips
    now = (_of_verdicts(visit), *tips) if tips else ()
    if now != visit.shelf.judged_at():
        visit.shelf.keep_judged_at(now)


def _of_verdicts(visit: Visit) -> bytes:
    told = sorted((bytes(writer), seq) for writer, seq in visit.replica.voids())
    return hashlib.blake2b(msgspec.msgpack.encode(told), digest_size=8).digest()


def judge_again(
    visit: Visit,
    before: Mapping[bytes, int],
    *,
    known_then: tuple[bytes, ...],
    fresh: Sequence[Place],
    tried: Collection[Place],
) -> None:
    """Where the register says otherwise now: what was applied becomes void, what was void is applied.

    `known_then` as `judged_at` told it, and `before` the vector, until now; `fresh` are batches that came now, `tried`
    those that were opened now: one may carry what was applied already, or what another one carries too, with another
    verdict.
    """
    tips = visit.members.tips
    chains = visit.shelf.chains
    twice = carried_twice(chains) if tried else set()
    places = {place for place in {*fresh, *tried} if place in twice or _is_known(visit, place, before)}
    doubted = set(visit.members.doubted(known_then)) if tips != known_then and before else set()
    doubtful = {(s, seq) for s, chain in _every_chain(visit) if chain.signer in doubted for seq in _all_of(chain)}
    if tips != known_then:
        waiting = (place_of(name) for name, wait in visit.waits.items() if wait.reason == "members")
        places |= {place for place in waiting if place is not None and held(visit.shelf, *place) is not None}
    if places or doubtful:
        _judge(visit, sorted(places | doubtful), doubtful)
    note_judged(visit)


def _all_of(chain: Chain) -> range:
    return range(chain.base + 1, chain.last + 1)


def _is_known(visit: Visit, place: Place, vector: Mapping[bytes, int]) -> bool:
    chain = visit.shelf.chains.get(place[0])
    link = chain.link(place[1]) if chain is not None else None
    return link is not None and any(first <= vector.get(writer, 0) for writer, first, _ in link.ranges)


def _judge(visit: Visit, places: Sequence[Place], doubtful: Collection[Place]) -> None:
    vector = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
    positions = _positions(visit, places, vector)
    standing = {position: settle([t.verdict for t in some]) for position, some in _verdicts(visit, positions).items()}
    voids = visit.replica.voids()
    now_void: dict[str, list[Position]] = {}
    for position, stands in standing.items():
        if stands.kind == "void" and position not in voids:
            now_void.setdefault(stands.reason, []).append(position)
    doubted = {p for p in _positions(visit, sorted(doubtful), vector) if standing.get(p) == _REFUSED}
    for position in _from_others(visit, doubted):
        if position not in voids:
            now_void.setdefault("revoked", []).append(position)
    for reason, some in sorted(now_void.items()):
        visit.replica.void(some, reason)
        visit.report.quarantined += [f"{w.hex()}-{seq} {reason}" for w, seq in some]
    again = [p for p, told in standing.items() if told.kind == "accepted" and voids.get(p, "malformed") != "malformed"]
    if again:
        visit.replica.readmit(again)


def _from_others(visit: Visit, positions: Collection[Position]) -> list[Position]:
    """Without what this device made itself, or had with a snapshot: a batch that is refused takes nothing from it."""
    own, base = visit.claims().keys() if positions else (), visit.shelf.base()
    return sorted((writer, seq) for writer, seq in positions if writer not in own and seq > base.get(writer, 0))


def _positions(visit: Visit, places: Sequence[Place], vector: Mapping[bytes, int]) -> set[Position]:
    """What these batches say they carry, as far as it is in the ledger."""
    found: set[Position] = set()
    for station, seq in places:
        link = held(visit.shelf, station, seq)
        for writer, first, last in link.ranges if link is not None else ():
            found.update((WriterId(writer), n) for n in range(first, min(last, vector.get(writer, 0)) + 1))
    return found


def _verdicts(visit: Visit, positions: Collection[Position]) -> dict[Position, list[_Told]]:
    """All verdicts on these changesets, from every batch on the shelf that carries one."""
    numbers: dict[bytes, list[int]] = {}
    for writer, n in sorted(positions):
        numbers.setdefault(writer, []).append(n)
    found: dict[Position, list[_Told]] = {}
    for station, chain in _every_chain(visit):
        for seq, link in enumerate(chain.links, chain.base + 1):
            if any(_is_any_in(numbers.get(writer, ()), first, last) for writer, first, last in link.ranges) and (
                one := _open(visit, station, seq)
            ):
                _tell(visit, one, [c for c in one.changesets if (c.writer, c.seq) in positions], found)
    return found


def _is_any_in(numbers: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last
