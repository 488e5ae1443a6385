"""An office that edits the sample and exchanges through a bad line until it is killed: FOLDER NUMBER URL SEED.

It fills in cells nobody filled in before, as far as it knows; each value that was committed is a line on its output.
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

from nacl.signing import SigningKey

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import Remote
from lanyan_desktop.sync.remotes.url import Credentials, parse_place
from lanyan_desktop.sync.shelf import Shelf

MARK = "填-"
"""What every value begins with that was entered here."""


def open_ledger(folder: Path, n: int) -> Ledger:
    machine = Machine(folder / f"machine{n}", f"电脑{n}")
    return Ledger.open(folder / f"{n}.lanyan", user=f"用户{n}", machine=machine, keep_backups=False)


def remote_at(url: str) -> Remote:
    return open_remote(parse_place(url), Credentials("u", "p"))


def exchange_of(ledger: Ledger, folder: Path, n: int, remote: Remote) -> Exchange:
    access = Access(bytes(16), 1, {1: bytes(32)}, SigningKey(bytes([n + 1] * 32)))
    return Exchange(ledger, Shelf(folder / f"shelf{n}"), remote, access, NoRegister(), place="server")


def main(folder: Path, n: int, url: str, seed: int) -> None:
    draw = random.Random(seed)
    with open_ledger(folder, n) as ledger:
        exchange = exchange_of(ledger, folder, n, remote_at(url))
        print("begun", flush=True)
        while True:
            for _ in range(draw.randrange(4)):
                fill_in(ledger, draw, f"{MARK}{n}-{seed}-{draw.getrandbits(40):x}")
            with suppress(LanyanError):
                exchange.run()


def fill_in(ledger: Ledger, draw: random.Random, value: str) -> None:
    rows = ledger.query("SELECT id, note FROM activity WHERE ifnull(note, '') NOT LIKE ?", (f"{MARK}%",))
    if not rows or draw.random() < 0.2:
        with ledger.changeset("新增") as edit:
            (project,) = ledger.ids("project")[:1]
            edit.insert("activity", project_id=project, wbs="99", name=value)
    else:
        with ledger.changeset("填写") as edit:
            edit.set("activity", draw.choice(rows[:6])[0], note=value)
    print(value, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
