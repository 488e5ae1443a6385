"""What comes from another office: catch-up beside last-writer-wins, a count of conflicts, joining from a snapshot.

    PYTHONPATH=src python -m benchmarks.merge

What stands beside the catch-up is the least that could be done: the same sets into one table of SQLite, the greater
stamp wins, no log, no heads, no conflicts.
"""

from __future__ import annotations

import random
import tempfile
from functools import partial
from itertools import repeat
from pathlib import Path

from benchmarks.ledger import IMPORT, LINES, budget, plain, show, timed, words
from lanyan_desktop.core.changes.coding import decode
from lanyan_desktop.core.changes.operations import Changeset, Set
from lanyan_desktop.core.values import Id
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.snapshots import adopt


def bench_merge(ledger: Ledger, folder: Path, lines: list[Id]) -> None:
    """Another office takes all, makes some edits of its own, and catches up with changesets of 500 sets."""
    other = Ledger.create(folder / "other.lanyan", machine=Machine(folder / "m2", "bench"), synchronous="NORMAL")
    found: list[int] = []
    with other:
        whole = list(ledger.since({}))
        rows = sum(c.count for c in whole)
        took = timed(lambda: other.receive(whole))
        print(f"join of {rows:,} operations: {words(took)}, {rows / took:,.0f} a second", flush=True)
        for which, order, field in (
            ("clustered rows", lines[:20_000] * 10, "quantity"),
            ("random rows", random.Random(2).sample(lines, len(lines)), "unit_price"),
        ):
            with other.changeset("自己的") as edit:
                edit.set_many("budget_line", field, lines[:2_000], [7] * 2_000)
            for start in range(0, len(order), 500):
                some = order[start : start + 500]
                with ledger.changeset("改一批") as edit:
                    edit.set_many("budget_line", field, some, [start + n for n in range(len(some))])
            new = list(ledger.since(other.vector()))
            sets = sum(c.count for c in new)
            naive = last_writer_wins(folder / f"{field}.db", lines, new)
            took = timed(partial(other.receive, new))
            counted = timed(lambda: found.append(other.conflict_count()))
            rate = f"{sets / took:,.0f} a second, {found.pop():,} conflicts kept, counted in {words(counted)}"
            show(f"catch-up of {sets:,} sets on {which}, {rate}", took, "last writer wins, a transaction each", naive)
    bench_snapshot(ledger, folder)


def last_writer_wins(path: Path, lines: list[Id], changesets: list[Changeset]) -> float:
    """The same sets into a table of id, value and stamp, a transaction a changeset: no log, no conflicts."""
    with plain(path) as db:
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("CREATE TABLE line(id BLOB NOT NULL UNIQUE, value INTEGER, clock INTEGER NOT NULL)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO line VALUES(?, 0, 0)", ((id,) for id in lines))
        db.execute("COMMIT")

        def work() -> None:
            for c in changesets:
                db.execute("BEGIN")
                for o in (o for part in c.parts for o in decode(part) if isinstance(o, Set)):
                    cells = zip(o.new, repeat(c.clock), o.ids)  # repeat has no end
                    db.executemany("UPDATE line SET value=?1, clock=?2 WHERE id=?3 AND clock < ?2", cells)
                db.execute("COMMIT")

        return timed(work)


def bench_snapshot(ledger: Ledger, folder: Path) -> None:
    """Joining from a snapshot beside taking in all changesets."""
    file, joined = folder / "snapshot", folder / "joined.lanyan"
    written = timed(partial(ledger.write_snapshot, file))

    def join() -> None:
        adopt(file, joined)
        with Ledger.open(joined, machine=Machine(folder / "m3", "bench"), keep_backups=False) as made:
            made.count("budget_line")

    def from_changesets() -> None:
        with Ledger.create(folder / "slow.lanyan", machine=Machine(folder / "m4", "bench")) as made:
            made.receive(ledger.since({}))

    took = timed(join)
    count = sum(n for (n,) in ledger.query("SELECT count FROM changeset"))
    print(f"snapshot of {count:,} operations written: {words(written)}, {file.stat().st_size / 1e6:.1f} MB", flush=True)
    show("join from it, usable", took, "from all changesets", timed(from_changesets))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Ledger.create(folder / "budget.lanyan", machine=Machine(folder / "m", "bench")) as ledger:
            with ledger.changeset("新建") as edit:
                project = edit.insert("project", code="P", name="工程")
                version = edit.insert("budget_version", project_id=project, name="投标")
                lines = edit.insert_many("budget_line", *budget(LINES, version))
            with ledger.changeset("再导入一万行，编码都有了") as edit:
                edit.insert_many("budget_line", *budget(IMPORT, version))
            bench_merge(ledger, folder, lines)


if __name__ == "__main__":
    main()
