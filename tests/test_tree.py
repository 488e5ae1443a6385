"""What holds for every file of the repository: where it may come from, how long it is, what it must not say."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 500
LONGER_WITH_REASON: dict[str, str] = {}
"""Modules of more than `LONGEST` lines, each with the reason why it is not two."""
TEXT = {".py", ".md", ".toml", ".lock", ".json", ".sh", ".c", ".nsi", ".svg", ".qss", ""}
FORBIDDEN = {
    "the host of a package index": re.compile(r"pypi\.|pythonhosted|index-url|npmjs|deb\.debian|file:///"),
    "a path of one machine": re.compile(r"""["'\s(]/(?:home|root|work|Users|opt)/\w"""),
    "work left for later": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
}
MAY_SAY = {
    ("a path of one machine", "tests/kit/test_logs.py"),  # a made-up one, to see it blotted out
}


@cache
def files() -> list[Path]:
    """The files that belong to the repository: those git tracks, or in a copy without git all that lie here."""
    git = shutil.which("git")
    words = [git or "git", "ls-files", "-z"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False) if git else None
    if listed is not None and listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    ours = ["src", "tests", "benchmarks", "docs", "installer", "resources"]
    lying = [*ROOT.glob("*.*"), *(path for folder in ours for path in (ROOT / folder).rglob("*"))]
    return [path for path in lying if path.is_file()]


def modules(folder: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("sin", FORBIDDEN)
def test_no_file_says(sin: str) -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path in files()
        if path.suffix in TEXT and path != Path(__file__) and (sin, name_of(path)) not in MAY_SAY
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FORBIDDEN[sin].search(line)
    ]
    assert not found, f"{sin}:\n" + "\n".join(found)


def test_every_module_says_why_it_is_there() -> None:
    silent = [name_of(path) for path in modules("src") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert not silent


def test_no_module_is_longer_than_it_can_be_read() -> None:
    long = {name_of(path) for path in modules("src") if path.read_text("utf-8").count("\n") > LONGEST}
    assert long == set(LONGER_WITH_REASON), "split it, or give the reason; take the reason away when it is split"


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    assert not [name_of(path) for path in modules("src") if path.stem in drawers]


def test_an_ignored_check_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?!(?:\[[\w, -]+\]|:\s*[A-Z0-9, ]+?)\s+#\s*\S)")
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for folder in ("src", "tests", "benchmarks")
        for path in modules(folder)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line) and path != Path(__file__)
    ]
    assert not found, "\n".join(found)


def test_the_locks_hold_a_hash_for_each_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
        assert len(entries) > 10
        assert not [entry for entry in entries if "--hash=sha256:" not in entry or "==" not in entry]


def test_the_locks_agree() -> None:
    """`run` on a checkout that was tested starts the versions that were tested."""
    pins = {
        name: set(re.findall(r"^([\w.-]+==[^ \\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert pins["requirements.lock"] < pins["requirements-dev.lock"]
