"""Packing what lies in no batch yet; putting on a remote what is not there: own work, and what others lost there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.sync.batch import Header, Sealed
from lanyan_desktop.sync.chains import batch_name, covered
from lanyan_desktop.sync.deciding import FOLDER_IS_FULL, Piece, asked_for, in_batches, pieces_to_send
from lanyan_desktop.sync.fetching import folder_of_heads
from lanyan_desktop.sync.head import Head, head_name, station_of
from lanyan_desktop.sync.seams import Chain, Position
from lanyan_desktop.sync.segments import block_of, join, segment_name
from lanyan_desktop.sync.visit import Visit


def pack(visit: Visit) -> None:
    """Everything that lies in no batch yet goes into own ones: own changesets, and those of a lost shelf."""
    shelf, members = visit.shelf, visit.members
    claims = visit.claims()
    _leave_broken_station(visit)
    told = [(chain, _told_to(visit, station, chain)) for station, chain in shelf.chains.items()]
    is_lacking = shelf.history or visit.replica.missing_history()
    base = shelf.base() if is_lacking else {}  # once its batches are here, they are told of by heads like all others
    packed = covered(told, base, own=claims.keys(), signer=members.device)
    here = {WriterId(writer): seq for writer, seq in packed.items()}
    if all(seq <= here.get(writer, 0) for writer, seq in visit.replica.vector().items()):
        return
    voids = visit.replica.voids()
    own = (c for c in visit.replica.since(here) if members.may_pack(c.writer, c.seq))
    for some in in_batches(own):
        visit.step(0, 0)
        told_void = tuple((c.writer, c.seq) for c in some if (c.writer, c.seq) in voids)
        sealed = _sealed(visit, some, claims, told_void)
        chain = shelf.chains.get(shelf.station, Chain())
        if chain.last and sealed.header.signer != chain.signer:  # the shelf of another device
            shelf.take_new_station()
            visit.report.new_station = True
            sealed = _sealed(visit, some, claims, told_void)
        shelf.add(sealed)
        visit.report.sent += len(some)
        _judge_own(visit, sealed.header, some, voids)


def _sealed(
    visit: Visit, some: Sequence[Changeset], claims: Mapping[WriterId, bytes], void: tuple[Position, ...]
) -> Sealed:
    station = visit.shelf.station
    chain = visit.shelf.chains.get(station, Chain())
    content = visit.sealing.seal(
        some,
        station=station,
        seq=chain.last + 1,
        previous=chain.hash,
        members=visit.members.tips,
        claims=tuple((w, claims[w]) for w in dict.fromkeys(c.writer for c in some) if w in claims),
        void=void,
    )
    return visit.sealing.verify(content)


def _judge_own(visit: Visit, header: Header, some: Sequence[Changeset], voids: Collection[Position]) -> None:
    """What others will judge void is void here too: the role may have changed while one worked offline."""
    found: dict[str, list[Position]] = {}
    for c in some:
        verdict = visit.members.judge(header, c)
        if verdict.kind == "void" and (c.writer, c.seq) not in voids:
            found.setdefault(verdict.reason, []).append((c.writer, c.seq))
    for reason, positions in sorted(found.items()):
        visit.replica.void(positions, reason)
        visit.report.quarantined += [f"{w.hex()}-{seq} {reason}" for w, seq in positions]


def _told_to(visit: Visit, station: bytes, chain: Chain) -> int:
    """The last batch of a station that others will hear of, and get."""
    if station == visit.shelf.station:
        return chain.last
    kept = visit.kept_head(station)
    told = max(kept.seq if kept is not None else 0, visit.there(station))
    is_own = chain.signer == visit.members.device or not visit.members.device
    return min(told, _readable_to(visit, station, chain)) if is_own else told


def _readable_to(visit: Visit, station: bytes, chain: Chain) -> int:
    """The last batch all before which are on this remote or can be put there."""
    for seq in range(max(visit.there(station), chain.base) + 1, chain.last + 1):
        if visit.shelf.read(station, seq) is None:
            return seq - 1
    return chain.last


def _leave_broken_station(visit: Visit) -> None:
    """Nothing that follows an own batch which this disk lost before it was sent would ever be read by anybody."""
    station = visit.shelf.station
    chain = visit.shelf.chains.get(station, Chain())
    last = _readable_to(visit, station, chain)
    if last < chain.last and visit.get(batch_name(station, last + 1)) is None:
        visit.shelf.take_new_station()
        visit.report.new_station = True


def send(visit: Visit) -> None:
    """Records, then batches, then the heads that tell of them."""
    _send_records(visit)
    stations = list(visit.shelf.chains.items())
    for i, (station, chain) in enumerate(stations):
        visit.step(i, len(stations))
        there = visit.there(station)
        for piece in pieces_to_send(chain, there=there):
            _send_piece(visit, station, piece)
        if station != visit.shelf.station:
            _put_back_head(visit, station, there=max(there, chain.last))
    _send_own_head(visit)


def _send_records(visit: Visit) -> None:
    """Membership records that no head on this remote tells of."""
    records = visit.members.records()
    if not records:
        return
    told = set(visit.members.told_by({tip for head in visit.heads() for tip in head.members}))
    for name in sorted(records.keys() - told):
        visit.put(name, records[name])


def _send_piece(visit: Visit, station: bytes, piece: Piece) -> None:
    contents = []
    for seq in range(piece.first, piece.last + 1):
        if (content := visit.read_batch(station, seq)) is None:
            return  # lost here: another device will have to
        contents.append(content)
    if piece.is_segment:
        visit.put(segment_name(station, block_of(piece.first)), join(contents))
    else:
        visit.put(batch_name(station, piece.first), contents[0])
    visit.report.uploaded += len(contents)


def _put_back_head(visit: Visit, station: bytes, *, there: int) -> None:
    """The head of another station, where the remote has an older one or none."""
    kept, head = visit.kept_head(station), visit.head(station)
    if kept is None or kept.seq > there:
        return
    if head is not None and head.turn >= kept.turn and station not in visit.torn:
        return
    _put_head(visit, station, kept, visit.shelf.head(station) or b"")


def _put_head(visit: Visit, station: bytes, head: Head, content: bytes) -> None:
    folder = _folder_for(visit, station)
    name = head_name(station, head.turn, folder)
    if visit.seen.get(name, ("", b""))[1] == content:
        return  # the torn one is the other
    visit.put(name, content)
    visit.seen[name] = "", content  # its tag is not known: it is read once more, which shows a copy of this ledger
    visit.station_heads.setdefault(station, []).append(head)


def _folder_for(visit: Visit, station: bytes) -> str:
    """Where the heads of a station are, or the first folder with room."""
    inside: dict[str, set[bytes | None]] = {}
    for name in visit.seen:
        folder, _, last = name.rpartition("/")
        if last.startswith(station.hex()):
            return folder
        inside.setdefault(folder, set()).add(station_of(last))
    number = 0
    while len(inside.get(folder_of_heads(number), ())) >= FOLDER_IS_FULL:
        number += 1
    return folder_of_heads(number)


def _send_own_head(visit: Visit) -> None:
    """Tell how far this station came, if there is anything to tell that this remote does not know."""
    station = visit.shelf.station
    chain = visit.shelf.chains.get(station, Chain())
    kept, there = visit.kept_head(station), visit.head(station)
    wants = asked_for(visit.waits, visit.now)
    told = set(visit.members.told_by({tip for head in visit.heads() for tip in head.members}))
    is_told = visit.members.records().keys() <= told
    is_same = kept is not None and (kept.seq, kept.hash, kept.wants) == (chain.last, chain.hash, wants)
    if kept is not None and is_same and (is_told or kept.members == visit.members.tips):
        if there is None or there.turn < kept.turn or station in visit.torn:
            _put_head(visit, station, kept, visit.shelf.head(station) or b"")
        return
    if kept is None and chain.last == 0 and not wants and is_told:
        return  # who only reads writes nothing
    turn = max(head.turn if head is not None else 0 for head in (kept, there)) + 1
    _write_head(visit, chain, turn=turn, wants=wants, snapshots=kept.snapshots if kept is not None else ())


def _write_head(
    visit: Visit, chain: Chain, *, turn: int, wants: tuple[str, ...], snapshots: tuple[tuple[str, int], ...]
) -> None:
    station = visit.shelf.station
    head = Head(
        format=0,
        program="",
        space=visit.sealing.space,
        station=station,
        seq=chain.last,
        hash=chain.hash,
        signer=b"",
        vector={bytes(writer): seq for writer, seq in visit.replica.vector().items()},
        turn=turn,
        members=visit.members.tips,
        snapshots=snapshots,
        wants=wants,
    )
    content = visit.sealing.write_head(head)
    visit.shelf.keep_head(station, content)
    _put_head(visit, station, visit.sealing.read_head(content), content)


def tell_snapshots(visit: Visit, made: tuple[str, int], *, keep: int) -> list[str]:
    """Tell of a new snapshot in the own head; the names of own older ones that are told of no more."""
    kept, there = visit.kept_head(visit.shelf.station), visit.head(visit.shelf.station)
    turn = max(head.turn if head is not None else 0 for head in (kept, there)) + 1
    all_made = [*(kept.snapshots if kept is not None else ()), made]
    chain = visit.shelf.chains.get(visit.shelf.station, Chain())
    wants = kept.wants if kept is not None else ()
    _write_head(visit, chain, turn=turn, wants=wants, snapshots=tuple(all_made[-keep:]))
    return [name for name, _ in all_made[:-keep]]
