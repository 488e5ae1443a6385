"""MPXJ as an oracle, in an environment of its own (`LANYAN_MPXJ`: its python; `make_mpxj.py` makes one)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

DUMP = Path(__file__).with_name("mpxj_dump.py")
Json = dict[str, Any]


def run_mpxj(files: Sequence[Path], *, is_scheduling: bool = False) -> list[Json]:
    """What MPXJ reads in each file; skips the test where MPXJ is not there."""
    python = os.environ.get("LANYAN_MPXJ", "")
    if not python or shutil.which("java") is None:
        pytest.skip(
            "needs MPXJ: make an environment with tests/oracles/make_mpxj.py and name its python in LANYAN_MPXJ"
        )
    options = ["--schedule"] if is_scheduling else []
    ran = subprocess.run(
        [python, str(DUMP), *options, *map(str, files)], capture_output=True, text=True, timeout=600, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
