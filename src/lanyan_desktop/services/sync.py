"""The exchange with other offices as commands and pages use it: joins the ledger with sync."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from lanyan_desktop.store.connection import connect_to_read, translated
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.opening import is_current, updated_copy
from lanyan_desktop.store.soundness import look_at


def digest(path: Path) -> str:
    """One hash of all that a ledger shows, its conflicts included: equal where the same changesets have arrived.

    Raises:
        LanyanError: the file is absent, damaged, or no ledger.
    """
    look_at(path)
    with translated(path), tempfile.TemporaryDirectory(prefix="lanyan-digest-") as folder, ExitStack() as stack:
        db = stack.enter_context(closing(connect_to_read(path)))
        if not is_current(db):  # of an older program: its tables lack what ours have
            updated_copy(path, Path(folder) / "now.lanyan")
            db = stack.enter_context(closing(connect_to_read(Path(folder) / "now.lanyan")))
        db.execute("BEGIN")  # one moment of it, whoever writes meanwhile
        told = sorted(digests(db).items())
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()
