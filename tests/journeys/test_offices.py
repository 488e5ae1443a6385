"""Two offices and a folder, from the terminal: shared, joined, edited apart, the same cell twice, chosen, equal."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from tests.journeys.sites import DIG, FILL, PASSPHRASE, OpenSite, Site, begin, settle


def test_what_either_types_is_at_both(two: tuple[Site, Site], sample_file: Path) -> None:
    li, wang = two
    sheet = wang.folder / "考勤.xlsx"
    copy = shutil.copy(sample_file, wang.folder / "样例.lanyan")
    wang.run("export", "attendance", copy, sheet, "--month", "2025-11")
    wang.run("import", "attendance", wang.ledger, sheet, "--month", "2025-11")
    rows = wang.run("list", "attendance", wang.ledger, "--limit", "1")["total"]
    assert rows > 1000
    li.edit("budget_line", DIG, name="挖一般土方")
    sent = wang.sync()
    assert (sent["sent"], sent["received"], sent["conflicts"], sent["quarantined"]) == (1, 0, 0, 0)
    assert sent["requests"] > 0 < sent["bytes"]
    got = li.sync()
    assert (got["sent"], got["received"]) == (1, 1)
    settle([li, wang])
    assert li.run("list", "attendance", li.ledger, "--limit", "1")["total"] == rows
    assert wang.look("budget_line", DIG, "name") == ["挖一般土方"]
    idle = wang.sync()
    assert (idle["sent"], idle["received"], idle["requests"]) == (0, 0, 1)
    assert wang.conflicts() == []
    assert "收到 1 项修改，发出 1 项" in {one["words"] for one in li.run("exchanges", li.ledger)["exchanges"]}


def test_the_same_cell_twice_is_a_choice(two: tuple[Site, Site]) -> None:
    li, wang = two
    li.edit("budget_line", DIG, name="挖土方 李")
    wang.edit("budget_line", DIG, name="挖土方 王")
    li.edit("budget_line", FILL, name="回填 李")
    wang.edit("budget_line", FILL, unit="m2")  # another cell of the same line: no conflict
    li.sync()
    assert wang.sync()["conflicts"] == 1
    assert li.sync()["conflicts"] == 1
    (here,), (there,) = li.conflicts(), wang.conflicts()
    assert here["id"] == there["id"]
    assert [(side["text"], side["person"]) for side in here["sides"]] == [
        (side["text"], side["person"]) for side in there["sides"]
    ]
    assert {(side["text"], side["person"]) for side in here["sides"]} == {("挖土方 李", "李工"), ("挖土方 王", "王工")}
    locked = li.run("conflicts", li.ledger, LANYAN_PASSPHRASE="")  # what lies here needs no key
    assert [one["id"] for one in locked["conflicts"]] == [here["id"]]
    said = li.plain("conflicts", li.ledger)
    assert "李工" in said
    assert "挖土方 王" in said
    assert li.digest() == wang.digest()
    shown, other = sorted(here["sides"], key=lambda side: not side["is_shown"])
    n = other["n"]
    assert li.refused("resolve", li.ledger, here["id"], "--take", "7") == "conflict.choice"
    taken = wang.run("resolve", wang.ledger, here["id"][:6], "--take", str(n), LANYAN_PASSPHRASE="")
    assert taken["text"] == other["text"]
    assert wang.refused("resolve", wang.ledger, here["id"], "--take", "1") == "conflict.unknown"
    settle([li, wang])
    assert li.conflicts() == wang.conflicts() == []
    assert li.look("budget_line", DIG, "name") == wang.look("budget_line", DIG, "name") == [other["text"]]
    assert wang.look("budget_line", FILL, "name", "unit") == ["回填 李", "m2"]
    wang.run("undo", wang.ledger)  # choosing was a step like any other
    settle([li, wang])
    assert li.look("budget_line", DIG, "name") == [shown["text"]]


def test_nothing_is_asked_where_nobody_sits(site: OpenSite, share: str) -> None:
    li = site("李工")
    li.run("new", li.ledger)
    assert li.refused("sync", li.ledger) == "sharing.alone"
    assert "还没有和别人共享" in li.plain("members", li.ledger)
    nothing = {"LANYAN_PASSPHRASE": ""}
    assert li.refused("remote", "add", li.ledger, "共享", share, **nothing) == "secret.missing"
    assert li.run("remote", "list", li.ledger, **nothing)["remotes"] == []
    li.share(share)
    assert li.refused("sync", li.ledger, **nothing) == "secret.missing"
    assert li.refused("sync", li.ledger, LANYAN_PASSPHRASE="不是这个口令") == "keys.passphrase_wrong"
    assert li.refused("sync", li.ledger, "--remote", "没有") == "sharing.no_remote"
    file, _ = li.invite()
    status, _, err = li.answer("invite", li.ledger, li.folder / "没有" / "王.lyinvite")
    assert (status, "没有这个文件或文件夹" in err) == (1, True)
    assert site("王工").refused("join", file, li.folder / "新.lanyan", **nothing) == "secret.missing"
    assert li.refused("recover", share, li.folder / "新.lanyan") == "secret.missing"
    assert not (li.folder / "新.lanyan").exists()
    assert li.sync()["sent"] == 0


def test_places_are_named_paused_and_removed(site: OpenSite, share: str, tmp_path: Path) -> None:
    li = site("李工")
    begin(li, share)
    assert li.refused("remote", "add", li.ledger, "共享", f"folder:{tmp_path / '别处'}") == "sharing.name_taken"
    assert li.refused("remote", "add", li.ledger, "又", share) == "sharing.url_taken"
    assert li.refused("remote", "add", li.ledger, "错", "ftp://somewhere") == "remote.url_unknown"
    assert li.refused("remote", "add", li.ledger, "错", f"folder:{tmp_path / '没插' / '盘'}") == "remote.missing"
    stick = f"folder:{tmp_path / 'U盘'}"
    assert li.refused("remote", "add", li.ledger, "U盘", stick) == "sharing.not_there"
    assert not (tmp_path / "U盘").exists()  # a slip of the keyboard makes nothing
    assert li.run("remote", "add", li.ledger, "U盘", stick, "--new")["recovery_code"] is None
    li.run("remote", "rename", li.ledger, "U盘", "移动盘")
    li.run("remote", "pause", li.ledger, "移动盘")
    listed = li.run("remote", "list", li.ledger)["remotes"]
    assert [(one["name"], one["kind"], one["is_paused"]) for one in listed] == [
        ("共享", "文件夹", False),
        ("移动盘", "文件夹", True),
    ]
    assert li.run("remote", "test", li.ledger, "移动盘")["is_good"]
    status, tested, _ = li.answer("remote", "test", li.ledger, f"folder:{tmp_path / '没插' / '盘'}")
    assert (status, tested["is_good"]) == (1, False)
    li.run("remote", "resume", li.ledger, "移动盘")
    assert {one["remote"] for one in li.sync()["remotes"]} == {"共享", "移动盘"}
    li.run("remote", "remove", li.ledger, "移动盘")
    assert [one["name"] for one in li.run("remote", "list", li.ledger)["remotes"]] == ["共享"]
    assert (tmp_path / "U盘" / "p").is_dir()  # what lies there stays


def test_a_stick_carries_it_between_places_without_a_network(two: tuple[Site, Site], tmp_path: Path) -> None:
    li, wang = two
    (tmp_path / "共享盘").rename(tmp_path / "没有网")
    stick = f"folder:{tmp_path / 'U盘'}"
    for one in two:
        one.run("remote", "add", one.ledger, "U盘", stick, *(["--new"] if one is li else []))
        one.run("sync", one.ledger, "--remote", "U盘")
    li.edit("budget_line", DIG, name="挖土 U盘")
    li.run("sync", li.ledger, "--remote", "U盘")
    assert wang.run("sync", wang.ledger, "--remote", "U盘")["received"] == 1
    assert wang.look("budget_line", DIG, "name") == ["挖土 U盘"]
    status, found, err = wang.answer("sync", wang.ledger)
    assert (status, found["error"]) == (1, "remote.missing")  # the share is not there; the stick went all the same
    assert "本机的改动都在" in err
    assert [bool(one["code"]) for one in found["remotes"]] == [True, False]
    (tmp_path / "没有网").rename(tmp_path / "共享盘")
    settle([wang, li])


def test_a_wiped_place_is_filled_again_by_anyone(two: tuple[Site, Site], site: OpenSite, tmp_path: Path) -> None:
    li, wang = two
    shutil.rmtree(tmp_path / "共享盘")
    assert li.refused("sync", li.ledger) == "remote.missing"
    (tmp_path / "共享盘").mkdir()
    wang.sync()  # who only joined puts back what he has of others
    li.edit("budget_line", DIG, name="挖土 之后")
    settle([li, wang])
    zhao = site("赵工")
    zhao.join(li.invite())
    settle([li, wang, zhao])
    assert zhao.look("budget_line", DIG, "name") == ["挖土 之后"]


def test_the_recovery_code_alone_brings_it_back(site: OpenSite, share: str) -> None:
    li, new = site("李工"), site("新电脑")
    code = begin(li, share)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert new.refused("recover", share, new.ledger, LANYAN_RECOVERY_CODE=wrong) == "keys.code_wrong"
    assert not new.ledger.exists()
    got = new.run("recover", share, new.ledger, LANYAN_RECOVERY_CODE=code)
    assert (got["is_pending"], got["role"]) == (False, "manager")
    new.edit("budget_line", DIG, name="挖土 恢复后")
    settle([new, li])
    assert li.look("budget_line", DIG, "name") == ["挖土 恢复后"]
    assert li.member("新电脑")["is_admin"]


def test_a_restored_backup_catches_up(two: tuple[Site, Site]) -> None:
    li, wang = two
    kept = li.run("backup", li.ledger, li.folder / "备份")["backup"]
    li.edit("budget_line", DIG, name="备份以后")
    settle([li, wang])
    li.run("restore", kept, li.ledger)
    assert li.look("budget_line", DIG, "name") == ["挖土"]
    li.edit("budget_line", FILL, name="恢复以后")  # before anything comes back: not under a number used already
    settle([li, wang])
    for one in two:
        assert one.look("budget_line", DIG, "name") == ["备份以后"]
        assert one.look("budget_line", FILL, "name") == ["恢复以后"]


def test_a_copied_ledger_is_a_writer_of_its_own(two: tuple[Site, Site]) -> None:
    li, wang = two
    own, copy = li.ledger, li.folder / "副本.lanyan"
    shutil.copyfile(own, copy)
    li.edit("budget_line", DIG, name="原件里改的")
    li.ledger = copy
    li.edit("budget_line", FILL, name="副本里改的")
    settle([li, wang])
    li.ledger = own
    settle([li, wang])
    assert wang.look("budget_line", DIG, "name") == ["原件里改的"]
    assert wang.look("budget_line", FILL, "name") == ["副本里改的"]
    li.ledger = copy
    settle([li, wang])
    assert li.digest() == li.run("digest", own)["digest"]


def test_another_passphrase(site: OpenSite, share: str) -> None:
    li = site("李工")
    begin(li, share)
    li.run("passphrase", li.ledger, LANYAN_NEW_PASSPHRASE="新的口令 二〇二五")
    assert li.refused("sync", li.ledger) == "keys.passphrase_wrong"
    assert li.run("sync", li.ledger, LANYAN_PASSPHRASE="新的口令 二〇二五")["sent"] == 0


def test_as_processes_of_their_own_in_words_for_people(site: OpenSite, share: str) -> None:
    """Nothing of the test's process: `python -m lanyan_desktop`, twice, with real locks."""
    li, wang = site("李工"), site("王工")

    def say(who: Site, *words: str | Path, **env: str) -> str:
        who.env |= env
        out, err = who.start(*words, "--user", who.person).communicate(timeout=60)
        assert err == ""
        return out

    say(li, "new", li.ledger)
    said = say(li, "remote", "add", li.ledger, "共享", share)
    assert re.search(r"恢复码。只显示这一次", said)
    invited = say(li, "invite", li.ledger, li.folder / "王.lyinvite", "--role", "劳资")
    code = invited.splitlines()[2].strip()
    say(li, "sync", li.ledger)
    joined = say(wang, "join", li.folder / "王.lyinvite", wang.ledger, LANYAN_INVITE_CODE=code)
    assert "已加入（劳资）" in joined
    here, there = (json.loads(say(one, "digest", one.ledger, "--json")) for one in (li, wang))
    assert here["digest"] == there["digest"]
    assert PASSPHRASE not in said + invited + joined
