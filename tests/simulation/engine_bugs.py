"""Bugs planted in the engine itself: its decisions replaced by careless ones, and the simulator must see each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from lanyan_desktop.core.changes import waiting
from lanyan_desktop.sync import applying, exchange, fetching, sending
from lanyan_desktop.sync.batch import Header, Sealed, Unverified
from lanyan_desktop.sync.deciding import Piece, Standing
from lanyan_desktop.sync.remotes.remote import Counted, Entry, RemoteError
from lanyan_desktop.sync.seams import Chain
from lanyan_desktop.sync.visit import Visit
from tests.simulation.engine import EngineWorld
from tests.simulation.seals import SPACE

Plant = Callable[[pytest.MonkeyPatch], None]


def nothing(*_: object, **__: object) -> None:
    """Stands for a step that was left out."""


def left_out(module: object, name: str) -> Plant:
    return lambda patch: patch.setattr(module, name, nothing)


def told_is_there(patch: pytest.MonkeyPatch) -> None:
    """What any head ever told of is taken for lying on this place."""
    there = Visit.there

    def trusting(self: Visit, station: bytes) -> int:
        kept = self.kept_head(station)
        return max(there(self, station), kept.seq if kept is not None else 0)

    patch.setattr(Visit, "there", trusting)
    patch.setattr(exchange, "answer_wants", nothing)
    patch.setattr(exchange, "look_behind", nothing)


def drop(visit: Visit, stations: Sequence[bytes]) -> None:
    """Take these stations off the shelf, and what came with them out of the ledger."""
    shelf, desk = visit.shelf, visit.replica
    gone = {
        (writer, n)
        for station in stations
        for link in shelf.chains[station].links
        for writer, first, last in link.ranges
        for n in range(first, last + 1)
    }
    for station in stations:
        del shelf.chains[station]  # type: ignore[attr-defined]  # a dict, in memory
    desk.log = [c for c in desk.log if (c.writer, c.seq) not in gone]  # type: ignore[attr-defined]  # a desk
    desk.replay()  # type: ignore[attr-defined]  # a desk


def missing_is_deleted(patch: pytest.MonkeyPatch) -> None:
    poll = fetching.poll

    def obedient(visit: Visit) -> None:
        poll(visit)
        drop(visit, [s for s in visit.shelf.chains if s not in visit.station_heads and s != visit.shelf.station])

    patch.setattr(exchange, "poll", obedient)


def busy_is_empty(patch: pytest.MonkeyPatch) -> None:
    listed = fetching._listed

    def careless(visit: Visit) -> Iterator[tuple[str, Entry]]:
        try:
            yield from listed(visit)
        except RemoteError:
            drop(visit, [station for station in visit.shelf.chains if station != visit.shelf.station])

    patch.setattr(fetching, "_listed", careless)


def torn_is_passed_over(patch: pytest.MonkeyPatch) -> None:
    """A batch whose seal does not hold is put on the shelf as one that holds nothing, and the next is asked for."""
    believed = fetching._believed

    def believing(visit: Visit, content: bytes, chain: Chain, station: bytes, seq: int) -> Sealed | None:
        try:
            visit.sealing.verify(content)
        except Unverified:
            return Sealed(Header(1, 1, SPACE, station, seq, 1, chain.hash, chain.signer or bytes(32), ()), content)
        return believed(visit, content, chain, station, seq)

    patch.setattr(fetching, "_believed", believing)


def unsent_is_dropped(patch: pytest.MonkeyPatch) -> None:
    send = sending._send_piece

    def careless(visit: Visit, station: bytes, piece: Piece) -> None:
        try:
            send(visit, station, piece)
        except RemoteError:
            chain = visit.shelf.chains[station]
            del chain.links[piece.first - chain.base :]
            raise

    patch.setattr(sending, "_send_piece", careless)


def unwritten_is_done(patch: pytest.MonkeyPatch) -> None:
    """An error of a put is taken for success."""
    put = Counted.put

    def careless(self: Counted, name: str, content: bytes) -> None:
        try:
            put(self, name, content)
        except RemoteError:
            return

    patch.setattr(Counted, "put", careless)
    patch.setattr(exchange, "answer_wants", nothing)
    patch.setattr(exchange, "look_behind", nothing)


def copy_keeps_station(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(EngineWorld, "renew_station", nothing)
    patch.setattr(fetching, "is_written_by_others", lambda head, chain, turn: False)


def clone_keeps_writer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(EngineWorld, "renew_writer", nothing)


def no_causal_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waiting, "first_missing", lambda seq_of, c: None)


def all_accepted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "settle", lambda verdicts: Standing("accepted"))


def looked_for_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Visit, "is_due", lambda self, name: name not in self.waits)


def torn_head_counts_as_read(patch: pytest.MonkeyPatch) -> None:
    def is_to_be_read(visit: Visit, name: str, tag: str) -> bool:
        known = visit.seen.get(name)
        return known is None or known[0] != tag

    patch.setattr(fetching, "_is_to_be_read", is_to_be_read)


def oldest_head_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        "lanyan_desktop.sync.visit.newest", lambda heads: min(heads, key=lambda head: head.turn, default=None)
    )


def nobody_asks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sending, "asked_for", lambda waits, now: ())
    patch.setattr(exchange, "look_behind", nothing)


def shelf_is_not_applied(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "beyond", lambda chains, vector: [])


def records_are_not_sent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sending, "_send_records", nothing)
    patch.setattr(exchange, "look_behind", nothing)


BUGS: dict[str, tuple[Plant, int]] = {
    "a head is the truth about a place": (told_is_there, 400),
    "a missing object deletes": (missing_is_deleted, 100),
    "a spent budget is an empty place": (busy_is_empty, 800),
    "torn batches accepted": (torn_is_passed_over, 600),
    "unsent dropped on error": (unsent_is_dropped, 800),
    "an error of a put is success": (unwritten_is_done, 400),
    "a copy keeps its station": (copy_keeps_station, 400),
    "a clone keeps its writer": (clone_keeps_writer, 400),
    "no causal order": (no_causal_order, 400),
    "everything is accepted": (all_accepted, 100),
    "verdicts do not reach back": (left_out(exchange, "judge_again"), 400),
    "own batches are not judged": (left_out(sending, "_judge_own"), 400),
    "other stations' heads are not put back": (left_out(sending, "_put_back_head"), 2500),
    "looked for once only": (looked_for_once, 400),
    "a torn head counts as read": (torn_head_counts_as_read, 1500),
    "the oldest head counts": (oldest_head_counts, 400),
    "records are not sent": (records_are_not_sent, 400),
    "history is not filled in": (left_out(exchange, "backfill"), 400),
    "nobody asks for what is missing": (nobody_asks, 400),
    "nothing is put for those who ask": (left_out(exchange, "answer_wants"), 2500),
    "the shelf is not applied": (shelf_is_not_applied, 100),
}
"""What is planted, and within how many seeds it must be seen."""
