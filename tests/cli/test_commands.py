"""The commands as a person types them: what they print, and what they refuse with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lanyan_desktop.cli.main import main
from tests.exchange.workbooks import write_book


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, object], str]:
    """Exit status, the JSON on stdout, and what stands on stderr."""
    status = main([*map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out), err


def test_a_new_ledger_is_empty_and_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "甲.lanyan"
    assert run(capsys, "new", ledger)[0] == 0
    assert run(capsys, "list", "project", ledger)[1]["total"] == 0
    status, found, _ = run(capsys, "check", ledger)
    assert (status, found["ok"], found["findings"]) == (0, True, [])


def test_new_does_not_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "甲.lanyan"
    ledger.write_bytes(b"mine")
    status, _, err = run(capsys, "new", ledger)
    assert status == 1
    assert "甲.lanyan" in err
    assert ledger.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "words", [[], ["no-such"], ["list"], ["import", "beans", "a", "b"], ["log", "a", "--limit", "0"]]
)
def test_wrong_usage_is_exit_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("command", ["log", "undo", "check", "backup"])
def test_a_ledger_that_is_not_there_is_refused_in_a_sentence(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said, err = run(capsys, command, tmp_path / "没有.lanyan")
    assert status == 1
    assert "没有.lanyan" in err
    assert said["message"] == err.strip()
    assert list(tmp_path.iterdir()) == []


def test_undo_with_nothing_to_undo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "甲.lanyan"
    run(capsys, "new", ledger)
    assert run(capsys, "undo", ledger)[0] == 1


def test_unknown_kinds_are_refused_with_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "甲.lanyan"
    run(capsys, "new", ledger)
    status, _, err = run(capsys, "list", "beans", ledger)
    assert status == 1
    assert "budget_line" in err


def test_the_sample_is_made_logged_undone_and_backed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, copy = tmp_path / "样例.lanyan", tmp_path / "恢复.lanyan"
    assert run(capsys, "new", ledger, "--sample", "--user", "张工")[0] == 0
    listed = run(capsys, "list", "工人", ledger)[1]
    assert listed["total"] == 40
    assert "999999196802020018" not in json.dumps(listed)  # private fields are masked
    entries = run(capsys, "log", ledger)[1]["entries"]
    assert isinstance(entries, list)
    assert entries[0]["user"] == "张工"
    backup = run(capsys, "backup", ledger, tmp_path / "备份")[1]["backup"]
    undone = run(capsys, "undo", ledger)[1]["undone"]
    assert undone == entries[0]["intent"]
    assert run(capsys, "redo", ledger)[0] == 0
    assert run(capsys, "restore", str(backup), copy)[0] == 0
    assert run(capsys, "list", "worker", copy)[1]["total"] == 40
    assert run(capsys, "check", copy)[0] == 0


def test_trying_an_import_leaves_every_byte_of_the_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, sheet = tmp_path / "甲.lanyan", tmp_path / "清单.xlsx"
    write_book(sheet, {"表": [["编码", "名称", "单位", "数量", "单价"], ["010101001001", "挖土", "m3", 2, 3]]})
    run(capsys, "new", ledger)
    before = ledger.read_bytes()
    status, found, _ = run(capsys, "import", "budget", ledger, sheet, "--dry-run")
    assert (status, found["added"], found["total"], found["changeset"]) == (0, 1, "6.00", None)
    assert ledger.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.lanyan")] == ["甲.lanyan"]
    status, said, _ = run(capsys, "import", "budget", tmp_path / "没有.lanyan", sheet, "--dry-run")
    assert (status, said["error"]) == (1, "ledger.missing")
