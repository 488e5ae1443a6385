"""Who has a ledger open: SQLite's locks keep one machine's processes apart, but not two machines on a network share.

Each open ledger keeps a small file beside it, ``~$名称.….open``, named like Office's lock files, which sync folders
leave alone; a heartbeat touches it. A machine that finds another's living file opens the ledger read-only. Times are
compared with a file made at the same moment on the same share, never with this computer's clock: clocks on sites are
wrong. Nobody overwrites another's file, so there is nothing to lock.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.machine import Machine

BEAT_SECONDS = 20.0
STALE_SECONDS = 90.0
"""Four beats missed: the machine is off, or asleep; when it wakes it looks before it writes."""
_LONG_NAME = 150
_count = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Holder:
    """One who has the ledger open."""

    file: Path
    machine: str
    device: str
    user: str
    pid: int


class Presence:
    """This process's sign beside an open ledger."""

    def __init__(self, ledger: Path, machine: Machine, *, user: str) -> None:
        if ledger.is_symlink():
            ledger = ledger.resolve()  # one ledger, whichever way it is reached
        name = machine.name()
        self._ledger = ledger
        self._name = name
        self._file = ledger.with_name(f"{_start(ledger)}{name}-{os.getpid()}-{next(_count)}.open")
        self._told = {"machine": name, "device": machine.device, "user": user, "pid": os.getpid()}
        self._lock = threading.Lock()  # between the beats and the end of them
        self._end = threading.Event()
        self._seen = time.time()
        self._lost: LanyanError | None = None

    def enter(self) -> Holder | None:
        """Put up the sign; if another machine has the ledger, take it down again and say who.

        Raises:
            OSError: the folder cannot be written.
        """
        self._write()
        if other := self._other():
            self._file.unlink(missing_ok=True)
            return other
        threading.Thread(target=self._beat, name="ledger presence", daemon=True).start()
        return None

    def leave(self) -> None:
        with self._lock, contextlib.suppress(OSError):  # a share that is gone took the sign along
            self._end.set()
            self._file.unlink(missing_ok=True)

    def confirm(self) -> None:
        """Before writing: if this machine slept past its beats, look whether another took the ledger meanwhile.

        Then what SQLite has in memory may be of yesterday: this connection never writes again.

        Raises:
            LanyanError: ledger.elsewhere, ledger.slept, disk.error.
        """
        if self._lost is None and time.time() - self._seen >= STALE_SECONDS / 2:
            try:
                self._lost = self._look()
            except OSError as error:
                raise LanyanError("disk.error", file=self._ledger.name, path=self._ledger, detail=str(error)) from error
            self._seen = time.time()
        if self._lost is not None:
            raise self._lost

    def _look(self) -> LanyanError | None:
        """Why the ledger is no longer ours to write; None if it is."""
        if not self._file.exists():  # who finds a dead sign clears it away
            return LanyanError("ledger.slept", file=self._ledger.name, path=self._ledger)
        os.utime(self._file)
        other = self._other()
        if other is None:
            return None
        self.leave()
        return elsewhere(self._ledger, other)

    def _write(self) -> None:
        self._file.write_text(json.dumps(self._told), encoding="utf-8")

    def _other(self) -> Holder | None:
        """Another machine with a living sign; clears away the dead ones."""
        now = self._file.stat().st_mtime
        for holder in holders(self._ledger):
            if holder.file == self._file:
                continue
            if holder.machine == self._name:
                if not is_running(holder.pid):
                    holder.file.unlink(missing_ok=True)
            elif now - _modified(holder.file) > STALE_SECONDS:
                holder.file.unlink(missing_ok=True)
            else:
                return holder
        return None

    def _beat(self) -> None:
        while not self._end.wait(BEAT_SECONDS):
            with self._lock, contextlib.suppress(OSError):  # a share may be away for a while; `confirm` looks again
                if self._end.is_set() or time.time() - self._seen >= STALE_SECONDS / 2:
                    continue  # slept: `confirm` decides
                if not self._file.exists():  # somebody tidied up
                    self._write()
                os.utime(self._file)
                self._seen = time.time()


def _start(ledger: Path) -> str:
    """How the signs of a ledger begin; long names are cut, a file name has 255 bytes."""
    stem = ledger.stem
    name = os.fsencode(stem)
    if len(name) > _LONG_NAME:
        stem = f"{stem[:20]}-{hashlib.blake2b(name, digest_size=6).hexdigest()}"
    return f"~${stem}."


def holders(ledger: Path) -> list[Holder]:
    """All signs beside a ledger, dead ones too."""
    found = []
    start = _start(ledger)
    for file in sorted(ledger.parent.glob("~$*.open")):
        if not file.name.startswith(start) or "." in file.name[len(start) : -len(".open")]:
            continue  # of another ledger, perhaps of one whose name begins alike
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # being written, or litter
            told = json.loads(file.read_text(encoding="utf-8"))
            found.append(Holder(file, str(told["machine"]), str(told["device"]), str(told["user"]), int(told["pid"])))
    return found


def in_use(ledger: Path, machine: Machine) -> Holder | None:
    """One who has the ledger open now, this process too; None if nobody."""
    presence = Presence(ledger, machine, user="")
    if other := presence.enter():
        return other
    try:
        return next((h for h in holders(presence._ledger) if h.file != presence._file), None)
    finally:
        presence.leave()


def elsewhere(ledger: Path, holder: Holder) -> LanyanError:
    return LanyanError(
        "ledger.elsewhere", file=ledger.name, path=ledger, who=holder.user or holder.device, device=holder.device
    )


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # gone just now
        return 0.0


def is_running(pid: int) -> bool:
    """True if a process of this number runs on this machine."""
    if sys.platform == "win32":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_alive_on_windows(pid: int) -> bool:
    """os.kill(pid, 0) would send Ctrl+C there."""
    import ctypes

    limited_information, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]  # Windows only
    handle = kernel.OpenProcess(limited_information, 0, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == still_active
