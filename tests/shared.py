"""Test inputs that no one here wrote: beside the checkout, never in it (their licences differ)."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""The folder that holds `data/`; it lies beside the checkout where there is one."""


def shared_file(name: str) -> Path:
    """A file or folder of the shared data by its name under `data/`: ``shared_file("forms/F1.xlsx")``.

    A beginning is enough where one file has it: ``shared_file("xlsx/01")``. Skips the test if there is none.
    """
    wanted = SHARED / "data" / name
    if wanted.exists():
        return wanted
    found = sorted(wanted.parent.glob(wanted.name + "*")) if wanted.parent.is_dir() else []
    if not found:
        pytest.skip(f"needs {name} of the shared test data, which does not lie beside this checkout")
    return found[0]
