"""Finding news on a remote: one listing of heads, then the objects they tell of, as far as they are believed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress

from lanyan_desktop.sync.batch import NeedsUpgrade, Sealed, Unverified, hash_of
from lanyan_desktop.sync.chains import batch_name, belongs, follows, held, place_of
from lanyan_desktop.sync.deciding import FOLDER_IS_FULL, is_written_by_others, piece_to_fetch
from lanyan_desktop.sync.head import MOST_BYTES, station_of
from lanyan_desktop.sync.remotes.remote import Entry
from lanyan_desktop.sync.seams import Chain, Link
from lanyan_desktop.sync.segments import block_of, first_of, segment_name, split
from lanyan_desktop.sync.visit import Visit

_MOST_FOLDERS = 40
_MOST_NAMES = 2000  # of one folder: a server may list without end
_MOST_READ = 2000  # heads read at one poll, the others at the next ones
_MOST_RECORD = 256 << 10
_MOST_PROBES = 50  # stations whose heads are torn, followed in one exchange
_RECORD = re.compile(r"[0-9]{8}-[0-9a-f]{16,64}\.m")
_CUT_AT = 480  # records: a listing of so many may have been cut, at 500 or 750, without a word
_MOST_GUESSED, _NEAR = 200, 6
MEMBERS = "m"
"""The folder of membership records; also the name under which is remembered that some are missing."""


def poll(visit: Visit) -> None:
    """List the heads, and read those that changed."""
    listed = {}
    for folder, entry in _listed(visit):
        listed[f"{folder}/{entry.name}"] = entry.tag
    for name in [name for name in visit.seen if name not in listed]:
        del visit.seen[name]
    changed = [(name, tag) for name, tag in listed.items() if _is_to_be_read(visit, name, tag)]
    changed.sort(key=lambda one: (one[0] not in visit.seen, one[0]))  # those that were sound before anything new
    del changed[_MOST_READ:]
    for i, (name, tag) in enumerate(changed):
        visit.step(i, len(changed))
        content = visit.get(name, most=MOST_BYTES) or b""
        station = station_of(name.rpartition("/")[2])
        is_sound = station is not None and visit.sound_head(content, station) is not None
        visit.seen[name] = tag, content if is_sound else b""
        if is_sound:
            visit.waits.pop(name, None)
        else:
            visit.wait_for(name, "probe")
    visit.read_heads()


def _is_to_be_read(visit: Visit, name: str, tag: str) -> bool:
    """True for a head that changed, and now and then for one that was torn: its bytes may come after its tag."""
    known = visit.seen.get(name)
    return known is None or known[0] != tag or (not known[1] and visit.is_due(name))


def _listed(visit: Visit) -> Iterator[tuple[str, Entry]]:
    known = {name.rpartition("/")[0] for name in visit.seen}
    for number in range(_MOST_FOLDERS):
        folder = folder_of_heads(number)
        entries = visit.remote.list(f"{visit.root}/{folder}")
        ours = [entry for entry in entries[:_MOST_NAMES] if station_of(entry.name) is not None]
        yield from ((folder, entry) for entry in ours)
        is_full = len({station_of(entry.name) for entry in ours}) >= FOLDER_IS_FULL
        is_looked_at_first = bool(ours) and not known  # the next one may be there though this one lost some heads
        if not (is_full or is_looked_at_first or folder_of_heads(number + 1) in known):
            return


def folder_of_heads(number: int) -> str:
    """The folders of heads in order; the next one is used when the last is full.

    >>> folder_of_heads(0), folder_of_heads(1)
    ('h', 'h1')
    """
    return f"h{number or ''}"


def fetch_members(visit: Visit) -> None:
    """Fetch membership records, if a head names one that is not known here."""
    named = {tip for heads in visit.station_heads.values() for head in heads for tip in head.members}
    if visit.members.knows(named):
        visit.waits.pop(MEMBERS, None)
        return
    if not visit.is_due(MEMBERS):
        return
    known = visit.members.records()
    listed = [entry.name for entry in visit.remote.list(f"{visit.root}/{MEMBERS}") if _RECORD.fullmatch(entry.name)]
    wanted = sorted(name for last in listed if (name := f"{MEMBERS}/{last}") not in known)[:_MOST_NAMES]
    contents = []
    for i, name in enumerate(wanted):
        visit.step(i, len(wanted))
        if (content := visit.get(name, most=_MOST_RECORD)) is not None:
            contents.append(content)
    visit.members.take(contents)
    if len(listed) >= _CUT_AT:
        _ask_by_name(visit, named)
    if visit.members.knows(named):
        visit.waits.pop(MEMBERS, None)
    else:
        visit.wait_for(MEMBERS, "members")


def _ask_by_name(visit: Visit, named: Collection[bytes]) -> None:
    """Records that a cut listing left out: their hashes are told by heads and by other records, their depths nearly."""
    left, given_up = _MOST_GUESSED, set[bytes]()
    while left > 0:
        deepest = max((int(name[2:10]) for name in visit.members.records()), default=0)
        lacking = visit.members.lacking
        tips = (tip for tip in named if not visit.members.knows([tip]))
        wanted = dict.fromkeys(tips, deepest + _NEAR) | dict(lacking)
        if not (unknown := sorted(wanted.keys() - given_up, key=lambda h: (h not in lacking, h))):
            return
        digest = unknown[0]
        given_up.add(digest)
        for depth in range(wanted[digest], max(wanted[digest] - 2 * _NEAR, 0), -1):
            left -= 1
            content = visit.get(f"{MEMBERS}/{depth:08}-{digest.hex()}.m", most=_MOST_RECORD)
            if content is not None:
                visit.members.take([content])
                break


def fetch_batches(visit: Visit) -> list[tuple[bytes, int]]:
    """Fetch what stations wrote since; (station, seq) of what is new on the shelf."""
    found: list[tuple[bytes, int]] = []
    stations = sorted(visit.station_heads.keys() | visit.torn)
    probes = _MOST_PROBES
    for i, station in enumerate(stations):
        visit.step(i, len(stations))
        head = visit.head(station)
        chain = visit.shelf.chains.get(station, Chain())
        if head is None:
            if station in visit.station_heads:  # a stranger's, or by a member that is not known yet
                told = visit.report.keyless if MEMBERS in visit.waits else visit.report.refused
                told.append(f"h/{station.hex()}")
                continue
            probes -= 1
        elif station == visit.shelf.station:
            kept = visit.kept_head(station)
            if is_written_by_others(head, chain, kept.turn if kept is not None else 0):
                visit.shelf.take_new_station()
                visit.report.new_station = True
        if head is not None or probes >= 0:
            is_torn = station in visit.torn
            found += _follow(visit, station, last=head.seq if head is not None else None, is_torn=is_torn)
        if head is not None:
            _keep_newest(visit, station)
    return found


def fetch_history(visit: Visit, most: int) -> list[tuple[bytes, int]]:
    """Fetch so many pieces of what lies behind a snapshot, from the beginning; (station, seq) of what came."""
    found: list[tuple[bytes, int]] = []
    for station in list(visit.shelf.history):
        while most > 0 and (chain := visit.shelf.history.get(station)) is not None:
            most -= 1
            visit.step(0, 0)
            fetched = _fetch(visit, station, chain, chain.last + 1, last=visit.shelf.chains[station].base)
            try:
                for sealed in fetched:
                    if sealed.header.seq <= visit.shelf.chains[station].base:
                        visit.shelf.add(sealed)
                        found.append((station, sealed.header.seq))
            except Unverified:  # it does not end in the batch the snapshot told of: one of the two is forged
                visit.wait_for(batch_name(station, sealed.header.seq), "refused")
                break
            if not fetched:
                break
    return found


def mend_shelf(visit: Visit) -> None:
    """Fetch again what is lost or spoilt on this machine's disk."""
    for name, wait in list(visit.waits.items()):
        place = place_of(name)
        if wait.reason != "missing" or place is None or (link := held(visit.shelf, *place)) is None:
            continue
        if visit.shelf.read(*place) is not None:
            del visit.waits[name]
        elif visit.is_due(name):
            _fetch_again(visit, name, place, link)


