"""The two commands on machines unlike this one: what is asked of apt-get and pip, what is said to those who may not."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dev


class Machine:
    """Stands in for `subprocess.run`: notes what is started, and lets named programs fail."""

    def __init__(self) -> None:
        self.started: list[list[str]] = []
        self.failing: set[str] = set()

    def run(self, words: list[str | Path], **how: object) -> subprocess.CompletedProcess[bytes]:
        said = [str(word) for word in words]
        self.started.append(said)
        status = int(any(name in said for name in self.failing))
        if status and how.get("check"):
            raise subprocess.CalledProcessError(status, said)
        return subprocess.CompletedProcess(said, status, b"", b"")

    def asked(self, program: str) -> list[list[str]]:
        return [words for words in self.started if program in words]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """Debian without what Qt needs, as root, with an environment folder of its own."""
    made = Machine()
    monkeypatch.setattr(subprocess, "run", made.run)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: "apt-get" if name in {"apt-get", "fc-list"} else None)
    monkeypatch.setattr(dev, "_can_open", lambda library: False)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    (tmp_path / "python").touch()
    return made


def test_root_gets_what_is_missing_and_the_programs_of_tests_only_for_tests(machine: Machine) -> None:
    dev.install_system_packages(wants_test_programs=False)
    (install,) = [words for words in machine.asked("apt-get") if "install" in words]
    assert {"libegl1", "libxcb-cursor0", "fonts-noto-cjk"} <= set(install)
    assert "libreoffice-calc-nogui" not in install
    dev.install_system_packages(wants_test_programs=True)
    assert "libreoffice-calc-nogui" in machine.asked("apt-get")[-1]


def test_without_rights_one_command_is_said(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    dev.install_system_packages(wants_test_programs=True)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("missing, please install: sudo apt-get install lib")
    assert not [words for words in machine.started if "install" in words]


def test_without_rights_and_without_venv_it_stops_there(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        return None

    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", absent)
    with pytest.raises(SystemExit):
        dev.install_system_packages(wants_test_programs=False)


def test_no_network_for_apt_get_is_no_end(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.failing = {"update"}
    dev.install_system_packages(wants_test_programs=True)
    assert "going on without" in capsys.readouterr().err


def test_windows_needs_no_packages(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    dev.install_system_packages(wants_test_programs=True)
    assert machine.started == []


def test_the_lock_is_installed_once_and_by_hash(machine: Machine) -> None:
    dev.set_up(dev.TEST_LOCK)
    (install,) = machine.asked("pip")
    assert {"--require-hashes", "--only-binary=:all:", str(dev.TEST_LOCK)} <= set(install)
    dev.set_up(dev.TEST_LOCK)
    dev.set_up(dev.RUN_LOCK)  # the greater holds the lesser
    assert len(machine.asked("pip")) == 1


def test_running_needs_less_than_testing(machine: Machine) -> None:
    dev.set_up(dev.RUN_LOCK)
    dev.set_up(dev.TEST_LOCK)
    assert [words[-1] for words in machine.asked("pip")] == [str(dev.RUN_LOCK), str(dev.TEST_LOCK)]


def test_a_failed_install_is_tried_again(machine: Machine) -> None:
    machine.failing = {"pip"}
    with pytest.raises(subprocess.CalledProcessError):
        dev.set_up(dev.RUN_LOCK)
    machine.failing = set()
    dev.set_up(dev.RUN_LOCK)
    assert len(machine.asked("pip")) == 2


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    dev.PYTHON.unlink()
    dev.make_venv()
    (made,) = machine.asked("venv")
    assert "--clear" in made


@pytest.mark.parametrize("red", ["ruff", "mypy", "pytest"])
def test_one_red_check_is_red_and_hides_no_other(machine: Machine, red: str) -> None:
    machine.failing = {red}
    assert dev.check_all() == 1
    assert len(machine.started) == 4


def test_all_green_is_green(machine: Machine) -> None:
    assert dev.check_all() == 0


def test_a_file_named_on_the_command_line_is_meant_from_where_one_stands(tmp_path: Path) -> None:
    """`run` keeps the caller's folder; checks run in the checkout."""
    code = "import pathlib; print(pathlib.Path.cwd())"
    done = subprocess.run(
        [sys.executable, "-c", f"import dev; dev._call([dev.sys.executable, '-c', {code!r}])"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(dev.ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == tmp_path


def test_an_unknown_command_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["rnu"]) == 2
    assert "dev.py run" in capsys.readouterr().out
    assert dev.main([]) == 0
