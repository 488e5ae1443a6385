"""Another passphrase: for the keys on this computer, and, by an admin, for the office's lock in the records."""

from __future__ import annotations

from lanyan_desktop.services.sharing.exchanging import now_ms
from lanyan_desktop.services.sharing.space import Space, cost, key_store
from lanyan_desktop.sync.keys.keystore import LockedFile, load_space_keys
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.recovery import open_by_passphrase


def change_passphrase(space: Space, old: str, new: str) -> None:
    """The office's first, since that may be refused; then this computer's.

    Raises:
        LanyanError: keys.passphrase_wrong, keys.passphrase_empty, keys.store.
    """
    local = key_store(space.folder, lambda: old)
    if isinstance(local, LockedFile):
        load_space_keys(local, space.id)  # the old one has to open it
    elif space.is_admin:
        open_by_passphrase(space.id, space.members.records.values(), old)
    if space.is_admin:
        record = acts.relock(space.members, space.device, passphrase=new, now=now_ms(), cost=cost())
        space.add_records([record])
    if isinstance(local, LockedFile):
        local.relock(new)
