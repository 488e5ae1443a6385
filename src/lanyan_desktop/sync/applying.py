"""From the shelf into the ledger: opened, judged by the members' register, applied whole or taken note of as void."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.sync.batch import Header, NeedsUpgrade, NoKey, Unverified
from lanyan_desktop.sync.chains import batch_name, beyond
from lanyan_desktop.sync.deciding import Standing, settle
from lanyan_desktop.sync.seams import Judged, Position
from lanyan_desktop.sync.visit import Visit

_AT_ONCE_BYTES = 16 << 20  # of batches opened for one transaction: bounds memory
_AT_ONCE = 1000

Place = tuple[bytes, int]
"""(station, seq) of a batch."""


@dataclass(frozen=True, slots=True)
class _Opened:
    header: Header
    changesets: list[Changeset]


def apply(visit: Visit) -> None:
    """Apply what lies on the shelf and not in the ledger, as far as its makers may and its causes are here."""
    before = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
    vector = before
    while places := beyond(visit.shelf.chains, vector):
        for some in _portions(visit, places):
            _apply_some(visit, some, vector)
        now = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
        if now == vector:
            break
        vector = now
    visit.report.received = sum(seq - before.get(writer, 0) for writer, seq in vector.items())


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


def _apply_some(visit: Visit, places: Sequence[Place], vector: dict[bytes, int]) -> None:
    opened = [one for station, seq in places if (one := _open(visit, station, seq)) is not None]
    verdicts: dict[Position, list[Judged]] = {}
    for one in opened:
        for c in one.changesets:
            if c.seq > vector.get(c.writer, 0):
                verdicts.setdefault((c.writer, c.seq), []).append(visit.members.judge(one.header, c))
    standing = {position: settle(some) for position, some in verdicts.items()}
    void = {position: told.reason for position, told in standing.items() if told.kind == "void"}
    wanted = _wanted(opened, standing)
    if wanted:
        visit.replica.receive(wanted, void=void)
    visit.report.quarantined += [f"{w.hex()}-{seq} {reason}" for (w, seq), reason in void.items()]
    for one in opened:
        _note(visit, one, standing)


def _wanted(opened: Sequence[_Opened], standing: dict[Position, Standing]) -> list[Changeset]:
    """Each changeset once, of those that may be applied or are void."""
    found: dict[Position, Changeset] = {}
    for one in opened:
        for c in one.changesets:
            told = standing.get((c.writer, c.seq))
            if told is not None and told.kind in {"accepted", "void"}:
                found.setdefault((c.writer, c.seq), c)
    return list(found.values())


def _note(visit: Visit, one: _Opened, standing: dict[Position, Standing]) -> None:
    name = batch_name(one.header.station, one.header.seq)
    kinds = {told.kind for c in one.changesets if (told := standing.get((c.writer, c.seq))) is not None}
    if "not_yet" in kinds:
        visit.report.keyless.append(name)
    elif "refused" in kinds:
        visit.report.refused.append(name)


def _open(visit: Visit, station: bytes, seq: int) -> _Opened | None:
    """A batch of the shelf, opened; None where it cannot be, which is reported."""
    name, content = batch_name(station, seq), visit.shelf.read(station, seq)
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
    both = (visit.shelf.chains, visit.shelf.history)
    return [(s, seq) for chains in both for s, chain in chains.items() for seq in range(chain.base + 1, chain.last + 1)]


def judge_again(visit: Visit, fresh: Sequence[Place]) -> None:
    """Where the register says otherwise now: what was applied becomes void, what was void is applied.

    `fresh` are batches that came now: one may carry what is applied already, with another verdict.
    """
    tips, before = visit.members.tips, visit.shelf.judged_at()
    doubted = set(visit.members.doubted(before)) if tips != before else set()
    vector = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
    places = {place for place in fresh if _is_known(visit, place, vector)}
    for station, chain in visit.shelf.chains.items():
        if chain.signer in doubted:
            places.update((station, seq) for seq in range(chain.base + 1, chain.last + 1))
    if places:
        _judge(visit, sorted(places), vector)
    if tips != before:
        visit.shelf.keep_judged_at(tips)


def _is_known(visit: Visit, place: Place, vector: dict[bytes, int]) -> bool:
    link = visit.shelf.chains[place[0]].link(place[1])
    return link is not None and any(first <= vector.get(writer, 0) for writer, first, _ in link.ranges)


def _judge(visit: Visit, places: Sequence[Place], vector: dict[bytes, int]) -> None:
    positions: dict[Position, None] = {}
    for station, seq in places:
        link = visit.shelf.chains[station].link(seq)
        for writer, first, last in link.ranges if link is not None else ():
            known = min(last, vector.get(writer, 0))
            positions.update(((WriterId(writer), n), None) for n in range(first, known + 1))
    standing = {position: settle(verdicts) for position, verdicts in _verdicts(visit, set(positions)).items()}
    voids = visit.replica.voids()
    now_void: dict[str, list[Position]] = {}
    for position, told in standing.items():
        if told.kind == "void" and position not in voids:
            now_void.setdefault(told.reason, []).append(position)
    for reason, some in sorted(now_void.items()):
        visit.replica.void(some, reason)
        visit.report.quarantined += [f"{w.hex()}-{seq} {reason}" for w, seq in some]
    again = [p for p, told in standing.items() if told.kind == "accepted" and voids.get(p, "malformed") != "malformed"]
    if again:
        visit.replica.readmit(again)


def _verdicts(visit: Visit, positions: set[Position]) -> dict[Position, list[Judged]]:
    """All verdicts on these changesets, from every batch on the shelf that carries one."""
    writers = {writer for writer, _ in positions}
    found: dict[Position, list[Judged]] = {}
    for station, chain in visit.shelf.chains.items():
        for seq, link in enumerate(chain.links, chain.base + 1):
            if not any(writer in writers for writer, _, _ in link.ranges):
                continue
            if (one := _open(visit, station, seq)) is None:
                continue
            for c in one.changesets:
                if (c.writer, c.seq) in positions:
                    found.setdefault((c.writer, c.seq), []).append(visit.members.judge(one.header, c))
    return found
