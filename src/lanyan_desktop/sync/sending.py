"""Packing what lies in no batch yet; putting on a remote what is not there: own work, and what others lost there."""

from __future__ import annotations

from lanyan_desktop.core.changes.operations import WriterId
from lanyan_desktop.sync.chains import batch_name, covered
from lanyan_desktop.sync.deciding import FOLDER_IS_FULL, Piece, asked_for, in_batches, pieces_to_send
from lanyan_desktop.sync.fetching import folder_of_heads
from lanyan_desktop.sync.head import Head, head_name
from lanyan_desktop.sync.seams import Chain
from lanyan_desktop.sync.segments import block_of, join, segment_name
from lanyan_desktop.sync.visit import Visit


def pack(visit: Visit) -> None:
    """Everything that lies in no batch yet goes into own ones: own changesets, and those of a lost shelf."""
    shelf, members = visit.shelf, visit.members
    told = [(chain, _told_to(visit, station, chain)) for station, chain in shelf.chains.items()]
    here = {WriterId(writer): seq for writer, seq in covered(told, shelf.base()).items()}
    if all(seq <= here.get(writer, 0) for writer, seq in visit.replica.vector().items()):
        return
    claims, voids = visit.claims(), visit.replica.voids()
    own = (c for c in visit.replica.since(here) if members.may_pack(c.writer, c.seq))
    for some in in_batches(own):
        visit.step(0, 0)
        chain = shelf.chains.get(shelf.station, Chain())
        content = visit.sealing.seal(
            some,
            station=shelf.station,
            seq=chain.last + 1,
            previous=chain.hash,
            members=members.tips,
            claims=tuple((w, claims[w]) for w in dict.fromkeys(c.writer for c in some) if w in claims),
            void=tuple((c.writer, c.seq) for c in some if (c.writer, c.seq) in voids),
        )
        shelf.add(visit.sealing.verify(content))
        visit.report.sent += len(some)


def _told_to(visit: Visit, station: bytes, chain: Chain) -> int:
    """The last batch of a station that others will hear of."""
    if station == visit.shelf.station:
        return chain.last
    kept = visit.kept_head(station)
    return max(kept.seq if kept is not None else 0, visit.there(station))


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
        if (content := visit.shelf.read(station, seq)) is None:
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
    if kept is None or kept.seq > there or not visit.members.is_device(kept.signer):
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
    counts: dict[str, int] = {}
    for name in visit.seen:
        folder, _, last = name.rpartition("/")
        if last.startswith(station.hex()):
            return folder
        counts[folder] = counts.get(folder, 0) + 1
    number = 0
    while counts.get(folder_of_heads(number), 0) >= FOLDER_IS_FULL:
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
