"""A bill of quantities: what it becomes, what changes when it comes again, what is odd about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports import as_json, commit, preview
from lanyan_desktop.services.imports.taking import import_file
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Sort
from tests.exchange.workbooks import Made, write_book
from tests.services.imports.conftest import Look

HEADER: list[Made] = ["序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价"]
EARTH: list[Made] = [1, "010101001001", "平整场地", "m2", 10, 6.5, 65]
DIG: list[Made] = [2, "010101002001", "挖土方", "m3", 20, 14.8, 296]
PAVE: list[Made] = [3, "040203005001", "块料面层", "m2", 3, 50, 150]


def section(name: str) -> list[Made]:
    return [None, None, name, None, None, None, None]


ROWS = [HEADER, section("一、土方"), EARTH, DIG, section("二、路面"), PAVE]


def names(ledger: Ledger) -> list[tuple[str, str]]:
    """Every line with its parent's name, in the order of the tree."""
    rows = ledger.columns("budget_line", ["id", "parent_id", "name", "rank"], order=[Sort("rank")])
    of = {row[0]: str(row[2]) for row in rows}
    found = []
    for id, parent, name, _ in rows:
        if parent is None:
            found.append(("", str(name)))
            found += [(of[id], str(row[2])) for row in rows if row[1] == id]
    return found


def test_coming_again_only_what_differs_is_changed_and_said(ledger: Ledger, project_id: Id, look: Look) -> None:
    commit(ledger, look("budget", ROWS), project_id=project_id)
    dearer = [*DIG[:5], 15.2, 304]
    new: list[Made] = [4, "010103001001", "回填方", "m3", 5, 28.5, 142.5]
    seen = look("budget", [HEADER, section("一、土方"), EARTH, new, dearer, section("二、路面"), PAVE])
    done = commit(ledger, seen, project_id=project_id)
    assert (done.outcome.added, done.outcome.changed, done.outcome.unchanged, done.outcome.absent) == (1, 1, 4, 0)
    assert [(c.record, c.field, c.old, c.new) for c in done.outcome.changes] == [
        ("挖土方", "综合单价", "14.8", "15.2"),
        ("挖土方", "合价", "296.00", "304.00"),
    ]
    order = [name for _, name in names(ledger)]
    assert order == ["一、土方", "平整场地", "回填方", "挖土方", "二、路面", "块料面层"]
    assert ledger.undo() == done.intent
    assert ledger.sums("budget_line", ["amount_fen"]) == (51_100,)


def test_what_the_sheet_no_longer_has_stays_and_is_counted(ledger: Ledger, project_id: Id, look: Look) -> None:
    commit(ledger, look("budget", ROWS), project_id=project_id)
    done = commit(ledger, look("budget", ROWS[:4]), project_id=project_id)
    assert (done.outcome.absent, done.intent) == (2, "")
    assert ledger.count("budget_line") == 5


def test_trying_it_out_says_what_would_change_and_writes_nothing(ledger: Ledger, project_id: Id, look: Look) -> None:
    before = len(ledger.log())
    done = commit(ledger, look("budget", ROWS), project_id=project_id, dry_run=True)
    assert (done.outcome.added, done.intent, len(ledger.log())) == (5, "", before)
    assert as_json(done)["changeset"] is None


def test_an_item_that_moves_to_another_section_is_the_same_item(ledger: Ledger, project_id: Id, look: Look) -> None:
    commit(ledger, look("budget", ROWS), project_id=project_id)
    moved = [HEADER, section("一、土方"), EARTH, section("二、路面"), DIG, PAVE]
    done = commit(ledger, look("budget", moved), project_id=project_id)
    assert (done.outcome.added, done.outcome.changed) == (0, 1)
    assert ("二、路面", "挖土方") in names(ledger)


def test_lines_of_one_code_are_told_apart_by_name_and_order(ledger: Ledger, project_id: Id, look: Look) -> None:
    same = [[1, "308", "挖土", "m3", 1, 2, 2], [2, "308", "挖石", "m3", 3, 4, 12], [3, "308", "挖土", "m3", 5, 6, 30]]
    commit(ledger, look("budget", [HEADER, *same]), project_id=project_id)
    same[2][4:] = [7, 6, 42]
    done = commit(ledger, look("budget", [HEADER, *same]), project_id=project_id)
    assert (done.outcome.added, done.outcome.changed, done.outcome.unchanged) == (0, 1, 2)
    assert sorted(ledger.columns("budget_line", ["amount_fen"])) == [(200,), (1200,), (4200,)]


def test_two_versions_stand_beside_each_other(ledger: Ledger, project_id: Id, look: Look) -> None:
    commit(ledger, look("budget", ROWS, version="投标"), project_id=project_id)
    commit(ledger, look("budget", ROWS, version="合同"), project_id=project_id)
    assert sorted(ledger.columns("budget_version", ["name"])) == [("合同",), ("投标",)]
    assert ledger.count("budget_line") == 10


