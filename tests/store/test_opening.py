"""Opening: what is no ledger, cut, damaged, newer or older; nothing is ever overwritten."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.declare import Kind
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store import schema
from lanyan_desktop.store.backup import backups_of, save_backup
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine

RELEASED = Path(__file__).parent / "released"


def code_of(path: Path, machine: Machine) -> str:
    with pytest.raises(LanyanError) as raised:
        Ledger.open(path, machine=machine)
    assert sentence(raised.value)
    return raised.value.code


@pytest.fixture
def closed(ledger: Ledger, project_id: Id) -> Path:
    with ledger.changeset("导入") as edit:
        edit.insert_many("party", ["name"], [[f"单位{n}" for n in range(3_000)]])
    ledger.close()
    return ledger.path


def test_what_is_no_ledger(tmp_path: Path, machine: Machine) -> None:
    text = tmp_path / "说明.lanyan"
    text.write_text("这不是账套", encoding="utf-8")
    other = tmp_path / "别的.lanyan"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE t(a)")
    empty = tmp_path / "空.lanyan"
    empty.touch()
    for path in (text, other, empty):
        before = path.read_bytes()
        assert code_of(path, machine) == "ledger.foreign"
        assert path.read_bytes() == before
    assert code_of(tmp_path / "没有.lanyan", machine) == "ledger.missing"
    assert code_of(tmp_path, machine) == "ledger.cannot_open"


def test_names_that_mean_something_in_an_address(tmp_path: Path, machine: Machine) -> None:
    for name in ("100%完成?#1", "a b&mode=ro", "甲[乙]*" if not sys_is_windows() else "甲[乙]"):
        path = tmp_path / f"{name}.lanyan"
        Ledger.create(path, machine=machine).close()
        with Ledger.open(path, machine=machine) as ledger, ledger.changeset("新增") as edit:
            edit.insert("party", name="甲")
        assert path.exists()


def sys_is_windows() -> bool:
    import sys

    return sys.platform == "win32"


def test_a_cut_file_is_damaged_and_left_as_it_is(closed: Path, machine: Machine) -> None:
    whole = closed.read_bytes()
    for size in (60, 4096, len(whole) // 2, len(whole) - 1):
        closed.write_bytes(whole[:size])
        assert code_of(closed, machine) == "ledger.damaged" if size > 100 else "ledger.foreign"
        assert closed.read_bytes() == whole[:size]


def test_a_damaged_ledger_names_the_newest_good_backup(closed: Path, machine: Machine) -> None:
    first = save_backup(closed)
    second = save_backup(closed)
    damage(second)
    damage(closed)
    with pytest.raises(LanyanError) as raised:
        Ledger.open(closed, machine=machine)
    assert raised.value.code == "ledger.damaged"
    assert raised.value.params["backup"] == first
    assert str(first) in sentence(raised.value)
    closed.write_bytes(b"zeroes" * 1000)  # even where nothing says any more that it was a ledger
    with pytest.raises(LanyanError) as raised:
        Ledger.open(closed, machine=machine)
    assert (raised.value.code, raised.value.params["backup"]) == ("ledger.damaged", first)


def damage(path: Path) -> None:
    """Overwrite a page near the root of the log, as a failing disk does."""
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 24] = b"\xa5" * (4096 * 23)
    path.write_bytes(content)


def test_every_damaged_page_is_found_or_does_no_harm(closed: Path, machine: Machine, tmp_path: Path) -> None:
    """Overwrite pages one at a time: opening or the full check says so, or the page held nothing."""
    whole = closed.read_bytes()
    broken = tmp_path / "坏.lanyan"
    with Ledger.open(closed, machine=machine, read_only=True) as ledger:
        right = digests(ledger._db)
    for page in range(1, len(whole) // 4096, max(1, len(whole) // 4096 // 40)):
        content = bytearray(whole)
        content[page * 4096 : (page + 1) * 4096] = b"\x5a" * 4096
        broken.write_bytes(content)
        if not complaints(broken):
            with Ledger.open(broken, machine=machine, read_only=True) as ledger:
                assert digests(ledger._db) == right


def test_a_ledger_of_a_newer_program_is_shown_and_not_touched(closed: Path, machine: Machine) -> None:
    with closing(sqlite3.connect(closed)) as db:
        db.execute(f"PRAGMA user_version={schema.VERSION + 1}")
        db.execute("CREATE TABLE future(a)")
    before = closed.read_bytes()
    with Ledger.open(closed, machine=machine) as ledger:
        assert ledger.is_read_only
        assert ledger.read_only_reason is not None
        assert ledger.read_only_reason.code == "ledger.newer"
        assert ledger.count("party") == 3_000
        with pytest.raises(LanyanError) as raised, ledger.changeset("改"):
            pass
        assert raised.value.code == "ledger.newer"
    assert closed.read_bytes() == before


def test_a_log_that_lost_its_end_is_damaged(closed: Path, machine: Machine) -> None:
    with closing(sqlite3.connect(closed)) as db:
        db.execute("DELETE FROM changeset WHERE n = (SELECT max(n) FROM changeset)")
        db.commit()
    assert code_of(closed, machine) == "ledger.damaged"


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("UPDATE changeset SET intent='假' WHERE n=1", "check.chain"),
        ("UPDATE part SET body=x'0090' WHERE id = (SELECT min(id) FROM part)", "check.chain"),
        ("DELETE FROM part WHERE id = (SELECT min(id) FROM part)", "check.chain"),
        ("UPDATE author SET user='假'", "check.chain"),
        ("UPDATE party SET name='假' WHERE n=7", "check.rows"),
        ("DELETE FROM party WHERE n=7", "check.rows"),
        ("UPDATE party SET _mark=1 WHERE n=7", "check.rows"),
        ("INSERT INTO party(id, _at, name) VALUES(zeroblob(16), 1, '假')", "check.rows"),
        ("INSERT INTO attendance_month VALUES(x'00', 1, x'00', x'00', 1, 1, 1, 1)", "check.sums"),
    ],
)
def test_the_check_finds_what_was_changed_behind_its_back(closed: Path, harm: str, code: str) -> None:
    assert check_ledger(closed) == []
    with closing(sqlite3.connect(closed)) as db:
        assert db.execute(harm).rowcount
        db.commit()
    findings = check_ledger(closed)
    assert [finding.code for finding in findings] == [code]
    assert sentence(findings[0])


def complaints(path: Path) -> list[str]:
    try:
        return [finding.code for finding in check_ledger(path)]
    except LanyanError as error:
        return [error.code]


# ---- older files


def test_a_new_field_becomes_a_column_after_a_copy(
    closed: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = KINDS["party"]
    older = Kind(whole.name, whole.title, whole.type, whole.fields[:3], whole.indexes, whole.label, whole.key)
    monkeypatch.setitem(KINDS, "party", older)
    path = closed.with_name("旧.lanyan")
    with Ledger.create(path, machine=machine) as ledger, ledger.changeset("旧程序") as edit:
        edit.insert("party", name="甲")
    monkeypatch.setitem(KINDS, "party", whole)
    with Ledger.open(path, machine=machine) as ledger:
        with ledger.changeset("新程序") as edit:
            edit.set("party", ledger.ids("party")[0], phone="13800000000")
        assert ledger.columns("party", ["name", "phone", "type"]) == [("甲", "13800000000", "其他")]
    assert len(backups_of(path)) == 1
    assert check_ledger(path) == []


def test_what_an_older_program_could_not_read_appears_after_the_upgrade(
    closed: Path, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Ledger.open(closed, machine=machine)
    with new.changeset("新字段") as edit:
        team = edit.insert("team", project_id=new.ids("project")[0], name="甲", leader="张三")
        edit.set("team", team, trade="木工")
    sent = list(new.since({}))
    whole = KINDS["team"]
    fewer = tuple(f for f in whole.fields if f.name not in ("leader", "trade"))
    monkeypatch.setitem(
        KINDS, "team", Kind(whole.name, whole.title, whole.type, fewer, whole.indexes, whole.label, whole.key)
    )
    path = tmp_path / "旧程序.lanyan"
    with Ledger.create(path, machine=Machine(tmp_path / "m2", "旧电脑")) as old:
        old.receive(sent)
        with old.changeset("旧程序改名") as edit:
            edit.set("team", team, name="乙")
        back = list(old.since(new.vector()))
    monkeypatch.setitem(KINDS, "team", whole)
    new.receive(back)
    with Ledger.open(path, machine=Machine(tmp_path / "m2", "旧电脑")) as upgraded:
        assert upgraded.columns("team", ["name", "leader", "trade"]) == [("乙", "张三", "木工")]
        assert digests(upgraded._db) == digests(new._db)
    assert check_ledger(path) == []
    new.close()


@pytest.mark.parametrize("name", sorted(file.name for file in RELEASED.glob("*.lanyan")))
def test_a_ledger_of_every_release_opens_and_is_whole(tmp_path: Path, machine: Machine, name: str) -> None:
    path = tmp_path / name
    shutil.copyfile(RELEASED / name, path)
    with Ledger.open(path, machine=machine) as ledger:
        assert not ledger.is_read_only
        assert ledger.columns("project", ["name"]) == [("发布样例",)]
        assert [entry.intent for entry in ledger.log()] == ["撤销 改名", "改名", "新建"]
        assert len(ledger.search("样例")) == 1
        with ledger.changeset("改") as edit:
            edit.set("project", ledger.ids("project")[0], name="已升级")
        assert ledger.undo() == "改"
    assert check_ledger(path) == []


def test_there_is_a_ledger_of_this_release() -> None:
    assert (RELEASED / f"v{schema.VERSION}.lanyan").exists()


def older_file(path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger made before parties had telephones and anybody searched."""
    whole = KINDS["party"]
    fewer = tuple(f for f in whole.fields if f.name != "phone")
    with monkeypatch.context() as patch:
        patch.setitem(
            KINDS, "party", Kind(whole.name, whole.title, whole.type, fewer, whole.indexes, whole.label, whole.key)
        )
        with Ledger.create(path, machine=machine) as ledger, ledger.changeset("旧程序") as edit:
            edit.insert("party", name="甲")
            ledger._db.execute("DROP TABLE search")
            ledger._db.execute("DELETE FROM about WHERE key='search'")


