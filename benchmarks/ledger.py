"""The ledger's hot paths beside the other way of doing the same: edit, import, news, month sums, search, undo.

    python benchmarks/ledger.py [ATTENDANCE_ROWS]      # 200,000 unless told; the marks are of 2,000,000

Everything is done by the program's own API, checks, changeset, hash chain, search index and month sums included. What
stands beside it does none of that: it is SQLite alone, or sqlite-utils.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import repeat
from pathlib import Path

from lanyan_desktop.core.values import Day, Id, Value, day_of
from lanyan_desktop.kit.ids import new_ids
from lanyan_desktop.store.attendance import month_grid, month_summary
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine

LINES = 100_000
IMPORT = 10_000
DAYS = 700
FIRST = day_of(date(2024, 1, 1))
NAMES = ("挖一般土方 三类土", "现浇混凝土矩形柱 C30", "钢筋制作安装 HRB400", "外墙外保温 岩棉板100厚")


def timed(work: Callable[[], object], *, times: int = 1) -> float:
    """Seconds, the best of `times`."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def show(what: str, ours: float, beside: str, other: float) -> None:
    ratio = f"{other / ours:.1f}x as fast" if other >= ours else f"{ours / other:.1f}x the time"
    print(f"{what}: {words(ours)}; {beside}: {words(other)}; {ratio}", flush=True)


def words(seconds: float) -> str:
    return (
        f"{seconds:.2f} s"
        if seconds >= 1
        else f"{seconds * 1000:.1f} ms"
        if seconds >= 1e-3
        else f"{seconds * 1e6:.0f} us"
    )


def budget(count: int, version: Id) -> tuple[list[str], list[list[Value]]]:
    codes: list[Value] = [f"01{n:010}" for n in range(count)]
    names: list[Value] = [f"{NAMES[n % 4]} {n % 977}" for n in range(count)]
    numbers: list[Value] = [n % 9_000_000 for n in range(count)]
    return (
        ["version_id", "code", "name", "unit", "quantity", "unit_price", "amount_fen"],
        [[version] * count, codes, names, ["m3"] * count, numbers, numbers, numbers],
    )


