"""What terminals and scripts do to the commands: odd numbers, empty names, an encoding without Chinese, a full disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lanyan_desktop.cli.main import main

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii:strict"}


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "lanyan_desktop", "--data-dir", str(folder / "data"), *arguments]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False)


def test_a_terminal_without_chinese_still_gets_json_and_lines(tmp_path: Path) -> None:
    ledger = tmp_path / "工地😀.lanyan"
    made = start(tmp_path, "new", str(ledger), "--json", **ASCII)
    assert made.returncode == 0
    assert os.fsencode(json.loads(made.stdout)["ledger"]) == os.fsencode(ledger)  # there names are bytes
    refused = start(tmp_path, "undo", str(ledger), "--json", **ASCII)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"] == "undo.none"
    plain = start(tmp_path, "list", "project", str(ledger), **ASCII)
    assert (plain.returncode, plain.stderr) == (0, b"")


def test_output_that_does_not_fit_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys.stdout, "write", full)
    assert main(["new", str(tmp_path / "a.lanyan")]) == 1
    assert capsys.readouterr().err.startswith("结果写不出去")


def test_more_than_anything_has_is_all_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = str(tmp_path / "a.lanyan")
    main(["new", ledger])
    capsys.readouterr()
    for words in (["log", ledger], ["list", "project", ledger]):
        assert main([*words, "--limit", "9" * 30, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("words", [["new", ""], ["log", ""], ["log", "a", "--limit", "abc"]])
def test_no_name_and_no_number_are_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert "_count" not in capsys.readouterr().err
