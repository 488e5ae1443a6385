"""An office that works and is killed at the n-th SQL statement, or at the n-th time it touches a file."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange, Report
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.remotes.remote import Remote
from lanyan_desktop.sync.shelf import Shelf

TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.link", "os.scandir"}


class Office:
    """A ledger, a shelf and a share in one folder, by number."""

    def __init__(self, folder: Path, n: int) -> None:
        self.path = folder / f"{n}.lanyan"
        machine = Machine(folder / f"machine{n}", f"电脑{n}")
        if not self.path.exists():
            Ledger.create(self.path, machine=machine).close()
        self.ledger = Ledger.open(self.path, machine=machine, keep_backups=False)
        self.shelf = Shelf(folder / f"shelf{n}")
        self.remote: Remote = FolderRemote(folder / "share")
        self._access = Access(bytes(16), 1, {1: bytes(32)}, SigningKey(bytes([n + 1] * 32)))

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def exchange(self) -> Report:
        return Exchange(self.ledger, self.shelf, self.remote, self._access, NoRegister(), place="share").run()

    def add(self, code: str) -> None:
        with self.ledger.changeset("新增") as edit:
            edit.insert("project", code=code, name="楼")

    def codes(self) -> set[str]:
        return {str(code) for (code,) in self.ledger.query("SELECT code FROM project")}

    def digest(self) -> dict[str, str]:
        return digests(self.ledger._db)


def work_and_die(folder: Path, kind: str, at: int, told: Path) -> None:
    """Two edits, two exchanges; what is committed is told in a file, a line each. Ends with 0 if it lives."""
    count_down = _Counter(at)
    if kind == "sql":
        _trace_statements(count_down)
    else:
        sys.addaudithook(lambda event, args: count_down() if event in TOUCHES and _is_in(folder, args) else None)
    number = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Office(folder, 0) as office:
        for part in "ab":
            code = f"{kind}-{at}-{part}"
            office.add(code)
            os.write(number, f"{code}\n".encode())
            office.exchange()
    count_down.is_on = False
    os._exit(0)


class _Counter:
    def __init__(self, left: int) -> None:
        self._left = left
        self.is_on = True

    def __call__(self) -> None:
        self._left -= 1
        if self.is_on and self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _trace_statements(count_down: Callable[[], None]) -> None:
    connect = sqlite3.connect

    def traced(*args: Any, **options: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*args, **options)
        made.set_trace_callback(lambda statement: count_down())
        return made

    sqlite3.connect = traced  # type: ignore[assignment]  # in this process only, which is about to die


def _is_in(folder: Path, args: tuple[Any, ...]) -> bool:
    return bool(args) and isinstance(args[0], (str, os.PathLike)) and str(args[0]).startswith(str(folder))
