"""What this machine remembers of its part in a shared ledger, without its secrets: which device it is, in what role.

Whoever opens a ledger to write asks here, also where the keys are locked: the writer id must be the device's own, or
the others would not believe its changesets; and what the role does not allow is refused at once, not weeks later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.core.roles import allows
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A device of a space, as its machine knows it."""

    public: bytes  # Ed25519, 32
    role: str = ""  # "" while nobody has let it in
    is_removed: bool = False


def space_folder(space: bytes) -> Path:
    """Where this machine keeps what belongs to a space; it need not exist.

    Raises:
        LanyanError: folder.not_writable.
    """
    return paths.data_dir() / "sharing" / space.hex()


def load_own_part(folder: Path) -> OwnPart | None:
    """By the folder of a space; None where this machine takes no part in it."""
    try:
        raw = json.loads((folder / "device.json").read_bytes())
        return OwnPart(bytes.fromhex(raw["public"]), str(raw["role"]), bool(raw["is_removed"]))
    except (OSError, ValueError, TypeError, LookupError):
        return None


def keep_own_part(folder: Path, part: OwnPart) -> bool:
    """Remember it; True if it is another one than before.

    Raises:
        LanyanError: folder.not_writable.
    """
    if load_own_part(folder) == part:
        return False
    raw = {"public": part.public.hex(), "role": part.role, "is_removed": part.is_removed}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / "device.json", json.dumps(raw).encode())
    except OSError as error:
        raise LanyanError("folder.not_writable", folder=str(folder)) from error
    return True


def take_part(ledger: Ledger, folder: Path | None = None) -> None:
    """Let an open ledger write as this machine's device and within its role; nothing for one that is not shared.

    `folder`: the space's on this machine, if it is known already. A device that was removed works on as before: its
    changesets stay with it, and the exchange says so.
    """
    space = ledger.space()
    if space is None or ledger.is_read_only:
        ledger.mask = None
        return
    part = load_own_part(folder or space_folder(space))
    if part is None:
        ledger.mask = None
        return
    ledger.certify(part.public)
    role = part.role
    ledger.mask = (lambda kind, field: allows(role, kind, field)) if role else None
