"""What a command may count on: one changeset, all or nothing, read back by declared fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.core.records.labour import Attendance, Team, Worker
from lanyan_desktop.core.records.plan import Activity
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store import writing
from lanyan_desktop.store.book import Book
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Sort, Where
from lanyan_desktop.store.touched import MANY, Touched
from tests.store.conftest import Opener


def workers(ledger: Ledger, project_id: Id, count: int) -> list[Id]:
    numbers = [f"{i:05}" for i in range(count)]
    with ledger.changeset("导入工人") as edit:
        return edit.insert_many(
            "worker", ["project_id", "number", "name"], [[project_id] * count, numbers, [f"工人{n}" for n in numbers]]
        )


def test_a_record_comes_back_as_it_was_given_with_declared_defaults(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("新增工作") as edit:
        made = edit.insert("activity", project_id=project_id, wbs="1.1", name="挖土")
    found = ledger.get(Activity, made)
    assert found == Activity(id=made, project_id=project_id, wbs="1.1", name="挖土")


def spoil(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("半截") as edit:
        edit.insert("team", project_id=project_id, name="木工班")
        edit.set("project", project_id, name="二号楼")
        raise ZeroDivisionError


def test_a_changeset_that_raises_leaves_nothing(ledger: Ledger, project_id: Id) -> None:
    before = ledger.log(limit=10)
    with pytest.raises(ZeroDivisionError):
        spoil(ledger, project_id)
    assert ledger.count("team") == 0
    assert ledger.log(limit=10) == before
    with ledger.changeset("再来") as edit:  # the connection is free again, numbers go on without a gap
        edit.set("project", project_id, name="二号楼")
    assert ledger.columns("project", ["name"]) == [("二号楼",)]


def test_a_changeset_without_a_change_is_none(ledger: Ledger, project_id: Id) -> None:
    told: list[Touched] = []
    ledger.listeners.append(told.append)
    with ledger.changeset("白忙") as edit:
        edit.set("project", project_id, name="一号楼")
        edit.set("project", project_id, name="二号楼")
        edit.set("project", project_id, name="一号楼")
    assert [entry.intent for entry in ledger.log()] == ["新建工程"]
    assert told == []


def test_a_changeset_inside_a_changeset_is_a_bug(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("外") as edit:
        edit.set("project", project_id, name="二号楼")
        with pytest.raises(RuntimeError):
            ledger.changeset("内").__enter__()
    assert ledger.columns("project", ["name"]) == [("二号楼",)]


def test_problems_are_told_by_field_and_nothing_is_written(ledger: Ledger, project_id: Id) -> None:
    with pytest.raises(LanyanError) as raised, ledger.changeset("坏数据") as edit:
        edit.insert("attendance", project_id=project_id, worker_id=b"short", day="x", morning_min=1441, reason="懒")
    assert raised.value.code == "record.invalid"
    assert set(raised.value.params["problems"]) == {  # type: ignore[call-overload]  # a list
        ("attendance", "worker_id", "id"),
        ("attendance", "day", "type"),
        ("attendance", "morning_min", "high"),
        ("attendance", "reason", "choice"),
    }
    assert ledger.count("attendance") == 0


@pytest.mark.parametrize("value", [True, 1.5, None, "480", 2**63])
def test_what_is_no_number_of_minutes_is_refused(ledger: Ledger, project_id: Id, value: object) -> None:
    ids = workers(ledger, project_id, 1)
    with ledger.changeset("出勤") as edit:
        made = edit.insert("attendance", project_id=project_id, worker_id=ids[0], day=20000)
    bad: Any = value
    with pytest.raises(LanyanError) as set_to, ledger.changeset("改") as edit:
        edit.set("attendance", made, morning_min=bad)
    with pytest.raises(LanyanError) as inserted, ledger.changeset("新增") as edit:
        edit.insert("contract", project_id=project_id, number="1", name="x", paid_fen=bad)  # a field without bounds
    assert set_to.value.code == inserted.value.code == "record.invalid"


def test_half_a_character_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LanyanError) as raised, ledger.changeset("新增") as edit:
        edit.insert("party", name="甲\ud83d")
    assert raised.value.params["problems"] == [("party", "name", "type")]


def test_a_missing_required_field_is_told(ledger: Ledger, project_id: Id) -> None:
    with pytest.raises(LanyanError) as raised, ledger.changeset("缺") as edit:
        edit.insert("team", project_id=project_id)
    assert raised.value.params["problems"] == [("team", "name", "required")]


def test_deleted_records_are_out_of_sight_and_refuse_edits(ledger: Ledger, team_id: Id) -> None:
    with ledger.changeset("删除班组") as edit:
        edit.delete("team", [team_id])
    assert ledger.get(Team, team_id) is None
    assert ledger.ids("team") == []
    assert ledger.page("team", [team_id], ["name"]) == {}
    assert ledger.labels("team", [team_id]) == {team_id: "钢筋一班"}  # what refers to it can still name it
    with pytest.raises(LanyanError) as raised, ledger.changeset("改名") as edit:
        edit.set("team", team_id, name="钢筋二班")
    assert raised.value.code == "record.gone"
    with ledger.changeset("恢复") as edit:
        edit.restore("team", [team_id])
    assert ledger.get(Team, team_id) is not None


def test_reads_inside_a_changeset_see_its_inserts(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("新增") as edit:
        made = edit.insert("team", project_id=project_id, name="木工班")
        assert ledger.ids("team") == [made]
        edit.set("team", made, name="木工二班")
        edit.set("team", made, leader="李工")
    assert ledger.columns("team", ["name", "leader"]) == [("木工二班", "李工")]


def test_rows_of_one_import_may_refer_to_each_other(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("导入") as edit:
        ids = edit.new_ids(3)
        edit.insert_many(
            "cost_account",
            ["project_id", "code", "name", "parent_id"],
            [[project_id] * 3, ["1", "1.1", "1.2"], ["人工", "钢筋工", "木工"], [None, ids[0], ids[0]]],
            ids=ids,
        )
    assert ledger.count("cost_account", where=[Where("parent_id", "=", ids[0])]) == 2


def test_conditions_and_orders(ledger: Ledger, project_id: Id) -> None:
    ids = workers(ledger, project_id, 30)
    with ledger.changeset("工资") as edit:
        edit.set_many("worker", "rate_fen_per_day", ids, [n * 100 if n % 3 else None for n in range(30)])

    def numbers(*where: Where) -> list[int]:
        rows = ledger.columns("worker", ["number"], where=where, order=[Sort("number")])
        return [int(str(number)) for (number,) in rows]

    assert numbers(Where("rate_fen_per_day", "=", 700)) == [7]
    assert (
        numbers(Where("rate_fen_per_day", "null"))
        == numbers(Where("rate_fen_per_day", "=", None))
        == list(range(0, 30, 3))
    )
    assert len(numbers(Where("rate_fen_per_day", "!=", 700))) == 29  # a missing value is not 700 either
    assert numbers(Where("rate_fen_per_day", ">=", 2600), Where("rate_fen_per_day", "not null")) == [26, 28, 29]
    assert numbers(Where("number", "in", ["00003", "00028"])) == [3, 28]
    assert numbers(Where("name", "contains", "0002"), Where("number", "<", "00025")) == [2, *range(20, 25)]
    assert numbers(Where("number", "in", [])) == []
    rows = ledger.columns("worker", ["number"], order=[Sort("rate_fen_per_day", descending=True), Sort("number")])
    assert [row[0] for row in rows[:2]] == ["00029", "00028"]
    assert ledger.sums("worker", ["rate_fen_per_day"]) == (sum(n * 100 for n in range(30) if n % 3),)
    assert ledger.sums("worker", ["rate_fen_per_day"], where=[Where("number", "=", "none")]) == (0,)


def test_a_field_that_is_none_is_never_sql(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.columns("worker", ['name" FROM worker; --'])
    with pytest.raises(KeyError):
        ledger.ids("worker", where=[Where("1=1 OR name", "=", "x")])
    with pytest.raises(KeyError):
        ledger.ids("worker", order=[Sort("name; DROP TABLE worker")])


def test_a_page_asks_for_any_number_of_rows(ledger: Ledger, project_id: Id) -> None:
    ids = workers(ledger, project_id, 1_234)
    page = ledger.page("worker", ids, ["number"])
    assert [page[id][0] for id in ids] == [f"{i:05}" for i in range(1_234)]


def test_listeners_hear_what_was_touched_and_bulk_as_all(ledger: Ledger, project_id: Id) -> None:
    told: list[Touched] = []
    ledger.listeners.append(told.append)
    few = workers(ledger, project_id, 3)
    workers(ledger, project_id, MANY + 1)
    assert told == [{"worker": set(few)}, {"worker": None}]


def test_a_listener_that_raises_cannot_undo_what_is_written(ledger: Ledger, project_id: Id) -> None:
    def fail(_: Touched) -> None:
        raise ZeroDivisionError

    ledger.listeners.append(fail)
    with pytest.raises(ZeroDivisionError), ledger.changeset("改名") as edit:
        edit.set("project", project_id, name="二号楼")
    assert ledger.columns("project", ["name"]) == [("二号楼",)]


def test_many_single_inserts_are_one_part(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("逐行") as edit:
        for n in range(300):
            edit.insert("team", project_id=project_id, name=f"班组{n}")
    (parts,) = ledger.query("SELECT count(*) FROM part WHERE id >> 16 = (SELECT max(n) FROM changeset)")[0]
    assert parts == 1
    assert ledger.log(limit=1)[0].count == 300
    ledger.undo()
    assert ledger.count("team") == 0


def test_another_connection_reads_and_hears_only_others(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    reader = ledger.reader()
    assert reader.news() == {}
    ids = workers(ledger, project_id, 2)
    assert len(reader.load(Worker)) == 2
    assert reader.news() == {}  # the ledger announced its own
    other = opened(user="李工")  # as another process would
    assert other.news() == {}
    with other.changeset("改名") as edit:
        edit.set("worker", ids[0], name="张三")
    assert reader.news() == ledger.news() == {"worker": {ids[0]}}
    assert reader.news() == ledger.news() == {}
    reader.close()


def test_two_processes_take_turns_on_one_writer(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    other = opened(user="李工")
    for n, turn in enumerate([ledger, other, other, ledger, other]):
        with turn.changeset(f"第{n}次") as edit:
            edit.set("project", project_id, name=f"{n}号楼")
    assert ledger.vector() == other.vector()
    assert len(ledger.vector()) == 1
    assert [entry.user for entry in ledger.log(limit=5)] == ["李工", "王工", "李工", "李工", "王工"]
    assert other.undo() == "第4次"
    assert ledger.undo() == "第3次"
    assert ledger.columns("project", ["name"]) == [("2号楼",)]


def test_a_snapshot_sees_one_moment(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    reader = ledger.reader()
    with reader.snapshot():
        before = reader.columns("project", ["name"])
        with ledger.changeset("改名") as edit:
            edit.set("project", project_id, name="二号楼")
        assert reader.columns("project", ["name"]) == before
    assert reader.columns("project", ["name"]) == [("二号楼",)]
    reader.close()


def test_labels_of_records_without_a_name_say_who_and_when(ledger: Ledger, project_id: Id) -> None:
    (worker,) = workers(ledger, project_id, 1)
    with ledger.changeset("出勤") as edit:
        made = edit.insert("attendance", project_id=project_id, worker_id=worker, day=20395, morning_min=240)
    assert ledger.labels("attendance", [made]) == {made: "工人00000 2025-11-03"}
    assert ledger.get(Attendance, made) is not None


def test_papers_are_kept_once_by_their_hash(ledger: Ledger, project_id: Id) -> None:
    name = ledger.put_blob("签证单".encode())
    with ledger.changeset("添加附件") as edit:
        assert ledger.put_blob("签证单".encode()) == name
        edit.insert("attachment", owner_kind="project", owner_id=project_id, name="签证.pdf", size=9, hash=name)
    assert ledger.blob(name) == "签证单".encode()
    assert ledger.query("SELECT count(*) FROM blob") == [(1,)]
    with pytest.raises(LanyanError) as raised:
        ledger.blob("00")
    assert raised.value.code == "blob.missing"


def test_a_file_that_is_there_is_not_overwritten(opened: Opener, tmp_path: Path, ledger: Ledger) -> None:
    with pytest.raises(LanyanError) as raised:
        Ledger.create(ledger.path)
    assert raised.value.code == "ledger.exists"
    with pytest.raises(LanyanError) as raised:
        Ledger.create(tmp_path / "没有的文件夹" / "a.lanyan")
    assert raised.value.code == "ledger.cannot_open"


def test_a_ledger_asked_for_to_read_writes_nothing(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    ledger.close()
    again = opened(read_only=True)
    assert again.is_read_only
    assert again.read_only_reason is None
    with pytest.raises(LanyanError) as raised, again.changeset("改"):
        pass
    assert raised.value.code == "ledger.read_only"
    assert again.columns("project", ["name"]) == [("一号楼",)]


def test_many_small_imports_are_few_parts(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("一页一页") as edit:
        for n in range(200):
            edit.insert_many("party", ["name"], [[f"单位{n}", f"分部{n}"]])
            edit.insert_many("party", ["name", "note"], [[f"厂{n}"], ["备注"]])
    assert ledger.query("SELECT count(*) FROM part WHERE id >> 16 = (SELECT max(n) FROM changeset)") == [(2,)]
    assert ledger.count("party") == 600
    assert check_ledger(ledger.path) == []


def test_an_edit_kept_beyond_its_changeset_writes_nothing(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("改") as edit:
        edit.set("project", project_id, name="二号楼")
    for late in (
        lambda: edit.insert("party", name="甲"),
        lambda: edit.set("project", project_id, name="三号楼"),
        lambda: edit.delete("project", [project_id]),
    ):
        with pytest.raises(RuntimeError):
            late()
    assert ledger.count("party") == 0


def test_halves_of_characters_in_names_of_files_and_users(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    other = opened(user="王\udcff")
    with other.changeset("导入 表\ud83d.xlsx") as edit:
        edit.set("project", project_id, name="二号楼")
    assert other.log(limit=1)[0].intent == "导入 表?.xlsx"


def test_a_commit_that_fails_leaves_its_number_to_others(
    opened: Opener, ledger: Ledger, project_id: Id, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else their change would be taken for one we announced ourselves."""
    reader, other = ledger.reader(), opened(user="李工")
    reader.news()
    monkeypatch.setattr(Book, "save_writers", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError), ledger.changeset("失败") as edit:
        edit.set("project", project_id, name="二号楼")
    monkeypatch.undo()
    with other.changeset("成功") as edit:
        edit.set("project", project_id, name="三号楼")
    assert reader.news() == {"project": {project_id}}
    reader.close()


def test_large_own_sets_are_written_in_pieces(ledger: Ledger, project_id: Id, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "FLUSH", 100)
    with ledger.changeset("树") as edit:
        ids = edit.new_ids(500)
        columns: list[list[Value]] = [
            [project_id] * 500,
            [str(n) for n in range(500)],
            [f"科目{n}" for n in range(500)],
        ]
        edit.insert_many("cost_account", ["project_id", "code", "name"], columns, ids=ids)
    with ledger.changeset("成链") as edit:
        edit.set_many("cost_account", "parent_id", ids[1:], ids[:-1])
        edit.set_many("cost_account", "note", ids[::7], ["备注"] * len(ids[::7]))
    assert ledger.columns("cost_account", ["parent_id"], where=[Where("id", "=", ids[499])]) == [(ids[498],)]
    ledger.undo()
    assert ledger.count("cost_account", where=[Where("parent_id", "null"), Where("note", "null")]) == 500
    ledger.undo()
    assert ledger.count("cost_account") == 0
    assert check_ledger(ledger.path) == []
