"""A place that keeps objects as badly as real ones were seen to: one draw decides all, so a seed gives one history.

It tears what is put, takes it and says it did not, shows it late, half or with a bit flipped, cuts listings, runs out
of its budget of requests, is littered by sync programs, wiped, and rolled back. A `Token` stands for sealed bytes:
whole, it is worth the object it holds; torn, it shows so to whoever looks at the seal.
"""

from __future__ import annotations

import random
from typing import Any

from lanyan_desktop.sync.remotes.remote import MOST_BYTES, Entry, Probe, RemoteError


class Token(bytes):
    """Bytes that stand for a sealed object."""

    value: Any
    is_whole: bool

    @classmethod
    def of(cls, number: int, value: Any, *, is_whole: bool = True) -> Token:
        made = cls(number.to_bytes(8))
        made.value, made.is_whole = value, is_whole
        return made


def torn(content: bytes) -> bytes:
    """What a write that did not come to its end leaves: the beginning, which a careless reader takes for the thing.

    Plain bytes are cut short or, about as often, of other content at one place; harm never undoes harm.
    """
    if not isinstance(content, Token):
        i = content[-1] % len(content)
        return content[:i] if i % 2 else content[:i] + bytes([content[i] + 4 & 255]) + content[i + 1 :]
    return Token.of(int.from_bytes(content[:8]) ^ 1 << 63, content.value, is_whole=False)


class Place:
    """Objects by name. Faulty until `heal`; `left` requests are served, then it says 503."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self.folders: dict[str, dict[str, bytes]] = {}
        self._older: dict[str, dict[str, bytes]] = {}
        self.is_faulty = True
        self.left = 1 << 30
        self.is_cutting = False
        self.harm: dict[str, int] = {}

    # ---- what happens to it

    def heal(self) -> None:
        self.is_faulty = self.is_cutting = False
        self.left = 1 << 30

    def remember(self) -> None:
        """The state that `roll_back` goes to."""
        self._older = {folder: dict(objects) for folder, objects in self.folders.items()}

    def roll_back(self) -> None:
        self.folders = {folder: dict(objects) for folder, objects in self._older.items()}

    def wipe(self) -> None:
        self.folders = {}

    def _met(self, what: str) -> None:
        self.harm[what] = self.harm.get(what, 0) + 1

    def _ask(self) -> None:
        self.left -= 1
        if self.left < 0:
            self._met("budget")
            raise RemoteError("remote.busy", is_passing=True, wait_s=60, place="", detail="503")

    def _fail(self, what: str) -> RemoteError:
        self._met(what)
        return RemoteError("remote.unreachable", is_passing=True, place="", detail=what)

    # ---- Remote

    def put(self, name: str, content: bytes) -> None:
        self._ask()
        folder, _, last = name.rpartition("/")
        objects = self.folders.setdefault(folder, {})
        if self.is_faulty and (roll := self._draw.random()) < 0.14:
            if roll < 0.04:
                objects[last] = torn(content)
                raise self._fail("torn")
            if roll < 0.07:
                objects[last] = content
                raise self._fail("acknowledgement lost")
            if roll < 0.10:
                raise self._fail("nothing arrived")
            self._met("litter")
            objects[f"{last} (冲突副本)"] = content
        objects[last] = content

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        self._ask()
        folder, _, last = name.rpartition("/")
        content = self.folders.get(folder, {}).get(last)
        if content is not None and self.is_faulty and (roll := self._draw.random()) < 0.12:
            if roll < 0.05:
                self._met("half or flipped")
                return torn(content)
            if roll < 0.09:
                self._met("late")
                return None
            raise self._fail("gone at a read")
        return content

    def list(self, folder: str) -> list[Entry]:
        self._ask()
        found = list(self.folders.get(folder, {}).items())
        if self.is_faulty and found:
            roll = self._draw.random()
            if roll < 0.05:
                raise self._fail("gone at a listing")
            if roll < 0.2:
                self._met("shown late")
                found = [entry for entry in found if self._draw.random() < 0.6]
            elif self.is_cutting:
                self._met("cut listing")
                found = found[:2]
        return [Entry(name, len(content), content.hex()) for name, content in found]

    def delete(self, name: str) -> None:
        self._ask()
        folder, _, last = name.rpartition("/")
        self.folders.get(folder, {}).pop(last, None)

    def stat(self, name: str) -> Entry | None:
        self._ask()
        folder, _, last = name.rpartition("/")
        content = self.folders.get(folder, {}).get(last)
        return None if content is None else Entry(last, len(content), content.hex())

    def probe(self) -> Probe:
        return Probe(can_write=True, detail="simulated")

    def close(self) -> None:
        """Nothing to let go of."""
