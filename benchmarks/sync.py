"""What an exchange costs: a join from batches, bytes an operation, requests of a poll and of news; beside bare files.

    python benchmarks/sync.py [OPERATIONS]      # 100,000 unless told; the mark is of 1,000,000

One office sets fields of the lines of a budget, 500 operations a changeset, and sends them to a folder; another joins
with an empty ledger. Beside it: the same bytes copied file by file, which is what a sync without signatures, keys,
conflicts and a ledger could reach at best.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from nacl.signing import SigningKey

from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange, Report
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.shelf import Shelf

ROWS = 20_000
PER_CHANGESET = 500
SPACE, KEY = bytes(16), bytes(32)


def make(ledger: Ledger, operations: int) -> None:
    """A budget of `ROWS` lines, then sets on runs of lines, as people's work is: rows that lie together."""
    draw = random.Random(1)
    with ledger.changeset("新建") as edit:
        project_id = edit.insert("project", code="P", name="一号楼")
        version_id = edit.insert("budget_version", project_id=project_id, name="合同版")
        fields = ["version_id", "name", "unit"]
        numbers = range(ROWS)
        columns: list[list[Value]] = [[version_id] * ROWS, [f"钢筋 {n}" for n in numbers], ["t"] * ROWS]
        ids: list[Id] = edit.insert_many("budget_line", fields, columns)
    for _ in range(operations // PER_CHANGESET):
        start = draw.randrange(ROWS - PER_CHANGESET)
        with ledger.changeset("改单价") as edit:
            some = ids[start : start + PER_CHANGESET]
            edit.set_many("budget_line", "unit_price", some, [draw.randrange(10**8) for _ in some])


def main(operations: int) -> None:
    with tempfile.TemporaryDirectory(prefix="lanyan-sync-") as name:
        folder = Path(name)
        (folder / "share").mkdir()
        share = FolderRemote(folder / "share")
        signers = [SigningKey.generate() for _ in range(2)]
        members = {bytes(signer.verify_key) for signer in signers}
        ledgers = [
            Ledger.create(folder / f"{n}.lanyan", machine=Machine(folder / f"m{n}", "PC"), synchronous="NORMAL")
            for n in range(2)
        ]
        make(ledgers[0], operations)
        offices = [
            Exchange(
                ledger,
                Shelf(folder / f"shelf{n}"),
                share,
                Access(SPACE, 1, {1: KEY}, signer),
                NoRegister(members.__contains__),
            )
            for n, (ledger, signer) in enumerate(zip(ledgers, signers, strict=True))
        ]
        total = operations + ROWS
        seconds, sent = timed(offices[0])
        print(f"send {total:,} operations: {seconds:.2f} s, {sent.uploaded} batches, {sent.requests} requests")
        print(f"on the remote: {sent.sent_bytes / total:.1f} bytes an operation (mark 20)")
        seconds, joined = timed(offices[1])
        print(f"join from batches: {seconds:.2f} s, {total / seconds:,.0f} operations/s, {joined.requests} requests")
        start = time.perf_counter()
        shutil.copytree(folder / "share", folder / "copy")
        bare = time.perf_counter() - start
        print(f"beside it, the same files copied: {bare:.2f} s; ratio {seconds / bare:.0f}")
        timed(offices[0])
        print(f"idle poll: {timed(offices[0])[1].requests} request (mark 1)")
        with ledgers[0].changeset("改名") as edit:
            edit.set("project", ledgers[0].ids("project")[0], name="二号楼")
        news = timed(offices[0])[1]
        print(f"one edit sent: {news.requests - 1} beside the poll (mark 2), {news.sent_bytes} bytes")
        for ledger in ledgers:
            ledger.close()


def timed(exchange: Exchange) -> tuple[float, Report]:
    start = time.perf_counter()
    report = exchange.run()
    return time.perf_counter() - start, report


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
