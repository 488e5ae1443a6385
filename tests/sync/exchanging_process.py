"""A process that edits and exchanges until it is killed: LEDGER MACHINE SHELF SHARE SEED-OF-THE-SIGNER."""

from __future__ import annotations

import sys
from pathlib import Path

from nacl.signing import SigningKey

from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.shelf import Shelf


def main(ledger_file: str, machine: str, shelf: str, share: str, seed: str) -> None:
    access = Access(bytes(16), 1, {1: bytes(32)}, SigningKey(bytes.fromhex(seed)))
    ledger = Ledger.open(Path(ledger_file), machine=Machine(Path(machine), "电脑"))
    exchange = Exchange(ledger, Shelf(Path(shelf)), FolderRemote(Path(share)), access, NoRegister())
    for n in range(100_000):
        with ledger.changeset("新增") as edit:
            edit.insert("project", code=f"{seed[:4]}-{n}", name="楼")
        print(ledger.count("project"), flush=True)
        exchange.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