def _fetch_again(visit: Visit, name: str, place: tuple[bytes, int], link: Link) -> None:
    for content in _copies(visit, name, *place):
        if hash_of(content) == link.hash:
            visit.shelf.replace(visit.sealing.verify(content))
            visit.waits.pop(name, None)
            return
    visit.wait_for(name, "missing")


def _copies(visit: Visit, name: str, station: bytes, seq: int) -> Iterator[bytes]:
    """What may be the batch: alone, then, if it is asked for, out of its segment."""
    yield visit.get(name) or b""
    block = block_of(seq)
    with suppress(Unverified):
        yield from split(visit.get(segment_name(station, block)) or b"")[seq - first_of(block) :][:1]


def _keep_newest(visit: Visit, station: bytes) -> None:
    """Keep the newest head of a station that tells of no more than is here.

    One that tells of a batch which never came could not be put back where it is lost, and would have taken the place
    of the one that can.
    """
    head, kept = visit.head(station), visit.kept_head(station)
    if head is None or (kept is not None and kept.turn >= head.turn):
        return
    if head.seq > visit.shelf.chains.get(station, Chain()).last:
        return
    for _, content in visit.seen.values():
        if visit.sound_head(content, station) == head:
            visit.shelf.keep_head(station, content)


def _follow(visit: Visit, station: bytes, *, last: int | None, is_torn: bool) -> list[tuple[bytes, int]]:
    """Fetch what follows on the shelf; beyond what a sound head tells only where another head is torn."""
    found: list[tuple[bytes, int]] = []
    while True:
        chain = visit.shelf.chains.get(station, Chain())
        seq = chain.last + 1
        if last is not None and seq > last and not is_torn:
            return found
        fetched = _fetch(visit, station, chain, seq, last=None if last is not None and seq > last else last)
        if not fetched:
            return found
        for sealed in fetched:
            visit.shelf.add(sealed)
            found.append((station, sealed.header.seq))


