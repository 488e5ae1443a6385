"""A ledger changed behind the program's back: `check` finds it in a sentence, opening refuses it, nothing crashes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine

FOUND_BY_CHECK = {
    "user of the log": "UPDATE author SET user='丙'",
    "no author": "DELETE FROM author",
    "a line lost": "DELETE FROM changeset WHERE n=1",
    "heads of nobody": "UPDATE project SET _heads=x'8101cf00ff000000000001'",
    "vector lost": "UPDATE changeset SET vector=NULL",
    "vector nonsense": "UPDATE changeset SET vector=x'ff00' WHERE n=1",
    "line renumbered": "UPDATE changeset SET at=-5 WHERE n=2",
    "line of nobody": "UPDATE changeset SET at=9 << 40 | 1 WHERE n=2",
    "no writers": "DELETE FROM writer",
    "a gap in the writers": "INSERT INTO writer VALUES(5, randomblob(16), 0, zeroblob(32))",
    "a part of no line": "INSERT INTO part VALUES(9 << 16, x'0090')",
    "a part of the next line": "INSERT INTO part VALUES(3 << 16, x'0090')",
    "another origin": "UPDATE party SET _at=_at+1 WHERE n=5",
    "origin of nobody": "UPDATE party SET _at=77 << 40 WHERE n=5",
    "heads nonsense": "UPDATE project SET _heads=x'ffff'",
    "heads of text": "UPDATE project SET _heads=x'8101a161'",
    "text that is none": "UPDATE party SET name=CAST(x'9f9f' AS TEXT) WHERE n=5",
    "no field numbers": "DELETE FROM field WHERE kind='party' AND name='_gone'",
    "search emptied": "INSERT INTO search(search) VALUES('delete-all')",
    "search finds what is not there": "INSERT INTO search(rowid, pairs) VALUES(12345678, '骗子')",
    "search broken": "DELETE FROM search_data WHERE id > 10",
    "no id of the ledger": "DELETE FROM about WHERE key='ledger'",
    "id of text": "UPDATE about SET value='x' WHERE key='ledger'",
    "no about": "DROP TABLE about",
    "no party": "DROP TABLE party",
    "no authors": "DROP TABLE author",
    "no suspended": "DROP TABLE suspended",
    "no papers": "DROP TABLE blob",
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON party BEGIN UPDATE project SET name='骗'; END",
    "view": "ALTER TABLE party RENAME TO party2; CREATE VIEW party AS SELECT * FROM party2",
}
REFUSED_AT_OPENING = (
    "a part of the next line",
    "no field numbers",
    "a gap in the writers",
    "no writers",
    "no id of the ledger",
    "id of text",
    "no about",
    "no party",
    "no authors",
    "no papers",
    "trigger",
    "view",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    path = folder / "账套.lanyan"
    with Ledger.create(path, user="甲", machine=Machine(folder / "machine", "现场")) as ledger:
        with ledger.changeset("新建") as edit:
            project_id = edit.insert("project", code="P1", name="一号楼")
            edit.insert_many("party", ["name"], [[f"单位{n}" for n in range(40)]])
        with ledger.changeset("改名") as edit:
            edit.set("project", project_id, name="二号楼")
    return path


def harmed(whole: Path, folder: Path, sql: str) -> Path:
    path = folder / "账套.lanyan"
    shutil.copyfile(whole, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(sql)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def test_nothing_is_found_in_a_whole_one(whole: Path) -> None:
    assert check_ledger(whole) == []


@pytest.mark.parametrize("harm", FOUND_BY_CHECK)
def test_the_check_finds_it_and_says_it_in_a_sentence(whole: Path, tmp_path: Path, harm: str) -> None:
    path = harmed(whole, tmp_path, FOUND_BY_CHECK[harm])
    try:
        found = check_ledger(path)
    except LanyanError as error:
        found = [error]
    assert found
    assert all(sentence(finding).endswith("。") for finding in found)


@pytest.mark.parametrize("harm", REFUSED_AT_OPENING)
def test_what_work_would_stumble_over_is_refused_at_opening(whole: Path, tmp_path: Path, harm: str) -> None:
    path = harmed(whole, tmp_path, FOUND_BY_CHECK[harm])
    before = path.read_bytes()
    with pytest.raises(LanyanError) as raised:
        Ledger.open(path, machine=Machine(tmp_path / "machine", "现场")).close()
    assert raised.value.code == "ledger.damaged"
    assert path.read_bytes() == before
    assert list(tmp_path.glob("~$*")) == []  # nobody seems to have it open


@pytest.mark.parametrize("harm", FOUND_BY_CHECK)
def test_work_on_it_ends_in_words_never_in_a_crash(whole: Path, tmp_path: Path, harm: str) -> None:
    path = harmed(whole, tmp_path, FOUND_BY_CHECK[harm])
    with suppress(LanyanError), Ledger.open(path, machine=Machine(tmp_path / "machine", "现场")) as ledger:
        (project_id,) = ledger.ids("project")
        for read in (
            ledger.log,
            lambda: ledger.history("project", project_id),
            lambda: ledger.changes(1),
            lambda: ledger.search("单位"),
            lambda: ledger.columns("party", ["name"]),
        ):
            with suppress(LanyanError):
                read()
        with suppress(LanyanError), ledger.changeset("改") as edit:
            edit.set("project", project_id, name="三号楼")
        with suppress(LanyanError):
            ledger.undo()
        with suppress(LanyanError):
            ledger.redo()


def test_what_is_derived_and_missing_is_made_again(whole: Path, tmp_path: Path) -> None:
    path = harmed(whole, tmp_path, "DROP TABLE search; DROP TABLE attendance_month")
    with Ledger.open(path, machine=Machine(tmp_path / "machine", "现场")) as ledger:
        assert len(ledger.search("单位12")) == 1
    assert check_ledger(path) == []
