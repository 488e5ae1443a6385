"""One exchange with one remote: fetch what is new, apply it, pack what is own, send and put back what is not there.

Whatever is interrupted is done by the next exchange: an object is on the shelf before it is applied or sent, and a
station's head is written after its batches. A missing object never deletes anything; it is put back from the shelf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from nacl.signing import SigningKey

from lanyan_desktop import __version__
from lanyan_desktop.core.changes.operations import Changeset, Vector, WriterId
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.sync.batch import NeedsUpgrade, Sealed, Unverified, seal, unseal, verify
from lanyan_desktop.sync.head import Head, read_head, write_head
from lanyan_desktop.sync.remotes.remote import Counted, Remote
from lanyan_desktop.sync.shelf import Chain, Shelf, batch_name

MOST_OPERATIONS = 500
MOST_BYTES = 8 << 20
"""A batch closes at these; one changeset alone may be larger."""
_AT_ONCE = 1000  # batches opened for one transaction: bounds memory


class Replica(Protocol):
    """What sync needs of a ledger."""

    def vector(self) -> dict[WriterId, int]: ...
    def since(self, vector: Vector) -> Iterator[Changeset]: ...
    def receive(self, changesets: Iterable[Changeset]) -> object: ...


@dataclass(frozen=True, slots=True)
class Access:
    """What a device holds of a space: its keys, its own signature, and whom it believes."""

    space: bytes  # 16
    epoch: int  # of the key for new batches
    keys: Mapping[int, bytes] = field(repr=False)  # epoch -> key
    signer: SigningKey = field(repr=False)
    is_member: Callable[[bytes], bool]  # by Ed25519 public key


@dataclass
class Report:
    """What an exchange did. `refused` and `newer` name objects: not believed, and only for a newer program."""

    sent: int = 0  # changesets packed
    received: int = 0  # changesets applied that were not here
    uploaded: int = 0  # batches put on the remote, those put back for others too
    requests: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    refused: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)


class Exchange:
    """Carries out exchanges between one replica and one remote; keep it for the next poll, which is then 1 request.

    Raises (all methods):
        LanyanError: what the replica raises; sync.running, sync.shelf; RemoteError with its codes.
    """

    def __init__(self, replica: Replica, shelf: Shelf, remote: Remote, access: Access) -> None:
        self._replica = replica
        self._shelf = shelf
        self._remote = Counted(remote)
        self._access = access
        self._root = f"p/{access.space.hex()}"
        self._tags: dict[str, str] = {}  # of heads that were followed to their end
        self._there: dict[bytes, int] = {}  # station -> last batch the remote's head tells of

    def run(self, step: Step = no_step) -> Report:
        """Fetch, apply, pack, send."""
        report = Report()
        self._remote.tally = tally = type(self._remote.tally)()
        with self._shelf.held():
            try:
                self._fetch(report, step)
                self._apply(report)
                self._pack(report)
                self._send(report, step)
            finally:
                report.requests, report.sent_bytes, report.received_bytes = tally.requests, tally.sent, tally.received
        return report

    # ---- fetching

    def _fetch(self, report: Report, step: Step) -> None:
        found: dict[bytes, list[tuple[str, str]]] = {}
        for entry in self._remote.list(f"{self._root}/h"):
            if (station := _station_of(entry.name)) is not None:
                found.setdefault(station, []).append((entry.name, entry.tag))
        self._there = {station: seq for station, seq in self._there.items() if station in found}
        for i, (station, entries) in enumerate(found.items()):
            step(i, len(found))
            if any(self._tags.get(name) != tag for name, tag in entries):
                self._follow(station, entries, report)

    def _follow(self, station: bytes, entries: list[tuple[str, str]], report: Report) -> None:
        """Fetch a station's news. Without a sound head: look for the batch after the last one all the same."""
        head = self._newest_head(station, [name for name, _ in entries], report)
        chain = self._shelf.chains.get(station, Chain())
        if head is not None and self._is_written_by_others(station, head, chain):
            self._shelf.take_new_station()
        before = chain.last
        is_whole = self._fetch_batches(station, head.seq if head else None, report)
        chain = self._shelf.chains.get(station, Chain())
        self._there[station] = head.seq if head else chain.last if chain.last > before else self._there.get(station, 0)
        if is_whole and head is not None:
            self._tags.update(entries)

    def _is_written_by_others(self, station: bytes, head: Head, chain: Chain) -> bool:
        """True if our own station's head tells of what this shelf did not write: shelf restored, or copied."""
        if station != self._shelf.station:
            return False
        return head.seq > chain.last or (head.seq == chain.last and head.hash != chain.hash)

    def _newest_head(self, station: bytes, names: list[str], report: Report) -> Head | None:
        newest: Head | None = None
        for name in names:
            content = self._remote.get(f"{self._root}/h/{name}", most=1 << 20)
            try:
                head = read_head(content or b"")
            except Unverified:
                continue  # torn: the other one, or the batches themselves, will tell
            if head.station != station or head.space != self._access.space or not self._access.is_member(head.signer):
                report.refused.append(f"h/{name}")
            elif newest is None or head.seq > newest.seq:
                newest = head
                self._shelf.keep_head(station, content or b"")
        return newest

    def _fetch_batches(self, station: bytes, last: int | None, report: Report) -> bool:
        """Fetch what follows; True if all up to `last` is here. None: as far as it goes."""
        seq = self._shelf.chains.get(station, Chain()).last + 1
        while last is None or seq <= last:
            name = batch_name(station, seq)
            content = self._remote.get(f"{self._root}/{name}")
            sealed = None if content is None else self._believed(name, station, content, report)
            if sealed is None:
                return False
            self._shelf.add(sealed)
            seq += 1
        return True

    def _believed(self, name: str, station: bytes, content: bytes, report: Report) -> Sealed | None:
        try:
            sealed = verify(content)
        except NeedsUpgrade:
            report.newer.append(name)
            return None
        except Unverified:
            report.refused.append(name)
            return None
        header = sealed.header
        is_right = header.station == station and header.space == self._access.space and self._shelf.fits(sealed)
        if is_right and self._access.is_member(header.signer):
            return sealed
        report.refused.append(name)
        return None

    # ---- applying

    def _apply(self, report: Report) -> None:
        before = self._replica.vector()
        wanted = sorted(self._shelf.beyond({bytes(w): seq for w, seq in before.items()}), key=lambda x: (x[1], x[0]))
        for i in range(0, len(wanted), _AT_ONCE):
            some = wanted[i : i + _AT_ONCE]
            try:
                self._replica.receive(self._opened(some, report))
            except LanyanError as error:
                if error.code != "changeset.malformed":
                    raise
                self._apply_singly(some, report)
        after = self._replica.vector()
        report.received = sum(seq - before.get(writer, 0) for writer, seq in after.items())

    def _apply_singly(self, names: list[tuple[bytes, int]], report: Report) -> None:
        """One of these batches cannot be applied: the others can."""
        for name in names:
            try:
                self._replica.receive(self._opened([name], Report()))
            except LanyanError as error:
                if error.code != "changeset.malformed":
                    raise
                report.refused.append(batch_name(*name))

    def _opened(self, names: list[tuple[bytes, int]], report: Report) -> Iterator[Changeset]:
        for station, seq in names:
            try:
                yield from unseal(verify(self._shelf.read(station, seq)), self._access.keys)
            except NeedsUpgrade:
                report.newer.append(batch_name(station, seq))
            except Unverified:
                report.refused.append(batch_name(station, seq))

    # ---- packing and sending

    def _pack(self, report: Report) -> None:
        """Everything that lies in no batch yet goes into own ones: own changesets, and those of a lost shelf."""
        covered = {WriterId(writer): seq for writer, seq in self._shelf.covered().items()}
        for some in _in_batches(self._replica.since(covered)):
            chain = self._shelf.chains.get(self._shelf.station, Chain())
            content = seal(
                some,
                space=self._access.space,
                station=self._shelf.station,
                seq=chain.last + 1,
                previous=chain.hash,
                epoch=self._access.epoch,
                key=self._access.keys[self._access.epoch],
                signer=self._access.signer,
            )
            self._shelf.add(verify(content))
            report.sent += len(some)

    def _send(self, report: Report, step: Step) -> None:
        for i, (station, chain) in enumerate(self._shelf.chains.items()):
            step(i, len(self._shelf.chains))
            there = self._there.get(station, 0)
            if there >= chain.last:
                continue
            if not there and not self._there:
                self._remote.put(f"{self._root}/fmt", b"LYF1" + self._access.space)
            for seq in range(there + 1, chain.last + 1):
                self._remote.put(f"{self._root}/{batch_name(station, seq)}", self._shelf.read(station, seq))
                report.uploaded += 1
            self._send_head(station, chain)

    def _send_head(self, station: bytes, chain: Chain) -> None:
        content = self._own_head(chain) if station == self._shelf.station else self._shelf.heads().get(station)
        if content is None:
            return  # batches found without a head: whoever looks for the next number finds them
        seq = read_head(content).seq
        name = f"{station.hex()}.{seq % 2}"
        self._remote.put(f"{self._root}/h/{name}", content)
        self._there[station] = seq

    def _own_head(self, chain: Chain) -> bytes:
        vector: dict[bytes, int] = {bytes(writer): seq for writer, seq in self._replica.vector().items()}
        access = self._access
        content = write_head(
            program=__version__,
            space=access.space,
            station=self._shelf.station,
            seq=chain.last,
            last=chain.hash,
            vector=vector,
            signer=access.signer,
        )
        self._shelf.keep_head(self._shelf.station, content)
        return content


def _station_of(name: str) -> bytes | None:
    """The station of a head's name, None for any other name."""
    stem, _, turn = name.partition(".")
    try:
        station = bytes.fromhex(stem)
    except ValueError:
        return None
    return station if len(station) == 16 and turn in {"0", "1"} else None


def _in_batches(changesets: Iterable[Changeset]) -> Iterator[list[Changeset]]:
    some: list[Changeset] = []
    count = size = 0
    for c in changesets:
        own_size = sum(map(len, c.parts))
        if some and (count + c.count > MOST_OPERATIONS or size + own_size > MOST_BYTES):
            yield some
            some, count, size = [], 0, 0
        some.append(c)
        count += c.count
        size += own_size
    if some:
        yield some
