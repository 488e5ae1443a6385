"""Into a space from outside: with the printed recovery code, or with the office passphrase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.keys.code import key_of
from lanyan_desktop.sync.keys.device import SEED, DeviceKey, NotSealedToThis
from lanyan_desktop.sync.keys.epochs import KEY
from lanyan_desktop.sync.keys.passphrase import unlock
from lanyan_desktop.sync.members.acts import RECOVERY
from lanyan_desktop.sync.members.members import Members
from lanyan_desktop.sync.members.record import lock_of


@dataclass(frozen=True, slots=True)
class Recovered:
    """A space opened again. By the code: `key` is an admin for ever. By the passphrase: it reads, no more."""

    space: bytes
    roster: bytes = field(repr=False)
    key: DeviceKey
    members: Members


def open_by_code(space: bytes, contents: Iterable[bytes], code: str) -> Recovered:
    """Open with the recovery code.

    Raises:
        LanyanError: keys.code_wrong (no code at all, or another space's), members.none (nothing of this space here).
    """
    key = DeviceKey(key_of(code, RECOVERY))
    objects = list(contents)
    locks = [lock for content in objects if (lock := lock_of(content)) is not None]
    for lock in locks:
        try:
            roster = key.open(lock.recovery)
        except NotSealedToThis:
            continue
        members = Members.of(space, roster, objects) if len(roster) == KEY else None
        if members is not None and members.recovery == key.public:
            return Recovered(space, roster, key, members)
    raise LanyanError("keys.code_wrong" if locks else "members.none")


def open_by_passphrase(space: bytes, contents: Iterable[bytes], passphrase: str) -> Recovered:
    """Open with the office passphrase, of now or one before: reads what was given until it was changed.

    Raises:
        LanyanError: keys.passphrase_wrong, members.none.
    """
    objects = list(contents)
    locks = [lock for content in objects if (lock := lock_of(content)) is not None]
    for lock in reversed(locks):
        try:
            secret = unlock(passphrase, lock.passphrase)
        except LanyanError:
            continue  # another passphrase's, or none: the next may be ours
        if len(secret) != KEY + SEED:
            continue
        members = Members.of(space, secret[:KEY], objects)
        if members.founding is not None:
            return Recovered(space, secret[:KEY], DeviceKey(secret[KEY:]), members)
    raise LanyanError("keys.passphrase_wrong" if locks else "members.none")
