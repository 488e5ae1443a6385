"""Offices that share a ledger, each a process with a data folder of its own, told what to do by the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.exchange.workbooks import Made, write_book

PASSPHRASE = "翠湖三号楼 砌砖六月"
BUDGET: list[list[Made]] = [
    ["编码", "名称", "单位", "数量", "单价"],
    ["010101001001", "挖土", "m3", 2, 3],
    ["010101002001", "回填", "m3", 4, 5],
]
DIG, FILL = {"code": "010101001001"}, {"code": "010101002001"}
LOGIN = {"LANYAN_REMOTE_USER": "工地", "LANYAN_REMOTE_PASSWORD": "砌砖 4711"}
_PROCESS = Path(__file__).with_name("site_process.py")
_ROOT = Path(__file__).resolve().parents[2]


class Site:
    """One computer: its ledger, its person, its secrets in the environment."""

    def __init__(self, folder: Path, person: str) -> None:
        self.folder, self.person = folder, person
        folder.mkdir()
        self.ledger = folder / f"{person}.lanyan"
        own = {"LANYAN_KEYRING": "off", "LANYAN_PASSPHRASE": f"{PASSPHRASE} {person}", "LANYAN_PERSON": person}
        path = os.pathsep.join([str(_ROOT / "src"), str(_ROOT)])
        self.env = {**os.environ, **own, "LANYAN_DATA_DIR": str(folder / "data"), "PYTHONPATH": path}
        self._process: subprocess.Popen[str] | None = None

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()

    # ---- commands

    def answer(self, *words: str | Path, **env: str) -> tuple[int, dict[str, Any], str]:
        """Exit status, the JSON on stdout, what stands on stderr; `DAYS_LATER`: as if it were run then."""
        told = [*map(str, words), "--json", "--user", self.person]
        got = self._ask({"words": told, "env": env})
        return got["status"], json.loads(got["out"] or "{}"), got["err"]

    def run(self, *words: str | Path, **env: str) -> dict[str, Any]:
        """What a command gives that has to go well."""
        status, found, err = self.answer(*words, **env)
        assert (status, err) == (0, ""), f"{words}: {err}"
        return found

    def refused(self, *words: str | Path, **env: str) -> str:
        """The code of the error a command ends with; the sentence is on stderr and in the JSON alike."""
        status, found, err = self.answer(*words, **env)
        assert status == 1, found
        assert found["message"] in err
        assert err.strip().endswith(("。", "试", "理")), err
        return str(found["error"])

    def plain(self, *words: str | Path) -> str:
        """What a person reads of a command."""
        got = self._ask({"words": [*map(str, words), "--user", self.person]})
        assert got["status"] == 0, got["err"]
        return str(got["out"])

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """A command as a process of its own."""
        told = [sys.executable, "-m", "lanyan_desktop", *map(str, words)]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            told, env=self.env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, encoding="utf-8"
        )

    # ---- work

    def sync(self, **env: str) -> dict[str, Any]:
        return self.run("sync", self.ledger, **env)

    def edit(self, kind: str, at: Mapping[str, Any], *, as_whoever: bool = False, **values: Any) -> None:
        """Set fields of the one record that bears these values."""
        asked = {"ledger": str(self.ledger), "kind": kind, "at": at, "values": values, "as_whoever": as_whoever}
        assert self._ask(asked)["count"] == 1

    def look(self, kind: str, at: Mapping[str, Any], *fields: str) -> list[Any]:
        """These fields of the one record that bears these values."""
        (row,) = self._ask({"ledger": str(self.ledger), "kind": kind, "at": at, "fields": fields})["rows"]
        return list(row)

    def digest(self) -> str:
        return str(self.run("digest", self.ledger)["digest"])

    def conflicts(self) -> list[dict[str, Any]]:
        return list(self.run("conflicts", self.ledger)["conflicts"])

    def member(self, person: str) -> dict[str, Any]:
        """The newest device of a person."""
        members = self.run("members", self.ledger)["members"]
        return next(one for one in reversed(members) if one["person"] == person)

    # ---- sharing

    def share(self, url: str, **env: str) -> str:
        """Found the space at a place; gives the recovery code."""
        code = self.run("remote", "add", self.ledger, "共享", url, **env)["recovery_code"]
        self.sync()
        return str(code)

    def invite(self, *words: str) -> tuple[Path, str]:
        """An invitation that is on the place: its file and its code."""
        file = self.folder / f"{len(list(self.folder.iterdir()))}.lyinvite"
        code = self.run("invite", self.ledger, file, *words)["code"]
        self.sync()
        return file, str(code)

    def join(self, invited: tuple[Path, str], **env: str) -> dict[str, Any]:
        file, code = invited
        return self.run("join", file, self.ledger, **{"LANYAN_INVITE_CODE": code, **env})

    # ---- the process

    def _ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(
                [sys.executable, str(_PROCESS)], env=self.env, stdin=pipe, stdout=pipe, encoding="utf-8"
            )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the process of {self.person} ended with {self._process.wait()} at {asked}"
        got: dict[str, Any] = json.loads(answer)
        return got


OpenSite = Callable[[str], Site]


def begin(site: Site, url: str, **env: str) -> str:
    """A ledger with two lines of a budget, shared at a place."""
    site.run("new", site.ledger)
    sheet = write_book(site.folder / "清单.xlsx", {"表": BUDGET})
    site.run("import", "budget", site.ledger, sheet)
    return site.share(url, **env)


def settle(sites: Sequence[Site], *, rounds: int = 3) -> None:
    """Exchange until all have all: equal digests, and every ledger whole."""
    for _ in range(rounds):
        for site in sites:
            site.sync()
        if len({site.digest() for site in sites}) == 1:
            break
    assert len({site.digest() for site in sites}) == 1
    for site in sites:
        assert site.run("check", site.ledger)["ok"]


@contextmanager
def served(site: Site, folder: Path, *words: str) -> Iterator[dict[str, Any]]:
    """`lanyan serve` on this computer, as a process; gives what it says of itself."""
    process = site.start("serve", folder, "--port", "0", "--host", "127.0.0.1", "--user", "工地", "--json", *words)
    assert process.stdout
    try:
        said = process.stdout.readline()
        assert said, process.communicate()[1]
        yield json.loads(said)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@contextmanager
def object_store(bucket: str) -> Iterator[str]:
    """An S3 server on loopback with an empty bucket; gives the address of a place in it."""
    pytest.importorskip("moto.server", reason="needs moto, the object store on loopback")
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, create_backend_app("s3"), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    at = f"http://127.0.0.1:{server.server_port}"
    try:
        httpx.put(f"{at}/{bucket}", trust_env=False).raise_for_status()
        yield f"s3://{bucket}/工地?endpoint={at}&style=path"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
