"""The shelf: every verified batch of every station, kept on this machine, in the same layout as on a remote.

Therefore a remote that was wiped or rolled back is refilled from here, what came too early waits here across restarts,
and nothing is downloaded twice. An object is put here before its changesets are applied: dying in between costs
nothing, the next exchange applies them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lanyan_desktop.core.changes.operations import NO_HASH
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.sync.batch import NeedsUpgrade, Sealed, Unverified, verify

_PER_FOLDER = 500


def batch_name(station: bytes, seq: int) -> str:
    """Where a batch lies below its space.

    >>> batch_name(bytes(1), 501)
    'b/00/00001/00000501.b'
    """
    return f"b/{station.hex()}/{seq // _PER_FOLDER:05}/{seq:08}.b"


@dataclass
class Chain:
    """The batches of one station that are here: all from 1 to the last."""

    last: int = 0
    hash: bytes = NO_HASH
    signer: bytes = b""
    ranges: list[tuple[tuple[bytes, int, int], ...]] = field(default_factory=list)  # by seq - 1


class Shelf:
    """The batches of one space on this machine. One exchange at a time (`held`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.chains: dict[bytes, Chain] = {}
        self._load()
        self.station = self._own_station()

    def _own_station(self) -> bytes:
        file = self._folder / "station"
        with contextlib.suppress(OSError, ValueError):
            name = bytes.fromhex(file.read_text("ascii"))
            if len(name) == 16:
                return name
        return self.take_new_station()

    def take_new_station(self) -> bytes:
        """Write under another name from now on: somebody else writes under ours."""
        self.station = os.urandom(16)
        write_whole(self._folder / "station", self.station.hex().encode())
        return self.station

    def _load(self) -> None:
        """Look at what lies here; a batch that is damaged ends its chain and is fetched again."""
        for folder in sorted((self._folder / "b").glob("*")):
            for file in sorted(folder.glob("*/*.b")):
                try:
                    self._link(verify(file.read_bytes()))
                except (Unverified, NeedsUpgrade):
                    break

    def fits(self, sealed: Sealed) -> bool:
        """True for the next batch of a station, by the same signer, naming the one before."""
        chain, header = self.chains.get(sealed.header.station, Chain()), sealed.header
        is_signer = not chain.last or header.signer == chain.signer
        return header.seq == chain.last + 1 and header.previous == chain.hash and is_signer

    def add(self, sealed: Sealed) -> None:
        """Keep a batch that fits.

        Raises:
            LanyanError: sync.shelf.
        """
        path = self._folder / batch_name(sealed.header.station, sealed.header.seq)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, sealed.content)
        except OSError as error:
            raise LanyanError("sync.shelf", folder=str(self._folder), detail=str(error)) from error
        self._link(sealed)

    def _link(self, sealed: Sealed) -> None:
        if not self.fits(sealed):
            raise Unverified("out of its chain")
        header = sealed.header
        chain = self.chains.setdefault(header.station, Chain())
        chain.last, chain.hash, chain.signer = header.seq, sealed.hash, header.signer
        chain.ranges.append(header.ranges)

    def read(self, station: bytes, seq: int) -> bytes:
        """The bytes of a batch that is here."""
        return (self._folder / batch_name(station, seq)).read_bytes()

    def covered(self) -> dict[bytes, int]:
        """Writer -> the last changeset that lies here in some batch, all before it as well."""
        vector: dict[bytes, int] = {}
        told = sorted(r for chain in self.chains.values() for ranges in chain.ranges for r in ranges)
        for writer, first, last in told:
            if first <= vector.get(writer, 0) + 1:
                vector[writer] = max(vector.get(writer, 0), last)
        return vector

    def beyond(self, vector: dict[bytes, int]) -> Iterator[tuple[bytes, int]]:
        """(station, seq) of the batches that hold what a holder of this vector does not have."""
        for station, chain in self.chains.items():
            for i, ranges in enumerate(chain.ranges):
                if any(last > vector.get(writer, 0) for writer, _, last in ranges):
                    yield station, i + 1

    def keep_head(self, station: bytes, content: bytes) -> None:
        """Remember the newest head of a station as it came, so that it can be put back."""
        (self._folder / "h").mkdir(exist_ok=True)
        write_whole(self._folder / "h" / station.hex(), content)

    def heads(self) -> dict[bytes, bytes]:
        """The newest head of each station."""
        return {bytes.fromhex(file.name): file.read_bytes() for file in (self._folder / "h").glob("[0-9a-f]*")}

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else on this machine exchanges meanwhile; freed by the system if we die.

        Raises:
            LanyanError: sync.running.
        """
        with (self._folder / "lock").open("a+b") as file:
            try:
                _lock(file.fileno())
            except OSError as error:
                raise LanyanError("sync.running") from error
            self.chains.clear()
            self._load()  # another process may have exchanged since
            yield


def _lock(number: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