def _fetch(visit: Visit, station: bytes, chain: Chain, seq: int, *, last: int | None) -> list[Sealed]:
    """The next batches of a station, as many as came at once; none if there is nothing to believe."""
    name = batch_name(station, seq)
    wait = visit.waits.get(name)
    is_told_now = last is not None and wait is not None and wait.reason == "probe"
    if not is_told_now and not visit.is_due(name):
        return []
    piece = piece_to_fetch(seq, last=last)
    block = block_of(seq)
    if piece.is_segment and (some := _from_segment(visit, station, chain, seq)):
        return some
    content = visit.get(name)
    if content is None:
        is_closed = last is not None and block_of(last + 1) > block
        if is_closed and not piece.is_segment and (some := _from_segment(visit, station, chain, seq)):
            return some
        visit.wait_for(name, "missing" if last is not None else "probe")
        return []
    sealed = _believed(visit, content, chain, station, seq)
    if sealed is None and last is not None and block_of(last + 1) > block and not piece.is_segment:
        return _from_segment(visit, station, chain, seq)
    return [] if sealed is None else [sealed]


def _from_segment(visit: Visit, station: bytes, chain: Chain, seq: int) -> list[Sealed]:
    """The batches of a segment from this one on, as far as they are believed; no word about what is wrong with it."""
    content = visit.get(segment_name(station, block_of(seq)))
    try:
        contents = split(content or b"")
    except Unverified:
        return []
    found: list[Sealed] = []
    at = Chain(seq - 1, chain.hash, chain.signer)
    for content in contents:
        try:
            sealed = visit.sealing.verify(content)
        except (Unverified, NeedsUpgrade):
            break
        if sealed.header.seq < seq:
            continue
        if not _is_right(visit, sealed, at, station, seq + len(found)):
            break
        found.append(sealed)
        at = Chain(sealed.header.seq, sealed.hash, sealed.header.signer)
        visit.waits.pop(batch_name(station, sealed.header.seq), None)
    return found


def _is_right(visit: Visit, sealed: Sealed, chain: Chain, station: bytes, seq: int) -> bool:
    is_named = belongs(sealed, space=visit.sealing.space, station=station, seq=seq)
    return is_named and follows(chain, sealed.header) and visit.members.is_device(sealed.header.signer)


def _believed(visit: Visit, content: bytes, chain: Chain, station: bytes, seq: int) -> Sealed | None:
    name = batch_name(station, seq)
    try:
        sealed = visit.sealing.verify(content)
    except NeedsUpgrade:
        visit.wait_for(name, "newer")
        return None
    except Unverified:
        visit.wait_for(name, "damaged")
        return None
    if _is_right(visit, sealed, chain, station, seq):
        visit.waits.pop(name, None)
        return sealed
    is_stranger = not visit.members.is_device(sealed.header.signer)
    is_unknown = is_stranger and not visit.members.knows(sealed.header.members)
    visit.wait_for(name, "members" if is_unknown else "refused")
    return None
