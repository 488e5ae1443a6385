"""A clerk in a hurry: enters, overwrites and syncs until killed: LEDGER PERSON COUNT FIRST.

Says each word once it is safely entered.
"""

from __future__ import annotations

import random
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from lanyan_desktop.__main__ import main
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.sharing.space import use_cost
from lanyan_desktop.sync.keys.passphrase import LOW


def enter(ledger: Path, person: str, n: int, chance: random.Random) -> str:
    """A new line, and an old line's name set to the same word."""
    word = f"{person}-{n}"
    with ledgers.using(ledger, user=person) as opened:
        lines = opened.ids("budget_line")
        version_id = opened.page("budget_line", lines[:1], ["version_id"])[lines[0]][0]
        with opened.changeset(f"输入 {word}") as edit:
            edit.insert("budget_line", version_id=version_id, code=f"0{n:05}", name=word, unit="m3")
            edit.set("budget_line", chance.choice(sorted(lines)[:2]), unit=word)
    return word


if __name__ == "__main__":
    use_cost(LOW)
    ledger, person, count, first = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    for n in range(first, first + count):
        print(enter(ledger, person, n, random.Random(f"{person}{n}")), flush=True)
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            main(["sync", str(ledger), "--user", person])  # whether it gets through is the weather's affair
