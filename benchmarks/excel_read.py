"""Read a sheet of 100,000 rows by 12 columns: this program's reader beside openpyxl's read-only mode.

    python benchmarks/excel_read.py [ROWS]

Each reads the same file in a process of its own, so that peak memory is its own. Both give every cell as a Python
value; ours has also looked the file over (zip bomb, DTD, how far it reaches, formulas without results).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADINGS = ("序号", "编码", "名称", "项目特征", "单位", "工程量", "单价", "合价", "暂估价", "责任人", "部位", "备注")
MARK = 5.0


def write_sample(path: Path, rows: int) -> None:
    """A budget of so many items, text and numbers as real ones have, written by openpyxl."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.append(list(HEADINGS))
    for n in range(1, rows):
        quantity, price = n % 977 + 0.25, n % 389 + 0.18
        texts = [n, f"{n % 10**9:09}001", f"矩形柱 C{n % 40}", f"1.混凝土强度:C{n % 60}\n2.部位:{n % 18}层", "m3"]
        sheet.append([*texts, quantity, price, round(quantity * price, 2), None, f"员工{n % 40}", f"{n % 18}层", ""])
    book.save(path)


def read_ours(path: Path) -> int:
    from lanyan_desktop.exchange.excel.reader import open_book

    book = open_book(path)
    return sum(len(row) for row in book.sheet(book.names[0]).rows)


def read_openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))


def measure(name: str, path: Path) -> dict[str, float]:
    """Seconds (the best of three), peak memory in MB, cells."""
    read = {"ours": read_ours, "openpyxl": read_openpyxl}[name]
    times, cells = [], 0
    for _ in range(3):
        start = time.perf_counter()
        cells = read(path)
        times.append(time.perf_counter() - start)
    return {"s": min(times), "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "cells": cells}


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.xlsx"
        write_sample(path, rows)
        found = {name: _apart(name, path) for name in ("ours", "openpyxl")}
    assert found["ours"]["cells"] == found["openpyxl"]["cells"], "the two did not read the same"
    for name, figures in found.items():
        print(f"{name:9} {figures['s']:7.2f} s  {figures['mb']:7.0f} MB  {figures['cells']:,.0f} cells")
    print(f"ratio {found['openpyxl']['s'] / found['ours']['s']:.1f} (mark: at least {MARK:g})")


def _apart(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", name, str(path)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result


if __name__ == "__main__":
    main()