def attendance(count: int, project: Id, workers: list[Id]) -> Iterator[tuple[list[str], list[list[Value]]]]:
    """Pieces of 50,000 rows: each day all workers, as time clocks give it."""
    fields = ["project_id", "worker_id", "day", "morning_min", "afternoon_min", "overtime_min"]
    for start in range(0, count, 50_000):
        places = range(start, min(start + 50_000, count))
        yield (
            fields,
            [
                [project] * len(places),
                [workers[n % len(workers)] for n in places],
                [FIRST + n // len(workers) for n in places],
                [240] * len(places),
                [240 if n % 13 else 0 for n in places],
                [n % 5 * 30 for n in places],
            ],
        )


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """SQLite as it comes, with the same safety."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA cache_size=-65536")
    yield db
    db.close()


def bench_edit(ledger: Ledger, folder: Path, lines: list[Id]) -> None:
    def edits(field: str) -> float:
        times = []
        for n, id in enumerate(random.Random(1).sample(lines, 300)):
            start = time.perf_counter()
            with ledger.changeset("改一格") as edit:
                edit.set("budget_line", id, **{field: f"改{n}" if field == "name" else n})
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    with plain(folder / "bare.db") as db:
        db.execute("CREATE TABLE line(id BLOB NOT NULL UNIQUE, quantity INTEGER)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO line VALUES(?, 0)", ((id,) for id in lines))
        db.execute("COMMIT")
        bare = statistics.median(
            timed(partial(db.execute, "UPDATE line SET quantity=quantity+1 WHERE id=?", (id,)))
            for id in random.Random(1).sample(lines, 300)
        )
    beside = "a bare UPDATE with its fsync"
    show(f"one-cell edit at {len(lines):,} rows", edits("quantity"), beside, bare)
    show("one-cell edit of a searched name", edits("name"), beside, bare)


def bench_import(ledger: Ledger, folder: Path, version: Id) -> None:
    from sqlite_utils import Database

    fields, columns = budget(IMPORT, version)

    def ours() -> None:
        with ledger.changeset("导入预算") as edit:
            edit.insert_many("budget_line", fields, columns)

    def other() -> None:
        db = Database(folder / f"{time.time()}.db")
        ids = new_ids(IMPORT)
        rows = (dict(zip(["id", *fields], row, strict=True)) for row in zip(ids, *columns, strict=True))
        db.table("line").insert_all(rows, pk="id")
        db.conn.close()

    show(
        f"import of {IMPORT:,} budget lines, searchable", timed(ours, times=3), "sqlite-utils insert_all", timed(other)
    )
    took = timed(ledger.undo)
    show("its undo", took, "its redo", timed(ledger.redo))


def bench_attendance(folder: Path, count: int) -> None:
    with Ledger.create(folder / "attendance.lanyan", machine=Machine(folder / "m", "bench")) as ledger:
        with ledger.changeset("新建") as edit:
            project = edit.insert("project", code="P", name="工程")
        people = max(count // DAYS, 1)
        with ledger.changeset("工人") as edit:
            numbers: list[Value] = [str(n) for n in range(people)]
            workers = edit.insert_many(
                "worker", ["project_id", "number", "name"], [[project] * people, numbers, numbers]
            )

        def ours() -> None:
            with ledger.changeset("导入考勤") as edit:
                for fields, columns in attendance(count, project, workers):
                    edit.insert_many("attendance", fields, columns)

        took = timed(ours)
        show(
            f"import of {count:,} attendance rows",
            took,
            "executemany into indexes",
            into_indexes(ledger, folder / "indexes.db", count, workers),
        )
        print(f"   file {(folder / 'attendance.lanyan').stat().st_size / 1e6:.0f} MB", flush=True)
        bench_months(ledger, project)
        bench_news(ledger)


def into_indexes(ledger: Ledger, path: Path, count: int, workers: list[Id]) -> float:
    """The same table, rows and indexes, and nothing else."""
    tables = ledger.query(
        "SELECT sql FROM sqlite_schema WHERE tbl_name='attendance' AND sql IS NOT NULL ORDER BY type DESC"
    )
    with plain(path) as db:
        for (sql,) in tables:
            db.execute(sql)

        def work() -> None:
            db.execute("BEGIN")
            for fields, columns in attendance(count, Id(bytes(16)), workers):
                names = ", ".join(["id", "_at", *fields])
                rows = zip(new_ids(len(columns[0])), repeat(1), *columns)  # repeat has no end
                db.executemany(f"INSERT INTO attendance({names}) VALUES({', '.join('?' * (len(fields) + 2))})", rows)
            db.execute("COMMIT")

        return timed(work)


def bench_months(ledger: Ledger, project: Id) -> None:
    last = Day(FIRST + DAYS)
    raw = (
        "SELECT worker_id, strftime('%Y-%m', day * 86400, 'unixepoch'), count(*), "
        "sum(morning_min + afternoon_min), sum(overtime_min) FROM attendance WHERE project_id=? GROUP BY 1, 2"
    )
    everything = timed(lambda: month_summary(ledger, project_id=project, first_day=FIRST, last_day=last), times=3)
    show(
        "sums by worker over all months",
        everything,
        "raw GROUP BY worker, month",
        timed(lambda: ledger.query(raw, (project,))),
    )
    june = day_of(date(2024, 6, 1)), day_of(date(2024, 6, 30))
    one = timed(lambda: month_summary(ledger, project_id=project, first_day=june[0], last_day=june[1]), times=3)
    scan = raw.replace("FROM attendance", "FROM attendance NOT INDEXED").replace(
        "GROUP", "AND day BETWEEN ? AND ? GROUP"
    )
    show("sums by worker of one month", one, "raw, by scanning", timed(lambda: ledger.query(scan, (project, *june))))
    grid = timed(lambda: month_grid(ledger, project_id=project, first_day=june[0], last_day=june[1]), times=3)
    indexed = scan.replace(" NOT INDEXED", "")
    show(
        "grid of one month",
        grid,
        "raw sums of that month by index",
        timed(lambda: ledger.query(indexed, (project, *june))),
    )


def bench_news(ledger: Ledger) -> None:
    reader = Ledger.open(ledger.path, read_only=True)
    idle = timed(lambda: [reader.news() for _ in range(1000)]) / 1000
    id = ledger.ids("worker")[0]
    with ledger.changeset("改") as edit:
        edit.set("worker", id, name="改名")
    show("news: nothing new", idle, "one edit heard", timed(reader.news))
    reader.close()


def bench_search(ledger: Ledger) -> None:
    like = "SELECT id FROM budget_line WHERE name LIKE '%' || ? || '%'"
    for word in ("钢", "钢筋", "混凝土矩形", "柱 C30 97"):
        took = timed(partial(ledger.search, word), times=3)
        show(f"search 「{word}」", took, "LIKE", timed(partial(ledger.query, like, (word,))))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Ledger.create(folder / "budget.lanyan", machine=Machine(folder / "m", "bench")) as ledger:
            with ledger.changeset("新建") as edit:
                project = edit.insert("project", code="P", name="工程")
                version = edit.insert("budget_version", project_id=project, name="投标")
                fields, columns = budget(LINES, version)
                lines = edit.insert_many("budget_line", fields, columns)
            bench_edit(ledger, folder, lines)
            bench_import(ledger, folder, version)
            bench_search(ledger)
        bench_attendance(folder, count)


if __name__ == "__main__":
    main()
