"""A remote in memory: what tests exchange through, and what they damage by hand (`objects`)."""

from __future__ import annotations

import hashlib

from lanyan_desktop.sync.remotes.remote import MOST_BYTES, Entry, Probe


class MemoryRemote:
    """Keeps objects in a dict."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> None:
        self.objects[name] = content

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        content = self.objects.get(name)
        return None if content is None or len(content) > most else content

    def list(self, folder: str) -> list[Entry]:
        names = [name for name in self.objects if name.rpartition("/")[0] == folder]
        return [entry for name in names if (entry := self.stat(name)) is not None]

    def delete(self, name: str) -> None:
        self.objects.pop(name, None)

    def stat(self, name: str) -> Entry | None:
        content = self.objects.get(name)
        if content is None:
            return None
        return Entry(name.rpartition("/")[2], len(content), hashlib.blake2b(content, digest_size=8).hexdigest())

    def probe(self) -> Probe:
        return Probe(can_write=True, detail="memory")

    def close(self) -> None:
        """Nothing to let go of."""
