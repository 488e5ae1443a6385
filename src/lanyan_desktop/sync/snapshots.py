"""Snapshots: the state of a ledger as one file, so that who joins can work at once; the history follows behind.

A snapshot is a cache and is not believed for good: its manifest is signed by a member and tells the hashes of its
pieces and how far each station was; the history that is fetched afterwards must end in just those batches, and the
ledger compares it with what the snapshot said.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard

from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.sync.access import Access
from lanyan_desktop.sync.batch import NoKey, Unverified
from lanyan_desktop.sync.chains import beyond
from lanyan_desktop.sync.fetching import fetch_members, poll
from lanyan_desktop.sync.memory_shelf import MemoryShelf
from lanyan_desktop.sync.objects import open_note, open_piece, seal_note, seal_piece
from lanyan_desktop.sync.remotes.remote import Remote
from lanyan_desktop.sync.seams import Membership
from lanyan_desktop.sync.sending import tell_snapshots
from lanyan_desktop.sync.visit import Visit

EVERY_BATCHES = 200
"""A snapshot is due when who joins would have to fetch so many batches beyond the newest one."""
KEPT = 2  # of each station's own
PIECE_BYTES = 8 << 20
_MOST_PIECES = 1000
_MOST_NOTE = 4 << 20
_NAME = re.compile(r"n/[0-9a-f]{12,16}-[0-9a-f]{32}\.n")
_pack = msgspec.msgpack.Encoder().encode


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What a snapshot holds, and what it stands on."""

    format: int
    stations: dict[bytes, tuple[int, bytes, bytes]]  # station -> (last batch inside, its hash, its signer)
    vector: dict[bytes, int]  # writer -> last changeset inside
    members: tuple[bytes, ...]
    pieces: tuple[bytes, ...]  # BLAKE2b-256 of each object


_manifest = msgspec.msgpack.Decoder(Manifest).decode


class Snapshots:
    """Publishes snapshots of one ledger by the rule. `write` makes the file of one (`Ledger.write_snapshot`)."""

    def __init__(
        self, access: Access | Callable[[], Access], write: Callable[[Path], object], *, every: int = EVERY_BATCHES
    ) -> None:
        self._access = access  # asked for each time, or a snapshot would be sealed with the key of who is out by now
        self._write = write
        self._every = every

    def publish_if_due(self, visit: Visit) -> bool:
        """By who sent something now, if there is enough new since the newest one, and all that is known is applied."""
        held = sum(chain.last for chain in visit.shelf.chains.values())
        newest = max((count for head in visit.heads() for _, count in head.snapshots), default=0)
        if not visit.report.sent or held - newest < self._every:
            return False
        vector = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
        if beyond(visit.shelf.chains, vector) or visit.shelf.history:
            return False
        with tempfile.TemporaryDirectory(prefix="lanyan-snapshot-") as folder:
            file = Path(folder) / "snapshot"
            self._write(file)
            self._publish(visit, file, held)
        return True

    def _publish(self, visit: Visit, file: Path, held: int) -> None:
        access = self._access() if callable(self._access) else self._access
        stem = f"n/{visit.now:012x}-{visit.shelf.station.hex()}"
        hashes = []
        with file.open("rb") as opened:
            for k, piece in enumerate(_compressed(opened)):
                visit.step(0, 0)
                content = seal_piece(access, f"{stem}.{k}", piece)
                visit.put(f"{stem}.{k}", content)
                hashes.append(_hash(content))
        stations = {s: (chain.last, chain.hash, chain.signer) for s, chain in visit.shelf.chains.items()}
        vector = {bytes(writer): seq for writer, seq in visit.replica.vector().items()}
        manifest = Manifest(1, stations, vector, visit.members.tips, tuple(hashes))
        visit.put(f"{stem}.n", seal_note(access, f"{stem}.n", _pack(manifest)))
        for old in tell_snapshots(visit, (f"{stem}.n", held), keep=KEPT):
            _delete(visit.remote, visit.root, old)


def _compressed(file: BinaryIO) -> Iterator[bytes]:
    """The file compressed, in pieces."""
    held = b""
    with zstandard.ZstdCompressor(level=9).stream_reader(file) as reader:
        while chunk := reader.read(1 << 20):
            held += chunk
            while len(held) >= PIECE_BYTES:
                yield held[:PIECE_BYTES]
                held = held[PIECE_BYTES:]
    if held:
        yield held


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=32).digest()


def _delete(remote: Remote, root: str, name: str) -> None:
    """Take a snapshot away; its manifest first, so that nobody begins with it."""
    remote.delete(f"{root}/{name}")
    stem = name.removesuffix(".n")
    for k in range(_MOST_PIECES):
        if remote.stat(f"{root}/{stem}.{k}") is None:
            return
        remote.delete(f"{root}/{stem}.{k}")


def fetch_snapshot(
    remote: Remote, access: Access, members: Membership, target: Path, *, step: Step = no_step
) -> Manifest | None:
    """Write the newest snapshot that verifies to a file; its manifest, None if there is none to be had.

    Afterwards the file is adopted by the store, and `Shelf.start_at(manifest.stations, manifest.vector)` goes on from
    it. Membership records are fetched on the way.

    Raises:
        RemoteError; OSError of the file.
    """
    visit = Visit.looking(remote, access, members, MemoryShelf(), step)
    poll(visit)
    fetch_members(visit)
    told = {name for head in visit.heads() for name, _ in head.snapshots if _NAME.fullmatch(name)}
    for name in sorted(told, reverse=True):  # a name begins with its time
        try:
            manifest = _read(visit, access, name)
            _write_pieces(visit, access, name, manifest, target)
        except (Unverified, NoKey, zstandard.ZstdError):
            with suppress(FileNotFoundError):
                target.unlink()
            continue
        return manifest
    return None


def _read(visit: Visit, access: Access, name: str) -> Manifest:
    signer, content = open_note(access, name, visit.get(name, most=_MOST_NOTE) or b"")
    if not visit.members.is_device(signer):
        raise Unverified("a stranger's")
    try:
        manifest = _manifest(content)
    except msgspec.DecodeError as error:
        raise Unverified("manifest") from error
    if not visit.members.knows(manifest.members) or len(manifest.pieces) > _MOST_PIECES:
        raise Unverified("manifest")
    return manifest


def _write_pieces(visit: Visit, access: Access, name: str, manifest: Manifest, target: Path) -> None:
    stem = name.removesuffix(".n")
    unpacked = zstandard.ZstdDecompressor().decompressobj()
    with target.open("wb") as file:
        for k, expected in enumerate(manifest.pieces):
            visit.step(k, len(manifest.pieces))
            content = visit.get(f"{stem}.{k}") or b""
            if _hash(content) != expected:
                raise Unverified("piece")
            file.write(unpacked.decompress(open_piece(access, f"{stem}.{k}", content)))
