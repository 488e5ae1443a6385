"""What this machine remembers of a space: its places without their secrets, its batches, and what was exchanged when.

It lies in the program's data folder under the space's own name: two copies of a ledger on one machine share it, and a
ledger that is carried to another machine brings no address and no password along.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import only_one, write_whole
from lanyan_desktop.services.own_part import space_folder
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
    holds: int = 0  # changesets of this ledger that it held after the last good exchange
    marked_ms: int = 0  # when the space's name was last laid there, for who comes with a recovery code alone


class SpaceFolder:
    """The files of one space on this machine.

    Raises (all that write):
        LanyanError: folder.not_writable.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder

    @classmethod
    def of(cls, space: bytes) -> SpaceFolder:
        """Of the data folder as it is now; whoever holds it keeps that one."""
        return cls(space_folder(space))

    @property
    def shelf(self) -> Path:
        """Where the batches lie."""
        return self.path / "shelf"

    def keys_folder(self) -> Path:
        """Where keys lie that no key store of the system keeps: each space may have another passphrase.

        Raises:
            LanyanError: folder.not_writable.
        """
        folder = self.path / "keys"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise LanyanError("folder.not_writable", folder=str(folder)) from error
        return folder

    # ---- places

    def remotes(self) -> list[KnownRemote]:
        """The places in the order they were added; none where the file is not there or not readable."""
        found = self._read("remotes.json")
        try:
            return [KnownRemote(**remote) for remote in found]
        except TypeError:
            return []

    def add_remote(self, remote: KnownRemote) -> None:
        """One more, behind the others."""
        self._edit_remotes(lambda known: [*known, remote])

    def remove_remote(self, name: str) -> None:
        """One less; one that is gone meanwhile is no error."""
        self._edit_remotes(lambda known: [one for one in known if one.name != name])

    def change_remote(self, name: str, /, **values: Any) -> None:
        """Set fields of one place; one that is gone meanwhile is no error."""
        self._edit_remotes(lambda known: [replace(one, **values) if one.name == name else one for one in known])

    def _edit_remotes(self, edit: Callable[[list[KnownRemote]], list[KnownRemote]]) -> None:
        with self._alone():
            self._write("remotes.json", [asdict(remote) for remote in edit(self.remotes())])

    # ---- history

    def notes(self) -> list[ExchangeNote]:
        """What was exchanged, oldest first."""
        try:
            return [_note(raw) for raw in self._read("history.json")]
        except (TypeError, KeyError):
            return []

    def add_note(self, note: ExchangeNote) -> None:
        """Remember an exchange; the same failure again replaces the line of the last one."""
        with self._alone():
            notes = self.notes()
            if notes and not note.is_good and (notes[-1].words, notes[-1].remote) == (note.words, note.remote):
                notes.pop()
            self._write("history.json", [asdict(one) for one in [*notes, note][-MOST_NOTES:]])

    def rename_notes(self, name: str, new_name: str) -> None:
        """A place bears another name from now on, in its history too."""
        with self._alone():
            renamed = [replace(note, remote=new_name) if note.remote == name else note for note in self.notes()]
            self._write("history.json", [asdict(note) for note in renamed])

    # ---- members

    def records(self) -> dict[str, bytes]:
        """The membership records that are here, by the names they bear on a place."""
        return {f"m/{file.name}": file.read_bytes() for file in (self.path / "m").glob("[0-9a-f]*.m")}

    def keep_records(self, records: Mapping[str, bytes]) -> None:
        """Add those that are not here; a record never changes."""
        for name, content in records.items():
            file = self.path / name
            if not file.exists():
                self._keep(file, content)

    def request(self) -> bytes | None:
        """The request of this device to be let in, None if it made none."""
        try:
            return (self.path / "request").read_bytes()
        except OSError:
            return None

    def keep_request(self, request: bytes) -> None:
        """Remember it: a place that was wiped gets it again."""
        self._keep(self.path / "request", request)

    def requests(self) -> dict[str, bytes]:
        """What other devices laid on some place, by the name of the object below the space."""
        return {f"h/{file.name}": file.read_bytes() for file in (self.path / "requests").glob("[0-9a-f]*.j")}

    def keep_request_of_other(self, name: str, request: bytes) -> None:
        """Keep one for an admin to answer."""
        self._keep(self.path / "requests" / name.removeprefix("h/"), request)

    def forget_request(self, name: str) -> None:
        """It has its answer."""
        (self.path / "requests" / name.removeprefix("h/")).unlink(missing_ok=True)

    # ---- files

    def _read(self, name: str) -> list[dict[str, Any]]:
        try:
            found = json.loads((self.path / name).read_bytes())
        except (OSError, ValueError):
            return []
        return found if isinstance(found, list) else []

    def _write(self, name: str, content: list[dict[str, Any]]) -> None:
        self._keep(self.path / name, json.dumps(content, ensure_ascii=False, indent=1).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes what is read here and written again: a window and a command may do so at once."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with only_one(self.path / "files.lock"):
                yield
        except OSError as error:
            raise LanyanError("folder.not_writable", folder=str(self.path)) from error

    def _keep(self, file: Path, content: bytes) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, content)
        except OSError as error:
            raise LanyanError("folder.not_writable", folder=str(self.path)) from error


def _note(raw: dict[str, Any]) -> ExchangeNote:
    report = SyncReport(**{**raw["report"], "problems": tuple(raw["report"]["problems"])})
    return ExchangeNote(**{**raw, "report": report})
