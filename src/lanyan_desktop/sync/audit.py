"""Looking behind the heads: what a remote lost or spoilt is put again by any device that has it.

Twofold: who looks for an object in vain asks for it in his head, and whoever has it answers; and every ten minutes each
device looks at a piece of what should be there, drawn by lot, so that what nobody misses today is there for tomorrow's
newcomer. A handful of requests each time: the budget is for work.
"""

from __future__ import annotations

import random

from lanyan_desktop.sync.chains import PER_FOLDER, batch_name, place_of
from lanyan_desktop.sync.deciding import folds
from lanyan_desktop.sync.seams import Chain
from lanyan_desktop.sync.segments import BATCHES, first_of, join, segment_name, size_of
from lanyan_desktop.sync.visit import Visit

_MOST_MENDED = 50


def answer_wants(visit: Visit, answered: set[tuple[str, int]]) -> None:
    """Put again what others ask for in their heads; `answered` remembers (name, turn of the head that asked)."""
    for head in list(visit.heads()):
        for name in head.wants[:_MOST_MENDED] if head.station != visit.shelf.station else ():
            if (name, head.turn) in answered:
                continue
            answered.add((name, head.turn))
            if (content := _content(visit, name)) is not None:
                is_mended = _mend(visit, name, content)
                if is_mended and (place := place_of(name)) is not None:
                    _mend_after(visit, *place)


def _mend_after(visit: Visit, station: bytes, seq: int) -> None:
    """Go on from a spoilt batch to the first whole one: who asked could not look behind it, and would ask for each."""
    for after in range(seq + 1, seq + _MOST_MENDED):
        content = visit.shelf.read(station, after)
        if content is None or not _mend(visit, batch_name(station, after), content):
            return


def _content(visit: Visit, name: str) -> bytes | None:
    """The bytes of an object that is here, by its name."""
    if (place := place_of(name)) is not None:
        return visit.shelf.read(*place)
    return visit.members.records().get(name)


def _mend(visit: Visit, name: str, content: bytes) -> bool:
    if visit.get(name) == content:
        return False
    visit.put(name, content)
    visit.report.healed += 1
    return True


def look_behind(visit: Visit) -> None:
    """Compare one segment, one folder of batches, one batch and the membership records with what is here."""
    chains = [(station, chain) for station, chain in visit.shelf.chains.items() if chain.links]
    if chains:
        station, chain = random.choice(chains)
        seq = random.randint(chain.base + 1, chain.last)
        _mend_segment(visit, station, chain, (seq - 1) // BATCHES)
        _look_at_folder(visit, station, chain, seq // PER_FOLDER)
        if (content := visit.shelf.read(station, seq)) is not None and not _is_folded(visit, station, chain, seq):
            _mend(visit, batch_name(station, seq), content)
    records = visit.members.records()
    if records:
        there = {f"m/{entry.name}" for entry in visit.remote.list(f"{visit.root}/m")}
        for name in sorted(records.keys() - there)[:_MOST_MENDED]:
            _mend(visit, name, records[name])
        name = random.choice(sorted(records))
        _mend(visit, name, records[name])


def _look_at_folder(visit: Visit, station: bytes, chain: Chain, number: int) -> None:
    name = f"b/{station.hex()}/{number:05}"
    sizes = {entry.name: entry.size for entry in visit.remote.list(f"{visit.root}/{name}")}
    low, high = max(number * PER_FOLDER, chain.base + 1), min((number + 1) * PER_FOLDER - 1, chain.last)
    folded: dict[int, bool] = {}
    mended = 0
    for seq in range(low, high + 1):
        link = chain.link(seq)
        size = sizes.get(f"{seq:08}.b", -1)
        if link is None or size is None or size == link.size:
            continue
        block = (seq - 1) // BATCHES
        if block not in folded:
            folded[block] = _is_folded(visit, station, chain, seq)
        content = None if folded[block] and size == -1 else visit.shelf.read(station, seq)
        if content is not None and mended < _MOST_MENDED:
            _mend(visit, batch_name(station, seq), content)
            mended += 1


def _is_folded(visit: Visit, station: bytes, chain: Chain, seq: int) -> bool:
    """True if the remote has a segment with this batch, of the size it must have."""
    block = (seq - 1) // BATCHES
    links = [chain.link(n) for n in range(first_of(block), first_of(block + 1))]
    if any(link is None for link in links):
        return False
    entry = visit.remote.stat(f"{visit.root}/{segment_name(station, block)}")
    size = size_of([link.size for link in links if link is not None])
    return entry is not None and entry.size in {None, size}


def _mend_segment(visit: Visit, station: bytes, chain: Chain, block: int) -> None:
    """Put a segment again that is gone or cut short; the batches inside may lie nowhere else."""
    first, after = first_of(block), first_of(block + 1)
    is_closed = chain.base < first and after - 1 <= chain.last and folds(chain, block)
    if not is_closed or _is_folded(visit, station, chain, first):
        return
    contents = [content for seq in range(first, after) if (content := visit.read_batch(station, seq)) is not None]
    if len(contents) == BATCHES:
        visit.put(segment_name(station, block), join(contents))
        visit.report.healed += 1
