"""The commands of sharing as far as they go without another office: what they ask for, and what they refuse."""

from __future__ import annotations

import builtins
import getpass
import signal
import sys
from pathlib import Path

import pytest

from lanyan_desktop.cli import ledger_commands, secrets
from lanyan_desktop.cli.main import build_parser, main
from lanyan_desktop.cli.member_commands import who
from lanyan_desktop.cli.progress import stoppable
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled
from tests.cli.test_commands import run

LINES = [
    "remote add 甲.lanyan 共享 folder:/mnt",
    "remote list 甲.lanyan",
    "remote remove 甲.lanyan 共享",
    "remote test 甲.lanyan 共享",
    "sync 甲.lanyan --remote 共享",
    "invite 甲.lanyan 王.lyinvite --role 劳资 --ask",
    "join 王.lyinvite 乙.lanyan",
    "members 甲.lanyan --approve 12ab --role 计划",
    "members 甲.lanyan --set-role 12ab 计划",
    "conflicts 甲.lanyan",
    "resolve 甲.lanyan 12ab --take 2",
    "recover folder:/mnt 丙.lanyan",
    "quarantine 甲.lanyan --release 12ab",
    "passphrase 甲.lanyan",
    "exchanges 甲.lanyan",
    "digest 甲.lanyan",
]


@pytest.mark.parametrize("line", LINES)
def test_every_command_takes_json_and_its_module_is_there(line: str) -> None:
    options = build_parser().parse_args([*line.split(), "--json"])
    assert options.json
    assert callable(options.run)


@pytest.mark.parametrize(
    "line",
    ["remote", "resolve 甲 12", "resolve 甲 12 --take 0", "members 甲 --deny a --revoke b", "invite 甲 乙 --days 0"],
)
def test_half_a_command_is_wrong_usage(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(line.split())
    assert stopped.value.code == 2
    assert "用法不对" in capsys.readouterr().err


def test_a_secret_comes_from_the_environment_or_from_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    monkeypatch.delenv(secrets.PASSPHRASE, raising=False)
    with pytest.raises(LanyanError, match=r"secret\.missing"):
        secrets.secret("口令", secrets.PASSPHRASE)
    assert secrets.word("用户名", secrets.REMOTE_USER) == ""
    monkeypatch.setenv(secrets.PASSPHRASE, "一二三")
    assert secrets.secret("口令", secrets.INVITE_CODE, secrets.PASSPHRASE, twice=True) == "一二三"


def test_a_new_secret_is_typed_twice_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["一二三", "一二三", "一二三", "一二四", ""])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(typed))
    monkeypatch.delenv(secrets.PASSPHRASE, raising=False)
    assert secrets.secret("口令", secrets.PASSPHRASE, twice=True) == "一二三"
    with pytest.raises(LanyanError, match=r"secret\.unequal"):
        secrets.secret("口令", secrets.PASSPHRASE, twice=True)
    with pytest.raises(LanyanError, match=r"secret\.missing"):
        secrets.secret("口令", secrets.PASSPHRASE)


def test_ctrl_c_is_heard_at_the_next_step_and_the_old_handler_returns() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable("同步") as step:
        step(1, 2)
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Cancelled):
            step(2, 2)
        with pytest.raises(KeyboardInterrupt):  # the second one does not wait
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("ending", [Cancelled, KeyboardInterrupt])
def test_a_stopped_command_says_so(
    ending: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_options: object) -> None:
        raise ending

    monkeypatch.setattr(ledger_commands, "check", stop)
    status, said, err = run(capsys, "check", tmp_path / "甲.lanyan")
    assert (status, said["error"], said["message"]) == (1, "command.cancelled", err.strip())


@pytest.mark.parametrize(
    ("words", "typed", "name"),
    [
        ("--name 王工 --user 计划员", "李工", "王工"),
        ("--user 王工", "李工", "王工"),
        ("", "李工", "李工"),
        ("", "", "wang"),
    ],
)
def test_who_joins_says_his_name(words: str, typed: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(builtins, "input", lambda _prompt: typed)
    monkeypatch.setattr(getpass, "getuser", lambda: "wang")
    assert who(build_parser().parse_args(["join", "王.lyinvite", "乙.lanyan", *words.split()])) == name


def test_where_nobody_can_be_asked_the_account_names_him(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    monkeypatch.setattr(getpass, "getuser", lambda: "wang")
    assert who(build_parser().parse_args(["join", "王.lyinvite", "乙.lanyan"])) == "wang"
