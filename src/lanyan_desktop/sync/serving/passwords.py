"""Who may use the server: names with Argon2id hashes in a file, never the passwords.

The hash is slow on purpose (64 MiB, some 60 ms); a client sends its password with every request. So a password that was
right is remembered for the life of the process, as a keyed hash; wrong ones are worked out one at a time, which is what
holds a guesser up without locking anybody out.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from pathlib import Path

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole

_LONGEST = 200


class Passwords:
    """The users of one server, kept in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hashes = _read(path)
        self._nobody = pwhash.argon2id.str(os.urandom(16)).decode()  # an unknown name takes as long as a known one
        self._key = os.urandom(32)
        self._right: set[bytes] = set()
        self._one_at_a_time = threading.Lock()

    @property
    def users(self) -> list[str]:
        return sorted(self._hashes)

    def set(self, user: str, password: str) -> None:
        """Give a user this password, new or in place of the old one.

        Raises:
            LanyanError: serve.user_unfit (a name with a colon, empty or too long; an empty password).
        """
        if not user or ":" in user or not user.isprintable() or len(user) > _LONGEST or not password:
            raise LanyanError("serve.user_unfit", user=user)
        self._hashes[user] = pwhash.argon2id.str(password.encode()).decode()
        self._right.clear()
        write_whole(self._path, json.dumps(self._hashes, ensure_ascii=False, indent=1).encode())

    def is_right(self, user: str, password: str) -> bool:
        if len(user) > _LONGEST or len(password) > _LONGEST * 5:
            return False
        mark = hashlib.blake2b(f"{user}:{password}".encode(), key=self._key).digest()
        if mark in self._right:
            return True
        with self._one_at_a_time:
            is_right = _fits(self._hashes.get(user, self._nobody), password) and user in self._hashes
        if is_right:
            self._right.add(mark)
        return is_right


def _fits(hashed: str, password: str) -> bool:
    try:
        return pwhash.verify(hashed.encode(), password.encode())
    except (InvalidkeyError, ValueError):
        return False


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise LanyanError("serve.users_unreadable", file=str(path)) from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise LanyanError("serve.users_unreadable", file=str(path))
    return found
