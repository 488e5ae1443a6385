"""Packing what lies in no batch yet, and putting on a remote what is not there: own work, and what others lost there."""

from __future__ import annotations

from lanyan_desktop.core.changes.operations import WriterId
from lanyan_desktop.sync.chains import batch_name, covered
from lanyan_desktop.sync.deciding import FOLDER_IS_FULL, Piece, asked_for, in_batches, pieces_to_send
from lanyan_desktop.sync.fetching import folder_of_heads
from lanyan_desktop.sync.head import Head, head_name
from lanyan_desktop.sync.round import Round
from lanyan_desktop.sync.seams import Chain
from lanyan_desktop.sync.segments import block_of, join, segment_name


def pack(round: Round) -> None:
    """Everything that lies in no batch yet goes into own ones: own changesets, and those of a lost shelf."""
    shelf, members = round.shelf, round.members
    here = {WriterId(writer): seq for writer, seq in covered(shelf.chains.values(), shelf.base()).items()}
    if all(seq <= here.get(writer, 0) for writer, seq in round.replica.vector().items()):
        return
    claims, voids = round.claims(), round.replica.voids()
    own = (c for c in round.replica.since(here) if members.may_pack(c.writer, c.seq))
    for some in in_batches(own):
        round.step(0, 0)
        chain = shelf.chains.get(shelf.station, Chain())
        content = round.sealing.seal(
            some,
            station=shelf.station,
            seq=chain.last + 1,
            previous=chain.hash,
            members=members.tips,
            claims=tuple((w, claims[w]) for w in dict.fromkeys(c.writer for c in some) if w in claims),
            void=tuple((c.writer, c.seq) for c in some if (c.writer, c.seq) in voids),
        )
        shelf.add(round.sealing.verify(content))
        round.report.sent += len(some)


def send(round: Round) -> None:
    """Records, then batches, then the heads that tell of them."""
    is_new = not round.station_heads
    _send_records(round)
    stations = list(round.shelf.chains.items())
    for i, (station, chain) in enumerate(stations):
        round.step(i, len(stations))
        there = round.there(station)
        for piece in pieces_to_send(chain, there=there):
            _send_piece(round, station, piece)
        if station != round.shelf.station:
            _put_back_head(round, station, there=max(there, chain.last))
    _send_own_head(round, is_new=is_new)


def _send_records(round: Round) -> None:
    """Membership records that no head on this remote tells of."""
    records = round.members.records()
    if not records:
        return
    told = set(round.members.told_by({tip for head in round.heads() for tip in head.members}))
    for name in sorted(records.keys() - told):
        round.put(name, records[name])


def _send_piece(round: Round, station: bytes, piece: Piece) -> None:
    contents = []
    for seq in range(piece.first, piece.last + 1):
        if (content := round.shelf.read(station, seq)) is None:
            return  # lost here: another device will have to
        contents.append(content)
    if piece.is_segment:
        round.put(segment_name(station, block_of(piece.first)), join(contents))
    else:
        round.put(batch_name(station, piece.first), contents[0])
    round.report.uploaded += len(contents)


def _put_back_head(round: Round, station: bytes, *, there: int) -> None:
    """The head of another station, where the remote has an older one or none."""
    kept, head = round.kept_head(station), round.head(station)
    if kept is None or kept.seq > there or not round.members.is_device(kept.signer):
        return
    if head is not None and head.turn >= kept.turn and station not in round.torn:
        return
    _put_head(round, station, kept, round.shelf.head(station) or b"")


def _put_head(round: Round, station: bytes, head: Head, content: bytes) -> None:
    folder = _folder_for(round, station)
    name = head_name(station, head.turn, folder)
    if round.seen.get(name, ("", b""))[1] == content:
        return  # the torn one is the other
    round.put(name, content)
    round.seen[name] = "", content  # its tag is not known: it is read once more, which shows a copy of this ledger
    round.station_heads.setdefault(station, []).append(head)


def _folder_for(round: Round, station: bytes) -> str:
    """Where the heads of a station are, or the first folder with room."""
    counts: dict[str, int] = {}
    for name in round.seen:
        folder, _, last = name.rpartition("/")
        if last.startswith(station.hex()):
            return folder
        counts[folder] = counts.get(folder, 0) + 1
    number = 0
    while counts.get(folder_of_heads(number), 0) >= FOLDER_IS_FULL:
        number += 1
    return folder_of_heads(number)


def _send_own_head(round: Round, *, is_new: bool) -> None:
    """Tell how far this station came, if there is anything to tell that this remote does not know."""
    station = round.shelf.station
    chain = round.shelf.chains.get(station, Chain())
    kept, there = round.kept_head(station), round.head(station)
    wants = asked_for(round.waits, round.now)
    told = set(round.members.told_by({tip for head in round.heads() for tip in head.members}))
    is_told = round.members.records().keys() <= told
    wish = (chain.last, chain.hash, wants)
    if (
        kept is not None
        and (kept.seq, kept.hash, kept.wants) == wish
        and (is_told or kept.members == round.members.tips)
    ):
        if there is None or there.turn < kept.turn or station in round.torn:
            _put_head(round, station, kept, round.shelf.head(station) or b"")
        return
    if kept is None and chain.last == 0 and not wants and is_told:
        return  # who only reads writes nothing
    _write_head(round, station, chain, kept, there, wants)


def _write_head(
    round: Round, station: bytes, chain: Chain, kept: Head | None, there: Head | None, wants: tuple[str, ...]
) -> None:
    turn = max(head.turn if head is not None else 0 for head in (kept, there)) + 1
    head = Head(
        format=0,
        program="",
        space=round.sealing.space,
        station=station,
        seq=chain.last,
        hash=chain.hash,
        signer=b"",
        vector={bytes(writer): seq for writer, seq in round.replica.vector().items()},
        turn=turn,
        members=round.members.tips,
        snapshots=kept.snapshots if kept is not None else (),
        wants=wants,
    )
    content = round.sealing.write_head(head)
    round.shelf.keep_head(station, content)
    _put_head(round, station, round.sealing.read_head(content), content)
