"""Each import contract of pyproject.toml fails on a planted violation: a contract that cannot fail guards nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUN = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
DOWN = "Imports point down, and every room has its floor"
QT = "Qt is known to ui and app alone"
SQL = "SQL is known to store alone"
FOREIGN = "Workbooks and the network are known to exchange and sync alone"
STORE = "The store is opened by services and app alone"
CIRCLE = "No circle of modules"
TERMINAL = "The terminal works without the window"


@dataclass(frozen=True, slots=True)
class Plant:
    """Files that break a contract, by their path below the package."""

    contract: str
    files: dict[str, str]


PLANTS = {
    "upwards": Plant(DOWN, {"core/planted.py": "import lanyan_desktop.services"}),
    "sideways": Plant(DOWN, {"exchange/planted.py": "import lanyan_desktop.store"}),
    "behind TYPE_CHECKING": Plant(
        DOWN,
        {
            "kit/planted.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING: import lanyan_desktop.core.values",
        },
    ),
    "in no room": Plant(DOWN, {"planted.py": "x = 1"}),
    "Qt in core": Plant(QT, {"core/planted.py": "from PySide6.QtCore import QRectF"}),
    "Qt by a detour": Plant(
        QT,
        {
            "ui/planted.py": "import pyqtgraph",
            "services/planted.py": "import lanyan_desktop.ui.planted",
        },
    ),
    "SQL in ui": Plant(SQL, {"ui/planted.py": "import sqlite3"}),
    "SQL in services": Plant(SQL, {"services/planted.py": "from sqlite_utils import Database"}),
    "a workbook in services": Plant(FOREIGN, {"services/planted.py": "import openpyxl"}),
    "the network in ui": Plant(FOREIGN, {"ui/planted.py": "from urllib.request import urlopen"}),
    "the store in a widget": Plant(STORE, {"ui/planted.py": "import lanyan_desktop.store"}),
    "the store in a command": Plant(STORE, {"cli/planted.py": "import lanyan_desktop.store"}),
    "a circle in one room": Plant(
        CIRCLE,
        {
            "core/planted_one.py": "import lanyan_desktop.core.planted_two",
            "core/planted_two.py": "import lanyan_desktop.core.planted_one",
        },
    ),
    "the window in a command": Plant(TERMINAL, {"cli/planted.py": "import lanyan_desktop.ui"}),
}


def lint(tree: Path) -> str:
    """The report of import-linter on a tree, in one line per sentence."""
    words = [sys.executable, "-c", RUN, "--cache-dir", str(tree / "cache")]
    env = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONUTF8": "1", "COLUMNS": "500"}
    return subprocess.run(
        words, cwd=tree, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    ).stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with their contracts."""
    tree = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


@pytest.fixture
def planted(tree: Path, request: pytest.FixtureRequest) -> Iterator[Plant]:
    plant = PLANTS[request.param]
    places = {tree / "src" / "lanyan_desktop" / name: text for name, text in plant.files.items()}
    for place, text in places.items():
        place.write_text(text + "\n", encoding="utf-8")
    yield plant
    for place in places:
        place.unlink()


def test_the_sources_keep_every_contract(tree: Path) -> None:
    said = lint(tree)
    assert all(f"{name} KEPT" in said for name in (DOWN, QT, SQL, FOREIGN, STORE, CIRCLE, TERMINAL)), said
    assert "7 kept, 0 broken" in said


@pytest.mark.parametrize("planted", PLANTS, indirect=True)
def test_a_planted_violation_is_seen(tree: Path, planted: Plant) -> None:
    said = lint(tree)
    assert f"{planted.contract} BROKEN" in said
    underline = "-" * len(planted.contract)
    story = said.split(f"\n{planted.contract}\n{underline}\n")[1]
    assert ".planted" in story.split("\n---")[0]
