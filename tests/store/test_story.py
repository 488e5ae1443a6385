"""操作日志 and Ctrl+K: what is read off the declarations for people."""

from __future__ import annotations

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.store.checking import check_ledger
from lanyan_desktop.store.ledger import Ledger
from tests.store.conftest import Opener


def test_the_log_says_who_did_what(ledger: Ledger, project_id: Id, team_id: Id) -> None:
    newest, first = ledger.log()
    assert (newest.intent, newest.user, newest.device, newest.count) == ("新建班组", "王工", "现场电脑", 1)
    assert ledger.log(limit=1) == [newest]
    assert ledger.log(before=newest.n) == [first]
    assert first.at < newest.at or first.at == newest.at
    assert len(newest.at) == len("2025-11-30 08:15:30")


def test_changes_are_told_in_the_words_of_the_declaration(ledger: Ledger, project_id: Id, team_id: Id) -> None:
    with ledger.changeset("登记") as edit:
        worker = edit.insert("worker", project_id=project_id, number="007", name="张三")
    with ledger.changeset("调整") as edit:
        edit.set("worker", worker, team_id=team_id, rate_fen_per_day=35000, id_number="110101199001011234")
    with ledger.changeset("删除") as edit:
        edit.delete("worker", [worker])
    told = [(c.title, c.old, c.new) for c in ledger.history("worker", worker)]
    assert told[0] == ("删除", "", "")
    assert set(told[1:-1]) == {
        ("班组", "", "钢筋一班"),
        ("日工资", "", "350.00"),
        ("身份证号", "", told[[t[0] for t in told].index("身份证号")][2]),
    }
    assert told[-1] == ("新增", "", "")
    assert "19900101" not in str(told)  # private: masked
    assert {c.record for c in ledger.history("worker", worker)} == {"张三"}
    ledger.undo()
    assert ledger.history("worker", worker)[0].title == "恢复"


def test_a_record_in_the_middle_of_a_small_run_is_found_in_the_log(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("三个") as edit:
        ids = edit.insert_many("party", ["name"], [["甲", "乙", "丙"]])
    with ledger.changeset("都改") as edit:
        edit.set_many("party", "contact", ids, ["李"] * 3)
    for id in ids:
        assert [c.title for c in ledger.history("party", id)] == ["联系人", "新增"]


def test_the_changes_of_an_import_are_cut(ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("导入") as edit:
        edit.insert_many("party", ["name"], [[f"单位{n}" for n in range(60)]])
    changes = ledger.changes(ledger.log(limit=1)[0].n, limit=10)
    assert [c.record for c in changes] == [f"单位{n}" for n in range(10)]


@pytest.fixture
def lines(ledger: Ledger, project_id: Id) -> dict[str, Id]:
    names = ["现浇混凝土矩形柱 C30", "钢筋网片", "钢管脚手架", "挖基坑土方", "Ｃ30 混凝土（泵送）", "网片钢筋"]
    with ledger.changeset("预算") as edit:
        version = edit.insert("budget_version", project_id=project_id, name="投标")
        other = edit.insert("project", code="P002", name="二号楼")
        elsewhere = edit.insert("budget_version", project_id=other, name="钢筋版")
        ids = edit.insert_many(
            "budget_line",
            ["version_id", "code", "name"],
            [[*[version] * 5, elsewhere], [f"01050{n}" for n in range(6)], names],
        )
    return dict(zip(names, ids, strict=True))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("钢", {"钢筋网片", "钢管脚手架", "网片钢筋"}),
        ("片", {"钢筋网片", "网片钢筋"}),
        ("钢筋", {"钢筋网片", "网片钢筋"}),
        ("钢筋网", {"钢筋网片"}),
        ("筋网", {"钢筋网片"}),
        ("c30混凝土", {"Ｃ30 混凝土（泵送）"}),
        ("C30", {"现浇混凝土矩形柱 C30", "Ｃ30 混凝土（泵送）"}),
        ("混凝土 柱", {"现浇混凝土矩形柱 C30"}),
        ("010503", {"挖基坑土方"}),
        ("钢筋管", set()),
        ("", set()),
        ("（）", set()),
        ('"钢" OR *', set()),
    ],
)
def test_words_of_any_length_are_found(ledger: Ledger, lines: dict[str, Id], words: str, found: set[str]) -> None:
    hits = ledger.search(words)
    assert {hit.text for hit in hits if hit.kind == "budget_line" and hit.field == "name"} | {
        name for name, id in lines.items() if any(hit.id == id for hit in hits)
    } == found


def test_a_hit_knows_its_project_through_what_it_is_part_of(
    ledger: Ledger, project_id: Id, lines: dict[str, Id]
) -> None:
    hits = ledger.search("钢筋", project_id=project_id)
    assert [(hit.text, hit.project_id) for hit in hits] == [("钢筋网片", project_id)]
    everywhere = ledger.search("钢筋")
    assert {hit.kind for hit in everywhere} == {"budget_line", "budget_version"}
    assert ledger.search("二号楼")[0].label == "二号楼"


def test_nearest_first(ledger: Ledger, lines: dict[str, Id]) -> None:
    assert [hit.text for hit in ledger.search("网片")] == ["网片钢筋", "钢筋网片"]
    assert len(ledger.search("0105", limit=2)) == 2


def test_the_index_follows_every_way_of_writing(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    with ledger.changeset("新增") as edit:
        team = edit.insert("team", project_id=project_id, name="油漆班")
        edit.set("team", team, name="涂料班")
    assert ledger.search("油漆") == []
    assert len(ledger.search("涂料")) == 1
    with ledger.changeset("改") as edit:
        edit.set("team", team, name="抹灰班")
    assert (len(ledger.search("涂料")), len(ledger.search("抹灰"))) == (0, 1)
    ledger.undo()
    assert (len(ledger.search("涂料")), len(ledger.search("抹灰"))) == (1, 0)
    ledger.undo()
    assert ledger.search("涂料") == []
    ledger.redo()
    assert len(ledger.search("涂料")) == 1
    ledger._rows.write([], {})
    ledger.close()
    again = opened()
    again._db.execute("DELETE FROM about WHERE key='search'")  # as after a program that cuts words otherwise
    again.close()
    third = opened()
    assert len(third.search("涂料")) == 1


def test_references_to_nothing_are_found(ledger: Ledger, project_id: Id, team_id: Id) -> None:
    with ledger.changeset("错") as edit:
        edit.insert("worker", project_id=project_id, number="1", name="张三", team_id=bytes(16))
        edit.delete("team", [team_id])  # a deleted one may be pointed to
        edit.insert("worker", project_id=project_id, number="2", name="李四", team_id=team_id)
    (finding,) = check_ledger(ledger.path)
    assert (finding.code, finding.params["count"], finding.params["field"]) == ("check.reference", 1, "班组")
