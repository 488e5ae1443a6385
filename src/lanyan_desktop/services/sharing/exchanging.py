"""One exchange with one place, from the keys to the sentence: what the engine did becomes a report for people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar

from lanyan_desktop.core.changes.operations import Changeset, Vector, WriterId
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.services.own_part import take_part
from lanyan_desktop.services.sharing.asking import Watching, check_standing, take_requests
from lanyan_desktop.services.sharing.door import Door
from lanyan_desktop.services.sharing.folder import KnownRemote
from lanyan_desktop.services.sharing.papers import Papers
from lanyan_desktop.services.sharing.policy import Outcome
from lanyan_desktop.services.sharing.remotes import open_known
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.services.sharing.values import ExchangeNote, SyncReport
from lanyan_desktop.services.sharing.wording import moment, report_words
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader
from lanyan_desktop.sync.exchange import Exchange, Report
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.remotes.remote import RemoteError
from lanyan_desktop.sync.seams import Position
from lanyan_desktop.sync.snapshots import Snapshots
from lanyan_desktop.sync.visit import Visit

T = TypeVar("T")
FOLD = 20_000
"""Operations given to the ledger's thread at once: an edit waits for one fold at the most."""
_PULL = 500  # changesets read from the ledger at once
_DAY_MS = 86_400_000
PENDING_S = 60.0
"""How often a device that asked to be let in looks for the answer."""
_PASSING = {"sync.running", "sharing.pending", "sharing.key_missing", "ledger.busy"}


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class DoorReplica:
    """A ledger as the engine sees it, through its door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def vector(self) -> dict[WriterId, int]:
        return self._door.read(lambda reader: reader.vector())

    def since(self, vector: Vector) -> Iterator[Changeset]:
        """In pieces, each from where the last one ended, so that edits come in between."""
        known = dict(vector)
        while True:
            some = self._pull(dict(known))
            yield from some
            if len(some) < _PULL:
                return
            known |= {c.writer: c.seq for c in some}

    def _pull(self, known: Vector) -> list[Changeset]:
        return self._door.read(lambda reader: list(islice(reader.since(known), _PULL)))

    def receive(self, changesets: Iterable[Changeset], *, void: Mapping[Position, str] | None = None) -> object:
        voided = void or {}
        for some in _folds(changesets):
            self._write(lambda ledger, some=some: ledger.receive(some, void=voided))  # type: ignore[misc]  # bound now
        return None

    def void(self, positions: Iterable[Position], reason: str) -> object:
        gathered = list(positions)
        return self._write(lambda ledger: ledger.void(gathered, reason))

    def readmit(self, positions: Iterable[Position]) -> object:
        gathered = list(positions)
        return self._write(lambda ledger: ledger.readmit(gathered))

    def voids(self) -> Mapping[Position, str]:
        return self._door.read(lambda reader: reader.voids())

    def missing_history(self) -> int:
        return self._door.read(lambda reader: reader.missing_history())

    def backfill(self, changesets: Iterable[Changeset]) -> object:
        for some in _folds(changesets):
            self._write(lambda ledger, some=some: ledger.backfill(some))  # type: ignore[misc]  # bound now
        return None

    def _write(self, command: Callable[[Ledger], T]) -> T:
        """Others' work: whoever waits for own edits need not hear of it."""

        def told(ledger: Ledger) -> T:
            self._door.is_foreign = True
            try:
                return command(ledger)
            finally:
                self._door.is_foreign = False

        return self._door.write(told)


def _folds(changesets: Iterable[Changeset]) -> Iterator[list[Changeset]]:
    some: list[Changeset] = []
    count = 0
    for c in changesets:
        some.append(c)
        count += c.count
        if count >= FOLD:
            yield some
            some, count = [], 0
    if some:
        yield some


