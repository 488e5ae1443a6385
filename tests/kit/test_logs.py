from __future__ import annotations

import logging
import logging.handlers
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.kit import logs


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    logs.start(tmp_path)
    yield tmp_path
    logs.stop()


def test_a_line_tells_its_area(folder: Path) -> None:
    logs.area("store").info("backup made in %d ms", 12480)
    (line,) = logs.tail(folder)
    assert line.endswith("lanyan.store backup made in 12480 ms")


@pytest.mark.parametrize(
    "secret",
    [
        "王建国",
        "110101199001011234",
        "11010119900101123X",
        "13800138000",
        "138 0013 8000",
        "6222020200112233445",
        "350.00",
        "1,361,402.82",
    ],
)
def test_nothing_about_people_reaches_the_file(folder: Path, secret: str) -> None:
    logs.area("exchange").info("row %d: %s of sheet %s", 7, secret, f"x{secret} ")
    (line,) = logs.tail(folder)
    assert secret not in line.split("lanyan.exchange", 1)[1]
    assert "row 7: " in line


def test_the_user_folder_is_not_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/wang.jianguo"))
    logs.area("store").info("open %s", "/home/wang.jianguo/a.lanyan")
    assert logs.tail(folder)[0].endswith("open ~/a.lanyan")


def test_an_exception_in_the_log_tells_its_kind_alone(folder: Path) -> None:
    try:
        raise KeyError("王建国")
    except KeyError:
        logs.area("ui").exception("slot failed")
    text = "\n".join(logs.tail(folder))
    assert "slot failed" in text
    assert "KeyError" in text
    assert "王建国" not in text


def test_files_rotate_and_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = [
        h for h in logging.getLogger("lanyan").handlers if isinstance(h, logging.handlers.RotatingFileHandler)
    ]
    handler.maxBytes = 200
    for number in range(100):
        logs.area("store").info("line %d", number)
    files = sorted(folder.glob("lanyan.log*"))
    assert len(files) == 6
    assert all(file.stat().st_size < 400 for file in files)
    assert logs.tail(folder)[-1].endswith("line 99")


def test_a_file_that_cannot_be_renamed_is_written_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = [
        h for h in logging.getLogger("lanyan").handlers if isinstance(h, logging.handlers.RotatingFileHandler)
    ]
    handler.maxBytes = 200

    def held_open(source: str, dest: str) -> None:
        raise PermissionError(32, "used by another process")

    monkeypatch.setattr(handler, "rotate", held_open)
    for number in range(20):
        logs.area("store").info("line %d", number)
    assert [line.rsplit(" ", 1)[1] for line in logs.tail(folder)] == [str(number) for number in range(20)]


def test_a_fault_of_the_interpreter_leaves_its_trace(tmp_path: Path) -> None:
    code = (
        "import faulthandler, sys; from pathlib import Path; from lanyan_desktop.kit import logs;"
        "logs.start(Path(sys.argv[1])); faulthandler._sigabrt()"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode != 0
    assert "Fatal Python error" in (tmp_path / logs.FAULTS_FILE).read_text()


def test_no_log_has_no_tail(tmp_path: Path) -> None:
    assert logs.tail(tmp_path) == []
