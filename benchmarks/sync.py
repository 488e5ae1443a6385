"""What an exchange costs: a join from batches, bytes an operation, requests of a poll and of news; beside bare files.

    python benchmarks/sync.py [OPERATIONS]      # 100,000 unless told; the mark is of 1,000,000

One office sets fields of the lines of a budget, 500 operations a changeset, and sends them to a folder; another joins
with an empty ledger, a third from a snapshot, each in a process of its own, for its memory. Beside it: the same bytes
copied file by file, which is what a sync without signatures, keys, conflicts and a ledger could reach at best.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nacl.signing import SigningKey

from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.snapshots import adopt
from lanyan_desktop.sync.access import Access, NoRegister
from lanyan_desktop.sync.exchange import Exchange, Report
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.shelf import Shelf
from lanyan_desktop.sync.snapshots import Snapshots, fetch_snapshot

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
        ledger = _ledger(folder, "first", is_new=True)
        make(ledger, operations)
        first = _exchange(folder, "first", ledger)
        total = operations + ROWS
        seconds, sent = timed(first)
        print(f"send {total:,} operations: {seconds:.2f} s, {sent.uploaded} batches, {sent.requests} requests")
        print(f"on the remote: {sent.sent_bytes / total:.1f} bytes an operation (mark 20)")
        start = time.perf_counter()
        shutil.copytree(folder / "share", folder / "copy")
        bare = time.perf_counter() - start
        seconds = float(_in_its_own_process(folder, "batches", total))
        print(f"beside it, the same files copied: {bare:.2f} s; ratio {seconds / bare:.0f}")
        timed(first)
        print(f"idle poll: {timed(first)[1].requests} request (mark 1)")
        edit_name(ledger, "二号楼")
        news = timed(first)[1]
        print(f"one edit sent: {news.requests - 1} beside the poll (mark 2), {news.sent_bytes} bytes")
        edit_name(ledger, "三号楼")
        publishing = _exchange(folder, "first", ledger, snapshots=True)
        seconds, sent = timed(publishing)
        print(f"snapshot made and put: {seconds:.2f} s, {sent.sent_bytes:,} bytes")
        _in_its_own_process(folder, "snapshot", total)
        ledger.close()


def edit_name(ledger: Ledger, name: str) -> None:
    with ledger.changeset("改名") as edit:
        edit.set("project", ledger.ids("project")[0], name=name)


def _in_its_own_process(folder: Path, how: str, total: int) -> str:
    """A newcomer's process, so that its memory is its own; what it prints, and its first figure."""
    done = subprocess.run(
        [sys.executable, __file__, "join", how, str(folder), str(total)], check=True, capture_output=True, text=True
    )
    print(done.stdout, end="")
    return done.stderr.split()[-1]


def join(how: str, folder: Path, total: int) -> None:
    """Join from batches, or from a snapshot with the history behind it."""
    before = _peak()
    start = time.perf_counter()
    if how == "batches":
        ledger = _ledger(folder, how, is_new=True)
        joined = _exchange(folder, how, ledger).run()
        seconds = time.perf_counter() - start
        print(f"join from batches: {seconds:.2f} s, {total / seconds:,.0f} operations/s, {joined.requests} requests")
    else:
        access = Access(SPACE, 1, {1: KEY}, SigningKey.generate())
        manifest = fetch_snapshot(FolderRemote(folder / "share"), access, NoRegister(), folder / "snapshot")
        assert manifest is not None, "no snapshot lies there"
        adopt(folder / "snapshot", folder / f"{how}.lanyan")
        ledger = _ledger(folder, how, is_new=False)
        rows = ledger.count("budget_line")
        seconds = time.perf_counter() - start
        print(f"join from a snapshot: {seconds:.3f} s to usable, {rows:,} rows (mark 1 s)")
        print(f"its memory until then: {_peak() - before:.0f} MB more than before")
        Shelf(folder / f"shelf-{how}").start_at(manifest.stations, manifest.vector)
        behind, exchanges = time.perf_counter(), 0
        exchange = _exchange(folder, how, ledger)
        while not exchanges or ledger.missing_history():
            exchange.run()
            exchanges += 1
        print(f"its history: {time.perf_counter() - behind:.2f} s in {exchanges} exchanges in the background")
    print(f"its memory: peak {_peak():.0f} MB, {_peak() - before:.0f} MB more than before")
    print(seconds, file=sys.stderr)
    ledger.close()


def _ledger(folder: Path, name: str, *, is_new: bool) -> Ledger:
    machine = Machine(folder / f"machine-{name}", "PC")
    begin = Ledger.create if is_new else Ledger.open
    return begin(folder / f"{name}.lanyan", machine=machine, synchronous="NORMAL")


def _exchange(folder: Path, name: str, ledger: Ledger, *, snapshots: bool = False) -> Exchange:
    key = folder / f"{name}.key"
    if not key.exists():
        key.write_bytes(bytes(SigningKey.generate()))
    access = Access(SPACE, 1, {1: KEY}, SigningKey(key.read_bytes()))
    return Exchange(
        ledger,
        Shelf(folder / f"shelf-{name}"),
        FolderRemote(folder / "share"),
        access,
        NoRegister(),
        snapshots=Snapshots(access, ledger.write_snapshot, every=1) if snapshots else None,
    )


def _peak() -> float:
    """The most memory this process had since it began, in MB; 0 where the system does not tell (only Linux does so)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def timed(exchange: Exchange) -> tuple[float, Report]:
    start = time.perf_counter()
    report = exchange.run()
    return time.perf_counter() - start, report


if __name__ == "__main__":
    if sys.argv[1:2] == ["join"]:
        join(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
