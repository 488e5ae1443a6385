"""A process that works on a ledger until it is killed or done: edits, imports, undo; says what it has committed.

Run as ``python writing_process.py LEDGER SEED COUNT [MAX_FILE_BYTES]``. Each line it prints is a number that the ledger
must know of for ever: its own last sequence, written only after the commit returned.
"""

from __future__ import annotations

import random
import signal
import sys
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.ledger import Ledger


def work(ledger: Ledger, draw: random.Random) -> None:
    """One changeset of a random kind."""
    ids = ledger.ids("party")
    roll = draw.random()
    if roll < 0.5 and ids:
        with ledger.changeset("改") as edit:
            edit.set("party", draw.choice(ids), note=str(draw.random()), name=f"单位{draw.random()}")
    elif roll < 0.6:
        ledger.undo()
    elif roll < 0.65:
        ledger.redo()
    elif roll < 0.7 and len(ids) > 3_000:
        with ledger.changeset("删") as edit:
            edit.delete("party", ids[:2_500])
    else:
        count = draw.choice([1, 30, 800])
        with ledger.changeset("导入") as edit:
            edit.insert_many("party", ["name"], [[f"单位{draw.random()}" for _ in range(count)]])


def limit_files(most_bytes: int) -> None:
    """As on a full disk: no file grows beyond this."""
    import resource  # POSIX only, like the test that asks for it

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


def main(path: str, seed: str, count: str, most_bytes: str = "") -> int:
    draw = random.Random(int(seed))
    with Ledger.open(Path(path), user=f"进程{seed}") as ledger:
        print("ready", flush=True)
        if most_bytes:
            limit_files(int(most_bytes))
        for _ in range(int(count)):
            try:
                work(ledger, draw)
            except LanyanError as error:
                if error.code == "record.gone":  # the other process took it back between reading and writing
                    continue
                print(error.code, flush=True)
                return 1
            print(max(ledger.vector().values(), default=0), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
