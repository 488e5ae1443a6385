"""From the start of the process to the first painted window: ours beside a bare PySide6 window, in one run.

    .venv/bin/python benchmarks/first_window.py [--runs 9]

Each start is a process of its own; the runs alternate, so that both meet the same noise; medians are printed.
"First window" is its frame (top bar, page area, status bar) painted; then what it takes until the start page, or the
first tab of the sample project, can be used.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HAS_TABS = importlib.util.find_spec("lanyan_desktop.ui.schedule.tab") is not None
BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("蓝燕"))
window.resize(1440, 880)
window.show()
app.processEvents()
"""
OURS = """
from lanyan_desktop.app import first_window
from lanyan_desktop.kit import paths
from lanyan_desktop.kit.settings import Settings
settings = Settings(paths.settings_file())
app, window = first_window(settings)
"""
WITH_START_PAGE = """
from lanyan_desktop.app import settle_in
program = settle_in(app, window, settings)
app.processEvents()
"""
WITH_SAMPLE = """
import time
from pathlib import Path
program.desk.open_ledger(Path(LEDGER))
app.processEvents()
from PySide6.QtCore import QEventLoop
end = time.monotonic() + 20
while program.desk.tabs.current is None and time.monotonic() < end:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)
app.processEvents()
assert program.desk.tabs.current is not None
"""
REPORT = """
import json, resource, sys, time
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
heavy = [name for name in ("numpy", "pyqtgraph", "openpyxl", "sqlite_utils", "python_calamine") if name in sys.modules]
print(json.dumps({"ended": time.time(), "mb": used / 1024, "heavy": heavy}), flush=True)
import os
os._exit(0)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "sample.lanyan"
        scripts = {"bare PySide6 window": BARE, "our first window": OURS, "our start page": OURS + WITH_START_PAGE}
        if _make_sample(ledger, folder) and HAS_TABS:
            scripts["our window, sample open"] = (
                OURS + WITH_START_PAGE + WITH_SAMPLE.replace("LEDGER", repr(str(ledger)))
            )
        found: dict[str, list[dict[str, float]]] = {name: [] for name in scripts}
        for _ in range(runs):
            for name, script in scripts.items():
                found[name].append(_start(script, folder))
    bare = statistics.median(run["ms"] for run in found["bare PySide6 window"])
    for name, starts in found.items():
        ms = statistics.median(run["ms"] for run in starts)
        print(f"{name:26} {ms:6.0f} ms  {ms / bare:4.2f}×  {starts[-1]['mb']:5.0f} MB  {starts[-1]['heavy'] or ''}")
    return 0


def _make_sample(ledger: Path, folder: str) -> bool:
    make = f"from pathlib import Path; from lanyan_desktop.app import make_sample; make_sample(Path({str(ledger)!r}))"
    return subprocess.run([sys.executable, "-c", make], env=_env(folder), check=False).returncode == 0


def _start(script: str, folder: str) -> dict[str, float]:
    start = time.time()
    run = subprocess.run(
        [sys.executable, "-c", script + REPORT], env=_env(folder), capture_output=True, check=True, text=True
    )
    report: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return {**report, "ms": 1000 * (report["ended"] - start)}


def _env(folder: str) -> dict[str, str]:
    source = str(Path(__file__).resolve().parents[1] / "src")
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": source, "LANYAN_DATA_DIR": folder}


if __name__ == "__main__":
    sys.exit(main())
