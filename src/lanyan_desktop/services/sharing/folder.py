"""What this machine remembers of a space: its places without their secrets, its batches, and what was exchanged when.

It lies in the program's data folder under the space's own name: two copies of a ledger on one machine share it, and a
ledger that is carried to another machine brings no address and no password along.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lanyan_desktop.kit import paths
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.services.sharing.values import ExchangeNote, SyncReport

MOST_NOTES = 500
"""Exchanges remembered; polls that brought nothing are not."""


@dataclass(frozen=True, slots=True)
class KnownRemote:
    """A place as it is kept: never with a secret."""

    name: str
    url: str
    user: str = ""
    is_paused: bool = False
    last_good_ms: int | None = None


class SpaceFolder:
    """The files of one space on this machine.

    Raises (all that write):
        LanyanError: folder.not_writable.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder

    @classmethod
    def of(cls, space: bytes) -> SpaceFolder:
        return cls(paths.data_dir() / "sharing" / space.hex())

    @property
    def shelf(self) -> Path:
        """Where the batches lie."""
        return self.path / "shelf"

    @property
    def keys(self) -> Path:
        """Where keys lie that no key store of the system keeps."""
        return self.path / "keys"

    # ---- places

    def remotes(self) -> list[KnownRemote]:
        """The places in the order they were added; none where the file is not there or not readable."""
        found = self._read("remotes.json")
        try:
            return [KnownRemote(**remote) for remote in found]
        except TypeError:
            return []

    def keep_remotes(self, remotes: Sequence[KnownRemote]) -> None:
        self._write("remotes.json", [asdict(remote) for remote in remotes])

    def change_remote(self, name: str, **values: Any) -> None:
        """Set fields of one place; one that is gone meanwhile is no error."""
        self.keep_remotes([replace(r, **values) if r.name == name else r for r in self.remotes()])

    # ---- history

    def notes(self) -> list[ExchangeNote]:
        """What was exchanged, oldest first."""
        try:
            return [_note(raw) for raw in self._read("history.json")]
        except (TypeError, KeyError):
            return []

    def add_note(self, note: ExchangeNote) -> None:
        """Remember an exchange; the same failure again replaces the line of the last one."""
        notes = self.notes()
        if notes and not note.is_good and (notes[-1].words, notes[-1].remote) == (note.words, note.remote):
            notes.pop()
        self._write("history.json", [asdict(one) for one in [*notes, note][-MOST_NOTES:]])

    # ---- files

    def _read(self, name: str) -> list[dict[str, Any]]:
        try:
            found = json.loads((self.path / name).read_bytes())
        except (OSError, ValueError):
            return []
        return found if isinstance(found, list) else []

    def _write(self, name: str, content: list[dict[str, Any]]) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(self.path / name, json.dumps(content, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise LanyanError("folder.not_writable", folder=str(self.path)) from error


def _note(raw: dict[str, Any]) -> ExchangeNote:
    report = SyncReport(**{**raw["report"], "problems": tuple(raw["report"]["problems"])})
    return ExchangeNote(**{**raw, "report": report})