class FreshSnapshots(Snapshots):
    """Snapshots of a ledger behind a door, sealed with the keys of the moment."""

    def __init__(self, space: Space, door: Door) -> None:
        def write(file: Path) -> object:
            return door.read(lambda reader: reader.write_snapshot(file))

        super().__init__(space.sealing.access, write)
        self._space = space

    def publish_if_due(self, visit: Visit) -> bool:
        self._access = self._space.sealing.access
        return super().publish_if_due(visit)


class Line:
    """The connection to one place, kept from one exchange to the next so that a poll stays one request."""

    def __init__(self, space: Space, door: Door, known: KnownRemote) -> None:
        self.known = known
        self.outcome = Outcome(is_good=True)
        """How the last exchange ended, for the policy."""
        self._space = space
        self._door = door
        self._remote: Watching | None = None
        self._exchange: Exchange | None = None

    def close(self) -> None:
        """Let go of the connection; the next exchange makes a new one."""
        if self._remote is not None:
            self._remote.close()
        self._remote = self._exchange = None

    @property
    def remote(self) -> Watching:
        """Opened when first asked for.

        Raises:
            RemoteError: its pinned certificate is not the server's.
        """
        if self._remote is None:
            self._remote = Watching(open_known(self.known, self._space.store, self._space.id), self._space.root)
        return self._remote

    def run(self, step: Step = no_step) -> SyncReport:
        """One exchange; what went wrong is in the report, save `Cancelled`.

        Raises:
            Cancelled: by the step; what was done stays done.
        """
        begun = time.monotonic()
        report = Report()
        try:
            check_standing(self._space, self.remote)
            held, lacked = self._standing()
            report = self._exchanged().run(step)
            has_papers = self._afterwards(report, held, step)
            lacks = self._standing()[1]
        except LanyanError as caught:
            self.close()
            self._note_part()
            # the removal came with this very exchange: it is why there is no key, or no right, any more
            error = LanyanError("sharing.removed") if self._space.is_removed else caught
            wait_s = error.wait_s if isinstance(error, RemoteError) else None
            is_passing = error.is_passing if isinstance(error, RemoteError) else error.code in _PASSING
            again_s = PENDING_S if error.code == "sharing.pending" else wait_s
            self.outcome = Outcome(is_good=False, is_passing=is_passing, wait_s=again_s)
            return self._report(report, begun, code=error.code, problems=(sentence(error),), wait_s=wait_s)
        self.outcome = Outcome(is_good=True, has_more=has_papers or 0 < lacks < lacked)
        words = [*problem_words(report), *self._door.read(ledger_words)]
        if self._space.members.needs_upgrade:
            words.append("成员名单里有更新版本的程序写的内容，升级程序后才能看全；其余照常同步。")
        return self._report(report, begun, problems=tuple(words))

    def _exchanged(self) -> Exchange:
        space, door = self._space, self._door
        public = space.device.public
        space.claims = tuple(door.read(lambda reader: reader.own_claims(public)))
        if self._exchange is None:
            self._exchange = Exchange(
                DoorReplica(door),
                space.shelf,
                self.remote,
                space.sealing,
                space.register,
                place=self.known.url,
                claims=lambda: {WriterId(writer): nonce for writer, nonce in space.claims},
                snapshots=FreshSnapshots(space, door),
            )
        return self._exchange

    def _standing(self) -> tuple[int, int]:
        """How many changesets are here, and of how many only the line."""
        return self._door.read(lambda reader: (sum(reader.vector().values()), reader.missing_history()))

    def _afterwards(self, report: Report, held: int, step: Step) -> bool:
        """Keep what came of members and requests, note what the place holds, carry papers; True: some are left."""
        space, now = self._space, now_ms()
        self._note_part()
        if space.is_removed:
            raise LanyanError("sharing.removed")
        if not space.has_key:
            raise LanyanError("sharing.key_missing")
        if space.is_admin:
            take_requests(space, self.remote)
            if self._give_keys(now):  # at once: somebody waits for it, and a command exchanges only once
                _add(report, self._exchanged().run(step))
        changed: dict[str, object] = {"last_good_ms": now, "holds": held + report.received}
        is_old = report.uploaded > 0 and now - self.known.marked_ms > _DAY_MS
        if not self.known.marked_ms or self.remote.is_bare or is_old:
            self.remote.put(f"p/known/{space.id.hex()}", b"LYF1" + space.id)
            changed["marked_ms"] = now
        space.folder.change_remote(self.known.name, **changed)
        self.known = next((one for one in space.folder.remotes() if one.name == self.known.name), self.known)
        return Papers(space, self._door, self.remote, self.known.url).put_some(step)

    def _note_part(self) -> None:
        """Another role holds from now on, in the open ledger too."""
        if self._space.note_members():
            folder = self._space.folder.path
            self._door.write(lambda ledger: take_part(ledger, folder))

    def _give_keys(self, now: int) -> bool:
        """What an admin's program does by itself: a new key after a removal, and keys for who lacks one."""
        space, before = self._space, self._space.members
        if space.members.needs_epoch:
            space.add_records([acts.new_epoch(space.members, space.device, now=now)])
        given = acts.give(space.members, space.device, now=now)
        if given is not None:
            space.add_records([given])
        return space.members is not before

    def _report(
        self,
        report: Report,
        begun: float,
        *,
        problems: tuple[str, ...],
        code: str = "",
        wait_s: float | None = None,
    ) -> SyncReport:
        conflicts, quarantined = self._door.read(lambda reader: (reader.conflict_count(), len(reader.quarantined())))
        return SyncReport(
            remote=self.known.name,
            sent=report.sent,
            received=report.received,
            conflicts=conflicts,
            quarantined=quarantined,
            requests=report.requests,
            sent_bytes=report.sent_bytes,
            received_bytes=report.received_bytes,
            seconds=time.monotonic() - begun,
            problems=problems,
            code=code,
            wait_s=wait_s,
            put_back=report.healed + (0 if report.sent else report.uploaded),
        )


