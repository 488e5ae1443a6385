"""The suite itself: an error that Qt swallows in a slot, or Python in a thread, fails the test it happened in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FAILING = {
    "slot": """
from PySide6.QtCore import QObject, Signal
class Bell(QObject):
    rung = Signal()
def test_slot(qapp):
    bell = Bell()
    bell.rung.connect(lambda: 1 / 0)
    bell.rung.emit()
""",
    "thread": """
import threading
def test_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
""",
    "warning": """
import warnings
def test_warning():
    warnings.warn("old", DeprecationWarning)
""",
    "open_file": """
import gc
def test_open_file(tmp_path):
    open(tmp_path / "x", "w")
    gc.collect()
""",
}


def test_what_would_be_swallowed_fails(tmp_path: Path) -> None:
    for name, text in FAILING.items():
        (tmp_path / f"test_{name}.py").write_text(text)
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False).stdout
    assert f"{len(FAILING)} failed" in said, said
