"""The wheel holds the program whole: what a checkout finds in `resources/`, an installed program finds too."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel would put into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_every_resource_is_in_it(installed: Path) -> None:
    shipped = {path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()}
    held = installed / "lanyan_desktop" / "_resources"
    assert shipped == {path.relative_to(held) for path in held.rglob("*") if path.is_file()}
    assert Path("icons/add.svg") in shipped
    assert Path("calendars/holidays_cn_2024_2027.json") in shipped
    assert Path("sample/sample_project.json") in shipped


def test_the_installed_program_finds_its_own(installed: Path, tmp_path: Path) -> None:
    code = "from lanyan_desktop.kit.resources import resource; print(resource('icons', 'add.svg').resolve(strict=True))"
    words = [sys.executable, "-c", code]
    env = {**os.environ, "PYTHONPATH": str(installed)}
    said = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert Path(said.stdout.strip()).is_relative_to(installed)


def test_it_brings_the_command_and_the_licence(installed: Path) -> None:
    about = next(installed.glob("*.dist-info"))
    assert "lanyan = lanyan_desktop.__main__:main" in (about / "entry_points.txt").read_text()
    assert "MIT License" in (about / "licenses" / "LICENSE").read_text()
