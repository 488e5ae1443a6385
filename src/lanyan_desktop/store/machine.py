"""Who writes: one writer id for one copy of a ledger on one machine, never two at once (SYNC.md, "new writer id").

A ledger file can be copied, restored from a backup or rolled back by a sync folder. Its copy would then give numbers
that were given before to other changesets, and at the next sync work would be lost. Therefore a file outside the
ledger, in the machine's data folder, holds a nonce and a counter; the ledger holds the same pair with the writer id
that goes with it. Both are bumped at every open. Where they do not match, the ledger takes a new writer id.

In a ledger that is shared the writer id also says whose it is: it is a hash of the device's key and a drawn nonce, so
that nobody can number changesets for others (`operations.certified`). The key's public half is remembered beside the
nonces, so that a copy that takes a new writer id takes one that is certified too.

The file is written before the ledger: dying in between costs a writer id, never a number given twice. At closing the
last own sequence is noted too, so that a copy made during a session and put back after it is seen.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.core.changes.operations import WriterId, certified
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.kit.ids import new_ids

_MOST_NONCES = 50  # copies of one ledger known on one machine


@dataclass(frozen=True, slots=True)
class Machine:
    """This computer as a ledger sees it."""

    folder: Path  # for what it remembers of each ledger
    device: str  # its name, for people

    @classmethod
    def this(cls) -> Machine:
        """The machine the program runs on.

        Raises:
            LanyanError: folder.not_writable.
        """
        return cls(paths.data_dir() / "ledgers", platform.node() or "?")

    def name(self) -> str:
        """Tells machines apart, also those that bear one device name, as PCs cloned from one image do.

        Raises:
            LanyanError: folder.not_writable.
        """
        file = self.folder / "machine"
        try:
            if not file.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileExistsError), file.open("x", encoding="ascii") as new:
                    new.write(os.urandom(8).hex())
            drawn = file.read_text(encoding="ascii", errors="replace")
        except OSError as error:
            raise LanyanError("folder.not_writable", folder=str(self.folder)) from error
        return hashlib.blake2b(f"{drawn} {self.device}".encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class _Mark:
    counter: int
    seq: int  # the last own one when the ledger was closed


class Identity:
    """The writer id of an open ledger, and the pair that proves it."""

    def __init__(self, file: Path, nonce: bytes, writer: WriterId) -> None:
        self._file = file
        self._nonce = nonce
        self.writer = writer

    @classmethod
    def claim(cls, db: sqlite3.Connection, machine: Machine) -> Identity:
        """Find or make this copy's writer id and bump its counter; inside a write transaction.

        Raises:
            LanyanError: folder.not_writable.
        """
        (ledger_id,) = db.execute("SELECT value FROM about WHERE key='ledger'").fetchone()
        file = machine.folder / f"{ledger_id.hex()}.json"
        marks = _load(file)
        rows = db.execute(
            "SELECT m.nonce, m.counter, m.writer, ifnull(w.seq, 0) FROM mine m LEFT JOIN writer w ON w.id = m.writer"
        ).fetchall()
        device = _device(file)
        known = (row for row in rows if _matches(marks.get(row[0].hex()), counter=row[1], seq=row[3]))
        nonce, counter, writer, seq = next(known, (os.urandom(16), 0, b"", 0))
        if counter == 0:
            writer = _drawn(db, device) if device else WriterId(new_ids()[0])
            db.execute("INSERT INTO mine VALUES(?, ?, ?)", (nonce, counter, writer))
        marks.pop(nonce.hex(), None)
        _save(file, {**marks, nonce.hex(): _Mark(counter + 1, seq)})
        db.execute("UPDATE mine SET counter=? WHERE nonce=?", (counter + 1, nonce))
        return cls(file, nonce, WriterId(writer))

    def certify(self, db: sqlite3.Connection, device: bytes) -> None:
        """Let the writer id follow from this device's key, a new one if it does not yet; inside a write transaction.

        Raises:
            LanyanError: folder.not_writable.
        """
        _keep_device(self._file, device)
        row = db.execute("SELECT device FROM claim WHERE writer=?", (self.writer,)).fetchone()
        if row is None or row[0] != device:
            self.writer = _drawn(db, device)
            db.execute("UPDATE mine SET writer=? WHERE nonce=?", (self.writer, self._nonce))

    def note(self, seq: int) -> None:
        """Remember how far the writer came; at closing.

        Raises:
            LanyanError: folder.not_writable.
        """
        marks = _load(self._file)
        mark = marks.get(self._nonce.hex())
        if mark is not None and seq > mark.seq:
            _save(self._file, {**marks, self._nonce.hex(): _Mark(mark.counter, seq)})


def _drawn(db: sqlite3.Connection, device: bytes) -> WriterId:
    """A new writer id of this device; how it was drawn stays in the ledger, in its backups too."""
    nonce = os.urandom(8)
    writer = certified(device, nonce)
    db.execute("INSERT INTO claim VALUES(?, ?, ?)", (writer, nonce, device))
    return writer


def _device(file: Path) -> bytes:
    """The public key this machine's copies of the ledger write under; b"" if the ledger is not shared."""
    try:
        return bytes.fromhex(file.with_suffix(".device").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return b""


def _keep_device(file: Path, device: bytes) -> None:
    if _device(file) == device:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file.with_suffix(".device"), device.hex().encode())
    except OSError as error:
        raise LanyanError("folder.not_writable", folder=str(file.parent)) from error


def _matches(mark: _Mark | None, *, counter: int, seq: int) -> bool:
    return mark is not None and mark.counter == counter and seq >= mark.seq


def _load(file: Path) -> dict[str, _Mark]:
    """What is remembered; nothing if the file is not there or not readable: then a new writer id is right."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        return {str(nonce): _Mark(int(counter), int(seq)) for nonce, (counter, seq) in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _save(file: Path, marks: dict[str, _Mark]) -> None:
    kept = list(marks.items())[-_MOST_NONCES:]
    content = json.dumps({nonce: [mark.counter, mark.seq] for nonce, mark in kept}).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    except OSError as error:
        raise LanyanError("folder.not_writable", folder=str(file.parent)) from error