def note_of(report: SyncReport) -> ExchangeNote:
    """The line of the history."""
    return ExchangeNote(now_ms(), report.remote, report.is_good, report_words(report), report)


def _add(report: Report, more: Report) -> None:
    """Count a second exchange as part of the first."""
    for name in ("sent", "received", "uploaded", "healed", "requests", "sent_bytes", "received_bytes"):
        setattr(report, name, getattr(report, name) + getattr(more, name))


def ledger_words(reader: Reader) -> list[str]:
    """What came from others and a person should look into, though nothing is lost by it."""
    words = []
    for clock in reader.wrong_clocks():
        whose = f"{clock.user or '有人'}的电脑“{clock.device}”"
        words.append(f"{whose}时间不对（{moment(int(clock.moment))}），请校准；冲突的先后可能因此颠倒。")
    if forks := len(reader.forks()):
        words.append(f"有 {forks} 个编号被两份不同的修改用过，账套可能被绕过程序复制；先到的一份有效，请核对。")
    return words


def problem_words(report: Report) -> list[str]:
    """What an exchange that went well has to tell all the same."""
    words = []
    if report.newer:
        words.append(f"有 {len(report.newer)} 批修改是更新版本的程序做的，升级程序后才能看到；其余照常同步。")
    if report.keyless:
        words.append(f"有 {len(report.keyless)} 批修改还缺成员记录或密钥，收到后会自动采用。")
    if report.refused:
        words.append(f"有 {len(report.refused)} 个文件不完整或不是成员发出的，没有采用；会再找完整的一份。")
    if report.missing:
        words.append(f"有 {len(report.missing)} 批修改一天以上没有找到，正在请有这些内容的电脑补发。")
    if report.quarantined:
        words.append(f"有 {len(report.quarantined)} 项修改超出职责范围或来源不明，没有采用，已列给项目经理处理。")
    if report.new_station:
        words.append("发现账套的文件夹曾被复制或恢复，本机已换用新的编号，内容没有丢失。")
    return words
