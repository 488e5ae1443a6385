from __future__ import annotations

import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.kit import crash, logs
from lanyan_desktop.kit.errors import LanyanError

SECRETS = ("王建国", "110101199001011234", "13800138000", "31500")


@pytest.fixture
def folder(own_data_dir: Path) -> Iterator[Path]:
    place = own_data_dir / "logs"
    place.mkdir()
    logs.start(place)
    yield place
    logs.stop()


def pay(name: str, fen: int) -> None:
    """Fails as a bug would, with what nobody may read in its words and its locals."""
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"{name} 110101199001011234 13800138000 gets {fen}") from error


def caught() -> BaseException:
    with pytest.raises(ValueError, match="gets") as info:
        pay("王建国", 31500)
    return info.value


def test_a_report_tells_where_and_nothing_of_whom(folder: Path) -> None:
    logs.area("labour").info("paying %s", "王建国")
    text = crash.write_crash_report(caught()).read_text(encoding="utf-8")
    assert "tests/kit/test_crash.py" in text
    assert " pay\n" in text
    assert "KeyError: " in text
    assert "ValueError: □ # gets #" in text
    assert "lanyan.labour paying □" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert str(Path.home()) not in text


def test_only_the_latest_reports_are_kept(folder: Path) -> None:
    written = [crash.write_crash_report(ValueError(str(number))) for number in range(25)]
    assert sorted(folder.glob("crash-*.txt")) == written[-20:]


def test_the_zip_holds_what_support_needs_and_no_ledger(folder: Path, tmp_path: Path) -> None:
    report = crash.write_crash_report(caught())
    (folder / "甲.lanyan").write_bytes(b"a ledger has no business here")
    pack = crash.export_diagnostics(tmp_path / "诊断.zip")
    with zipfile.ZipFile(pack) as opened:
        assert set(opened.namelist()) == {"circumstances.txt", "lanyan.log", "faults.log", report.name}
        assert b"PySide6-Essentials 6.9" in opened.read("circumstances.txt")


def test_a_zip_that_cannot_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LanyanError) as info:
        crash.export_diagnostics(tmp_path / "absent" / "诊断.zip")
    assert info.value.code == "diagnostics.not_written"


def test_what_nobody_caught_is_reported_from_any_thread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # both are put back afterwards
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: None)
    told: list[tuple[BaseException, Path | None]] = []
    crash.catch_all(lambda error, report: told.append((error, report)))
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=pay, args=("王建国", 31500))
    thread.start()
    thread.join()
    assert [type(error) for error, _ in told] == [ValueError, ValueError]
    assert all(report is not None and report.exists() for _, report in told)


def test_a_full_disk_does_not_hide_the_bug(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(error: BaseException) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: None)
    monkeypatch.setattr(crash, "write_crash_report", full)
    told: list[Path | None] = []
    crash.catch_all(lambda error, report: told.append(report))
    sys.excepthook(ValueError, ValueError("x"), None)
    assert told == [None]
