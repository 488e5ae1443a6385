"""The shelf: every verified batch of every station, kept on this machine, in the same layout as on a remote.

Therefore a remote that was wiped or rolled back is refilled from here, what came too early waits here across restarts,
and nothing is downloaded twice. An object is put here before its changesets are applied: dying in between costs
nothing, the next exchange applies them. What is known of the batches without opening them is kept in an index beside
them, which is only ever added to, and made anew from the batches when it is not whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from lanyan_desktop.kit.errors import LanyanError, why
from lanyan_desktop.kit.files import try_lock, write_whole
from lanyan_desktop.sync.batch import Header, NeedsUpgrade, Sealed, Unverified, hash_of, verify
from lanyan_desktop.sync.chains import Chains, batch_name, held
from lanyan_desktop.sync.seams import Chain, Wait

T = TypeVar("T")
_pack = msgspec.msgpack.Encoder().encode
_INDEX = b"LYX1"


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    header: Header  # without what is not needed to find it again
    hash: bytes
    size: int


class _Start(msgspec.Struct, frozen=True, array_like=True):
    """Where a snapshot told that others were."""

    stations: dict[bytes, tuple[int, bytes, bytes]] = {}  # station -> (seq, hash of that batch, signer)
    vector: dict[bytes, int] = {}


_entry = msgspec.msgpack.Decoder(_Entry).decode
_waits = msgspec.msgpack.Decoder(dict[str, Wait]).decode
_place = msgspec.msgpack.Decoder(dict[str, tuple[str, bytes]]).decode
_start = msgspec.msgpack.Decoder(_Start).decode
_tips = msgspec.msgpack.Decoder(tuple[bytes, ...]).decode


class Shelf:
    """The batches of one space on this machine. One exchange at a time (`held`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._linked = Chains()
        self._start = _Start()
        self._read_to = 0  # bytes of the index that are in `_linked`
        self._load()
        self.station = self._own_station()

    # ---- own station

    def _own_station(self) -> bytes:
        name = self._kept("station", lambda content: bytes.fromhex(content.decode("ascii")), b"")
        return name if len(name) == 16 else self.take_new_station()

    def take_new_station(self) -> bytes:
        """Write under another name from now on: somebody else writes under ours."""
        self.station = os.urandom(16)
        self._keep("station", self.station.hex().encode())
        return self.station

    # ---- batches

    @property
    def chains(self) -> Mapping[bytes, Chain]:
        return self._linked.chains

    @property
    def history(self) -> Mapping[bytes, Chain]:
        return self._linked.history

    def fits(self, sealed: Sealed) -> bool:
        """True for the next batch of a station, by the same signer, naming the one before."""
        return self._linked.place_for(sealed.header) is not None

    def add(self, sealed: Sealed) -> None:
        """Keep a batch that fits.

        Raises:
            LanyanError: sync.shelf.
            Unverified: it does not fit.
        """
        if not self.fits(sealed):
            raise Unverified("out of its chain")
        header = sealed.header
        name = batch_name(header.station, header.seq)
        if header.station == self.station:
            self._keep(name, sealed.content)  # on the disk before anybody is told
        else:
            self._write(name, sealed.content)
        self._log(sealed)
        self._linked.link(header, digest=sealed.hash, size=len(sealed.content))

    def _write(self, name: str, content: bytes) -> None:
        """Without waiting for the disk: what a cut of power spoils is seen when it is read, and fetched again."""
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise self._told(error) from error

    def _log(self, sealed: Sealed) -> None:
        small = msgspec.structs.replace(sealed.header, members=(), claims=(), void=())
        line = _pack(_Entry(small, sealed.hash, len(sealed.content)))
        start = b"" if self._read_to else _INDEX
        try:
            with (self._folder / "index").open("r+b" if self._read_to else "wb") as file:
                file.seek(self._read_to)
                file.truncate()  # half a line of one who died
                file.write(start + len(line).to_bytes(4) + _check(line) + line)
                if sealed.header.station == self.station:
                    file.flush()
                    os.fsync(file.fileno())  # else its number might be given again to another batch
                self._read_to = file.tell()
        except OSError as error:
            raise self._told(error) from error

    def read(self, station: bytes, seq: int) -> bytes | None:
        """The bytes of a batch; None if they are lost or spoilt here."""
        link = held(self, station, seq)
        try:
            content = (self._folder / batch_name(station, seq)).read_bytes()
        except OSError:
            return None
        return content if link is not None and hash_of(content) == link.hash else None

    def replace(self, sealed: Sealed) -> None:
        """Put a batch again that was lost or spoilt here."""
        self._keep(batch_name(sealed.header.station, sealed.header.seq), sealed.content)

    def start_at(self, stations: Mapping[bytes, tuple[int, bytes, bytes]], vector: Mapping[bytes, int]) -> None:
        """Go on from a snapshot: station -> (seq, hash of that batch, its signer), and what the snapshot holds."""
        self._start = _Start(dict(stations), dict(vector))
        self._keep("start", _pack(self._start))
        self._read_to = 0
        self._load()

    def base(self) -> Mapping[bytes, int]:
        return self._start.vector

    def _load(self) -> None:
        """Read what the index has beyond what is known; one that is not whole is made anew."""
        path = self._folder / "index"
        content = b""
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            file.seek(self._read_to)
            content = file.read()
        if not self._read_to:
            self._begin()
            if content[:4] != _INDEX:
                self._rebuild()
                return
            self._read_to, content = 4, content[4:]
        at = 0
        while at + 8 <= len(content):
            end = at + 8 + int.from_bytes(content[at : at + 4])
            line = content[at + 8 : end]
            if len(line) < end - at - 8 or _check(line) != content[at + 4 : at + 8]:
                break
            entry = _entry(line)
            if self._linked.place_for(entry.header) is not None:
                self._linked.link(entry.header, digest=entry.hash, size=entry.size)
            at = end
        self._read_to += at

    def _begin(self) -> None:
        self._linked = Chains()
        self._start = self._kept("start", _start, _Start())
        for station, (seq, digest, signer) in self._start.stations.items():
            self._linked.start_at(station, seq=seq, digest=digest, signer=signer)

    def _rebuild(self) -> None:
        """Look at every batch; one that is damaged ends its chain and is fetched again."""
        found = []
        for folder in sorted((self._folder / "b").glob("*")):
            for file in sorted(folder.glob("*/*.b")):
                with contextlib.suppress(Unverified, NeedsUpgrade, OSError):
                    found.append(verify(file.read_bytes()))
        for sealed in sorted(found, key=lambda sealed: (sealed.header.station, sealed.header.seq)):
            if self.fits(sealed):
                self._log(sealed)
                self._linked.link(sealed.header, digest=sealed.hash, size=len(sealed.content))

    # ---- what is remembered

    def keep_head(self, station: bytes, content: bytes) -> None:
        """Remember the newest head of a station as it came, so that it can be put back."""
        self._keep(f"h/{station.hex()}", content)

    def head(self, station: bytes) -> bytes | None:
        """The newest head of a station that was seen anywhere."""
        return self._kept(f"h/{station.hex()}", bytes, b"") or None

    def waits(self) -> dict[str, Wait]:
        return self._kept("waits", _waits, {})

    def keep_waits(self, waits: Mapping[str, Wait]) -> None:
        self._keep("waits", _pack(dict(waits)))

    def place(self, place: str) -> dict[str, tuple[str, bytes]]:
        return self._kept(_place_name(place), _place, {})

    def keep_place(self, place: str, seen: Mapping[str, tuple[str, bytes]]) -> None:
        self._keep(_place_name(place), _pack(dict(seen)))

    def judged_at(self) -> tuple[bytes, ...]:
        return self._kept("judged", _tips, ())

    def keep_judged_at(self, tips: tuple[bytes, ...]) -> None:
        self._keep("judged", _pack(tips))

    def _keep(self, name: str, content: bytes) -> None:
        path = self._folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            raise self._told(error) from error

    def _kept(self, name: str, read: Callable[[bytes], T], otherwise: T) -> T:
        try:
            return read((self._folder / name).read_bytes())
        except (OSError, ValueError, msgspec.DecodeError):
            return otherwise  # never written, or spoilt: it is only a memory, and grows again

    def _told(self, error: OSError) -> LanyanError:
        return LanyanError("sync.shelf", folder=str(self._folder), detail=why(error))

    # ---- one at a time

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else on this machine exchanges meanwhile; freed by the system if we die.

        Raises:
            LanyanError: sync.running, sync.shelf.
        """
        try:
            file = (self._folder / "lock").open("a+b")
        except OSError as error:
            raise self._told(error) from error
        with file:
            if not try_lock(file.fileno()):
                raise LanyanError("sync.running")
            self._catch_up()
            yield

    def _catch_up(self) -> None:
        """Another process may have exchanged since, or taken another station."""
        size = 0
        with contextlib.suppress(FileNotFoundError):
            size = (self._folder / "index").stat().st_size
        if size < self._read_to:
            self._read_to = 0
        self._load()
        self.station = self._own_station()


def _check(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=4).digest()


def _place_name(place: str) -> str:
    return f"places/{hashlib.blake2b(place.encode(), digest_size=8).hexdigest()}"
