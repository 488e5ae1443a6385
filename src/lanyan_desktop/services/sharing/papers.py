"""The bytes of papers between a ledger and a place: put there some at a time, fetched when somebody opens one."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.sharing.door import Door
from lanyan_desktop.services.sharing.space import Space
from lanyan_desktop.store.reader import Reader
from lanyan_desktop.sync.attachments import Attachments
from lanyan_desktop.sync.remotes.remote import Remote

_MOST_AT_ONCE = 20
_MOST_BYTES_AT_ONCE = 64 << 20
"""Papers follow the figures: an exchange carries some of them and leaves the rest to the next."""


class Papers:
    """The papers of one space on one place. Which ones are there is remembered, so that nobody asks for each anew."""

    def __init__(self, space: Space, door: Door, remote: Remote, url: str) -> None:
        self._door = door
        self._space = space
        self._remote = remote
        name = hashlib.blake2b(url.encode(), digest_size=8).hexdigest()
        self._file = space.folder.path / "papers" / name

    def put_some(self, step: Step = no_step) -> bool:
        """Put papers this place was not seen to have; True if some are left for the next time.

        Raises:
            RemoteError; Cancelled.
        """
        there = self._there()
        wanted = sorted(self._door.read(_hashes) - there)
        if not wanted or not self._space.own_role or not self._space.has_key:
            return False
        papers, sizes = self._papers(), list[int]()
        try:
            for name in wanted:
                if len(sizes) >= _MOST_AT_ONCE or sum(sizes) >= _MOST_BYTES_AT_ONCE:
                    return True
                content = self._blob(name)
                if content is not None:  # else another office's, which nobody here has opened: its maker puts it
                    papers.put(content, step=step)
                    there.add(name)
                    sizes.append(len(content))
        finally:
            self._keep(there)
        return False

    def fetch(self, name: str, step: Step = no_step) -> bytes | None:
        """The bytes of a paper, named by their hash, from this place, None if it has them not whole."""
        return self._papers().fetch(name, step=step)

    def _papers(self) -> Attachments:
        return Attachments(self._remote, self._space.sealing.access, self._space.papers_secret)

    def _blob(self, name: str) -> bytes | None:
        with suppress(LanyanError):
            return self._door.read(lambda reader: reader.blob(name))
        return None

    def _there(self) -> set[str]:
        try:
            return set(self._file.read_text(encoding="ascii").split())
        except (OSError, ValueError):
            return set()  # only a memory: they are looked for once more

    def _keep(self, there: set[str]) -> None:
        if there == self._there():
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, "\n".join(sorted(there)).encode())


def _hashes(reader: Reader) -> set[str]:
    ids = reader.ids("attachment")
    return {str(row[0]) for row in reader.page("attachment", ids, ["hash"]).values() if row[0]}
