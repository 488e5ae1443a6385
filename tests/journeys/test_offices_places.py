"""Real servers between offices: our own with a certificate to compare, an object store, a line that is cut, Ctrl+C."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.journeys.sites import DIG, LOGIN, OpenSite, begin, object_store, served, settle
from tests.sync.remotes.servers import Proxy


def test_an_office_pc_as_the_server(site: OpenSite, tmp_path: Path) -> None:
    li, wang = site("李工"), site("王工")
    li.env |= LOGIN
    (tmp_path / "共享").mkdir()
    with served(li, tmp_path / "共享", "--tls") as server:
        pinned = server["urls"][0]
        plain = pinned.partition("?")[0]
        li.run("new", li.ledger)
        status, tested, _ = li.answer("remote", "test", li.ledger, plain, **LOGIN)
        assert (status, tested["fingerprint"]) == (1, server["fingerprint"])
        assert tested["pinned_url"] == pinned
        wrong = LOGIN | {"LANYAN_REMOTE_PASSWORD": "错"}
        assert li.refused("remote", "add", li.ledger, "办公室", pinned, **wrong) == "remote.denied"
        li.ledger.unlink()
        begin(li, pinned, **LOGIN)
        file, code = li.invite()
        words = ("join", file, wang.ledger)
        assert wang.refused(*words, LANYAN_INVITE_CODE=code, **wrong) == "remote.denied"
        assert not wang.ledger.exists()
        wang.join((file, code), **LOGIN)
        wang.edit("budget_line", DIG, name="挖土 王")
        li.edit("budget_line", DIG, name="挖土 李")
        settle([li, wang])
        assert len(li.conflicts()) == 1
    assert wang.refused("sync", wang.ledger) == "remote.unreachable"
    everything = b"".join(one.read_bytes() for one in (tmp_path / "共享").rglob("*") if one.is_file())
    for word in ("挖土 王", "李工", "挖土"):
        assert word.encode() not in everything
    kept = b"".join(one.read_bytes() for one in (wang.folder / "data").rglob("*") if one.is_file())
    assert LOGIN["LANYAN_REMOTE_PASSWORD"].encode() not in kept


def test_an_object_store(site: OpenSite) -> None:
    li, wang, zhao = site("李工"), site("王工"), site("赵工")
    keys = {"LANYAN_REMOTE_USER": "key", "LANYAN_REMOTE_PASSWORD": "secret"}
    with object_store("gongdi") as url:
        begin(li, url, **keys)
        wang.join(li.invite(), **keys)
        zhao.join(li.invite(), **keys)
        for one in (li, wang, zhao):
            one.edit("budget_line", DIG, name=f"挖土 {one.person}")
        settle([li, wang, zhao])
        (conflict,) = zhao.conflicts()
        assert {side["text"] for side in conflict["sides"]} == {"挖土 李工", "挖土 王工", "挖土 赵工"}
        wang.run("resolve", wang.ledger, conflict["id"], "--take", "2")
        settle([li, wang, zhao])
        assert li.conflicts() == []


def test_ctrl_c_stops_and_the_next_goes_on(site: OpenSite, tmp_path: Path) -> None:
    li = site("李工")
    li.env |= LOGIN
    (tmp_path / "共享").mkdir()
    with served(li, tmp_path / "共享") as server:
        port = int(server["urls"][0].rpartition(":")[2].partition("/")[0])
        proxy = Proxy(port, cuts=[], pause_s=0.0)
        try:
            begin(li, f"dav+http://127.0.0.1:{proxy.port}", **LOGIN)
            for n in range(12):
                li.edit("budget_line", DIG, name=f"挖土 {n}")
            proxy._pause_s = 0.4  # a bad line
            links = proxy.links
            process = li.start("sync", li.ledger, "--json")
            until = time.monotonic() + 30
            while proxy.links == links and time.monotonic() < until:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            assert (process.returncode, "已停下" in err, "command.cancelled" in out) == (1, True, True)
            proxy._pause_s = 0.0
            li.sync()
            assert li.sync()["sent"] == 0
            assert li.run("check", li.ledger)["ok"]
        finally:
            proxy.close()