def test_sections_stand_in_sections_by_their_numbers(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows = [
        HEADER,
        section("一、土建"),
        section("（一）土方"),
        EARTH,
        section("（二）基础"),
        DIG,
        section("二、市政"),
        PAVE,
    ]
    commit(ledger, look("budget", rows), project_id=project_id)
    rows_in = ledger.columns("budget_line", ["id", "parent_id", "name"])
    of = {row[0]: row[2] for row in rows_in}
    parents = {row[2]: of.get(row[1]) for row in rows_in}
    assert parents["（二）基础"] == "一、土建"
    assert parents["挖土方"] == "（二）基础"
    assert parents["二、市政"] is None


def test_sums_that_differ_are_reported_and_do_not_block(ledger: Ledger, project_id: Id, look: Look) -> None:
    wrong: list[Made] = [*DIG[:6], 296.5]
    total: list[Made] = [None, None, "合计", None, None, None, 361.48]
    seen = look("budget", [HEADER, EARTH, wrong, total])
    ties = [(tie.label, tie.cell, tie.stated, tie.computed, tie.difference, tie.holds) for tie in seen.ties]
    assert ties == [("合价", "G3", 29_650, 29_600, 50, False), ("合计", "G4", 36_148, 36_150, -2, True)]
    assert commit(ledger, seen, project_id=project_id).outcome.added == 2
    assert ledger.sums("budget_line", ["amount_fen"]) == (36_150,)  # as the sheet says


def test_rows_that_cannot_be_read_are_listed_and_the_others_come_in(ledger: Ledger, project_id: Id, look: Look) -> None:
    bad: list[Made] = [2, "010101002001", "挖土方", "m3", "约20", 14.8, None]
    odd: list[Made] = [None, None, None, "m3", "看图", None, None]
    seen = look("budget", [HEADER, EARTH, bad, odd])
    said = {(problem.code, problem.cell, problem.severity) for problem in seen.problems}
    assert said == {("cell.number", "E3", "error"), ("row.unknown", "4", "warning")}
    assert (seen.items, seen.unclassified) == (2, 1)
    assert commit(ledger, seen, project_id=project_id).outcome.added == 1


def test_a_code_kept_as_a_number_gets_its_zero_back(look: Look) -> None:
    seen = look("budget", [HEADER, [1, 10101001001, "平整场地", "m2", 10, 6.5, 65]])
    assert seen.reading.lines[0].values["code"] == "010101001001"  # type: ignore[attr-defined]  # a BudgetReading
    assert [problem.code for problem in seen.problems] == ["code.zero"]


def test_ten_thousands_are_read_off_the_sheet_or_said_by_the_user(look: Look) -> None:
    rows: list[list[Made]] = [["目标成本", None], ["单位：万元", None], ["费用名称", "金额"], ["人工费", 530.01]]
    assert look("budget", rows, mapping={"name": 0, "amount_fen": 1}).total == 530_010_000
    plain = [rows[0], *rows[2:]]
    assert look("budget", plain, mapping={"name": 0, "amount_fen": 1}).total == 53_001
    assert look("budget", plain, mapping={"name": 0, "amount_fen": 1}, unit="万元").total == 530_010_000


def test_what_was_said_of_the_columns_is_remembered_for_this_header(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows = [[*HEADER, "含税合价"], [*EARTH, 70.85]]
    assert look("budget", rows).total == 6500
    seen = look("budget", rows, mapping={"amount_fen": 7, "unit_price": -1})
    assert seen.total == 7085
    commit(ledger, seen, project_id=project_id)
    again = look("budget", rows)
    assert (again.total, again.sheets[0].header.columns["amount_fen"]) == (7085, 7)
    assert "unit_price" not in again.sheets[0].header.columns
    assert look("budget", [HEADER, EARTH]).total == 6500  # another header: nothing remembered


def test_the_first_import_makes_the_project_in_the_same_step(tmp_path: Path, ledger: Ledger) -> None:
    rows: list[list[Made]] = [["工程名称：翠湖花园3#楼", *[None] * 6], HEADER, EARTH]
    done = import_file(ledger, write_book(tmp_path / "b.xlsx", {"表": rows}), form="budget")
    assert ledger.columns("project", ["name"]) == [("翠湖花园3#楼",)]
    assert ledger.undo() == done.intent
    assert (ledger.count("project"), ledger.count("budget_line"), ledger.count("calendar")) == (0, 0, 0)


def test_two_first_imports_at_once_share_the_project_of_the_quicker(tmp_path: Path, ledger: Ledger) -> None:
    seen = preview(write_book(tmp_path / "b.xlsx", {"表": [HEADER, EARTH]}), form="budget", reader=ledger)
    with Ledger.open(ledger.path) as other:
        quicker = create_project(other, name="另一个窗口建的")
    commit(ledger, seen, new_project="b")
    assert ledger.ids("project") == [quicker]


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_is_told(tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx", {"旧": [HEADER, EARTH], "新": [HEADER, DIG]})
    assert preview(path, form="budget", sheet="新").total == 29_600
    assert preview(path, form="budget").others == ("新",)
    with pytest.raises(LanyanError) as caught:
        preview(path, form="budget", sheet="没有")
    assert (caught.value.code, caught.value.params["sheets"]) == ("excel.no_sheet", "旧、新")


def test_the_report_names_everything_a_program_needs(ledger: Ledger, project_id: Id, look: Look) -> None:
    data = as_json(commit(ledger, look("budget", ROWS), project_id=project_id))
    assert {
        name: data[name] for name in ("items", "sections", "unclassified", "total", "added", "problems", "ties")
    } == {
        "items": 3,
        "sections": 2,
        "unclassified": 0,
        "total": "511.00",
        "added": 5,
        "problems": [],
        "ties": [],
    }
    assert data["changeset"] == "导入清单计价表 试.xlsx：3 行"
    batch = ledger.columns("import_batch", ["form", "sheet", "added", "changed", "mapping"])
    assert batch == [("budget", "表", 5, 0, "serial=A\ncode=B\nname=C\nunit=D\nquantity=E\nunit_price=F\namount_fen=G")]