def test_an_older_file_can_be_read_without_being_touched(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "旧.lanyan"
    older_file(path, machine, monkeypatch)
    before = path.read_bytes()
    with Ledger.open(path, machine=machine, read_only=True) as ledger:
        assert ledger.columns("party", ["name", "phone"]) == [("甲", None)]
        assert len(ledger.search("甲")) == 1
        with closing(ledger.reader()) as reader:
            assert reader.count("party") == 1
    assert check_ledger(path) == []
    assert path.read_bytes() == before
    assert list(machine.folder.glob("copy-*")) == []


def test_an_older_file_that_another_machine_has_is_read_too(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "旧.lanyan"
    older_file(path, machine, monkeypatch)
    told = {"machine": "other", "device": "办公室", "user": "李工", "pid": 1}
    path.with_name("~$旧.other-1-1.open").write_text(json.dumps(told), encoding="utf-8")
    with Ledger.open(path, machine=machine) as ledger:
        assert ledger.is_read_only
        assert ledger.columns("party", ["name", "phone"]) == [("甲", None)]


def test_a_newer_file_whose_first_page_does_not_say_so_yet(closed: Path, machine: Machine) -> None:
    """The upgrade of a newer program still lies in the -wal: it died before it was taken over into the file."""
    with closing(sqlite3.connect(closed, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA wal_autocheckpoint=0")
        db.execute(f"PRAGMA user_version={schema.VERSION + 1}")
        for end in ("", "-wal"):
            shutil.copyfile(f"{closed}{end}", closed.with_name(f"新.lanyan{end}"))
    with Ledger.open(closed.with_name("新.lanyan"), machine=machine) as ledger:
        assert ledger.read_only_reason is not None
        assert ledger.read_only_reason.code == "ledger.newer"
        assert ledger.count("party") == 3_000


def test_an_undo_of_what_this_program_does_not_know_is_refused(
    closed: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(closed, machine=machine) as ledger, ledger.changeset("新程序") as edit:
        edit.insert("team", project_id=ledger.ids("project")[0], name="甲")
    monkeypatch.delitem(KINDS, "team")
    with Ledger.open(closed, machine=machine) as ledger:
        with pytest.raises(LanyanError) as raised:
            ledger.undo()
        assert raised.value.code == "undo.newer"
        assert ledger.changes(ledger.log(limit=1)[0].n) == []


def test_damaged_papers_are_found(closed: Path, machine: Machine) -> None:
    with Ledger.open(closed, machine=machine) as ledger:
        ledger.put_blob("签证".encode())
    with closing(sqlite3.connect(closed)) as db:
        db.execute("UPDATE blob SET bytes = x'00'")
        db.commit()
    assert [finding.code for finding in check_ledger(closed)] == ["check.blob"]
