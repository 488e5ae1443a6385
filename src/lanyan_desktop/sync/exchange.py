"""One exchange with one remote: fetch what is new, apply it, pack what is own, send and put back what is not there.

Whatever is interrupted is done by the next exchange: an object is on the shelf before it is applied or sent, and a
station's head is written after its batches. A missing object never deletes anything; it is put back from the shelf.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from lanyan_desktop.core.changes.operations import WriterId
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.sync.applying import apply, backfill, every_batch, judge_again, judged_at, note_judged
from lanyan_desktop.sync.audit import answer_wants, look_behind
from lanyan_desktop.sync.fetching import fetch_batches, fetch_history, fetch_members, mend_shelf, poll
from lanyan_desktop.sync.head import Head
from lanyan_desktop.sync.remotes.remote import Counted, Remote
from lanyan_desktop.sync.seams import Membership, Replica, Sealing, Shelf
from lanyan_desktop.sync.sending import pack, send
from lanyan_desktop.sync.snapshots import Snapshots
from lanyan_desktop.sync.visit import Report, Seen, Visit

__all__ = ["Exchange", "Report"]
AUDIT_EVERY_MS = 10 * 60_000
HISTORY_REQUESTS = 40
"""Pieces of history fetched in one exchange: the rest in the next ones, work comes first."""
_FORMAT = b"LYF1"


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Exchange:
    """Carries out exchanges between one replica and one remote; keep it for the next poll, which is then 1 request.

    `place` names the remote: what it listed is then remembered on the shelf from one process to the next. `claims`
    gives the nonces of the writers that are this device's (see sync/members).

    Raises (all methods):
        LanyanError: what the replica raises; sync.running, sync.shelf, sync.newer; RemoteError with its codes.
    """

    def __init__(
        self,
        replica: Replica,
        shelf: Shelf,
        remote: Remote,
        sealing: Sealing,
        members: Membership,
        *,
        place: str = "",
        clock: Callable[[], int] = now_ms,
        claims: Callable[[], Mapping[WriterId, bytes]] = dict,
        snapshots: Snapshots | None = None,
    ) -> None:
        self._replica = replica
        self._shelf = shelf
        self._remote = Counted(remote)
        self._sealing = sealing
        self._members = members
        self._place = place
        self._clock = clock
        self._claims = claims
        self._snapshots = snapshots
        self._is_history_begun = False
        self._seen: Seen = {}
        self._read: dict[bytes, Head | None] = {}
        self._is_format_known = False
        self._answered: set[tuple[str, int]] = set()
        self._audited = clock()

    def run(self, step: Step = no_step) -> Report:
        """Fetch, apply, pack, send; once in a while look whether what the heads tell of is really there."""
        self._remote.tally = tally = type(self._remote.tally)()
        with self._shelf.held():
            visit = self._visit(step)
            waits = dict(visit.waits)
            try:
                self._carry_out(visit)
            finally:
                self._remember(visit, waits)
                report = visit.report
                report.requests, report.sent_bytes, report.received_bytes = tally.requests, tally.sent, tally.received
        return report

    def _visit(self, step: Step) -> Visit:
        if self._place and not self._seen:
            self._seen = self._shelf.place(self._place)
        return Visit(
            replica=self._replica,
            shelf=self._shelf,
            remote=self._remote,
            sealing=self._sealing,
            members=self._members,
            claims=self._claims,
            step=step,
            now=self._clock(),
            seen=dict(self._seen),
            waits=self._shelf.waits(),
            read=self._read,
        )

    def _carry_out(self, visit: Visit) -> None:
        poll(visit)
        if not visit.seen or not self._is_format_known:
            self._look_at_format(visit)
        fetch_members(visit)
        fresh = fetch_batches(visit)
        mend_shelf(visit)
        before = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
        known_then = judged_at(visit)
        tried = apply(visit, before)
        judge_again(visit, before, known_then=known_then, fresh=fresh, tried=tried)
        pack(visit)
        note_judged(visit)
        send(visit)
        if self._snapshots is not None:
            self._snapshots.publish_if_due(visit)
        self._fill_history(visit, fresh)
        answer_wants(visit, self._answered)
        if not 0 <= visit.now - self._audited < AUDIT_EVERY_MS:
            self._audited = visit.now
            look_behind(visit)

    def _fill_history(self, visit: Visit, fresh: list[tuple[bytes, int]]) -> None:
        """Some of what lies behind the snapshot this ledger began with."""
        if not visit.shelf.history and not visit.replica.missing_history():
            return
        lacked, missing = bool(visit.shelf.history), visit.replica.missing_history()
        came = fetched = fetch_history(visit, HISTORY_REQUESTS)
        if not self._is_history_begun:
            came = every_batch(visit)  # what an earlier process fetched and did not come to give to the ledger
            self._is_history_begun = True
        backfill(visit, [*came, *fresh])
        is_whole = not visit.replica.missing_history()  # with a batch lost for good, where another brought the same
        if (lacked and not visit.shelf.history) or (is_whole and (fetched or missing)):
            visit.shelf.keep_judged_at(())  # what the snapshot held is judged by the batches that bring it, next time

    def _look_at_format(self, visit: Visit) -> None:
        """The mark of the space's format, written by whoever comes first, put back by whoever misses it."""
        if visit.seen and self._place and self._seen:
            self._is_format_known = True  # this place was looked at by an earlier process
            return
        mark = _FORMAT + self._sealing.space
        content = visit.get("fmt", most=1 << 10)
        if content is not None and content[:3] == _FORMAT[:3] and content[3:4].isdigit() and content[3] > _FORMAT[3]:
            raise LanyanError("sync.newer")
        if content != mark:
            visit.put("fmt", mark)
        self._is_format_known = True

    def _remember(self, visit: Visit, waits: Mapping[str, object]) -> None:
        visit.tell_waits()
        if visit.waits != waits:
            self._shelf.keep_waits(visit.waits)
        if self._place and visit.seen != self._seen:
            self._shelf.keep_place(self._place, visit.seen)
        self._seen = visit.seen
