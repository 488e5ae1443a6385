"""Day-work lists: slips by number, hours or 工日, who bears the cost, and what is settled stays."""

from __future__ import annotations

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.imports import Preview, commit
from lanyan_desktop.services.imports.daywork import DayWorkReading
from lanyan_desktop.services.imports.daywork_writing import Slip
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import Made
from tests.services.imports.conftest import Look

TITLE: list[Made] = ["零星用工汇总表 2025年11月"]
HEADER: list[Made] = [
    "单号",
    "日期",
    "班组",
    "工种",
    "工作内容",
    "人数",
    "工时",
    "工日",
    "单价",
    "金额",
    "费用承担/备注",
]
ONE: list[Made] = ["DG-1", "11.5", "木工班", "木工", "二次倒运", 4, 4, 2, 360, 720, "项目承担"]
TWO: list[Made] = ["DG-2", "2025-11-06", "木工班", "普工", "清理", 3, "10小时", 3.75, 220, 825, "分包承担(扣款)"]


def slips_of(seen: Preview) -> list[Slip]:
    assert isinstance(seen.reading, DayWorkReading)
    return seen.reading.slips


def codes(seen: Preview) -> list[tuple[str, str]]:
    return [(p.code, p.cell) for p in seen.problems if p.severity != "info"]


def changed(row: list[Made], **cells: Made) -> list[Made]:
    names = ["number", "day", "team", "trade", "content", "heads", "hours", "days", "price", "amount", "bearer"]
    return [cells.get(name, cell) for name, cell in zip(names, row, strict=True)]


def test_slips_come_in_and_again_without_a_change(ledger: Ledger, project_id: Id, look: Look) -> None:
    done = commit(ledger, look("daywork", [TITLE, HEADER, ONE, TWO]), project_id=project_id)
    assert (done.preview.total, done.outcome.added) == (154_500, 3)  # two slips and a team
    assert ledger.count("day_work_line") == 2
    again = commit(ledger, look("daywork", [TITLE, HEADER, ONE, TWO]), project_id=project_id)
    assert (again.intent, again.outcome.unchanged) == ("", 2)


def test_sums_by_team_and_in_all_are_compared(look: Look) -> None:
    group: list[Made] = [None, None, "小计", *[None] * 6, 1545, None]
    total: list[Made] = [None, None, "合计", *[None] * 6, 1546, None]
    seen = look("daywork", [TITLE, HEADER, ONE, TWO, group, total])
    assert [(tie.label, tie.cell, tie.difference) for tie in seen.ties] == [("小计", "J5", 0), ("合计", "J6", 100)]


def test_what_a_row_states_is_compared_with_heads_times_hours(look: Look) -> None:
    seen = look("daywork", [TITLE, HEADER, changed(ONE, days=2.5), changed(TWO, amount=800)])
    assert codes(seen) == [("slip.days", "H3")]
    assert [(tie.cell, tie.stated, tie.computed) for tie in seen.ties] == [("J4", 80_000, 82_500)]


def test_workdays_alone_give_the_hours(look: Look) -> None:
    (slip,) = slips_of(look("daywork", [TITLE, HEADER, changed(TWO, hours=None)]))
    assert slip.lines[0].minutes == 600


def test_several_rows_of_a_number_are_one_slip(ledger: Ledger, project_id: Id, look: Look) -> None:
    second = changed(ONE, trade="普工", heads=2)
    seen = look("daywork", [TITLE, HEADER, ONE, changed(second, days=1, amount=360)])
    assert [len(slip.lines) for slip in slips_of(seen)] == [2]
    commit(ledger, seen, project_id=project_id)
    assert (ledger.count("day_work"), ledger.count("day_work_line")) == (1, 2)
    again = commit(ledger, look("daywork", [TITLE, HEADER, ONE, changed(second, price=380)]), project_id=project_id)
    assert [(c.record, c.field, c.new) for c in again.outcome.changes] == [("DG-1 明细 2", "单价", "380.00")]


def test_a_settled_slip_is_left_alone(ledger: Ledger, project_id: Id, look: Look) -> None:
    commit(ledger, look("daywork", [TITLE, HEADER, ONE]), project_id=project_id)
    with ledger.changeset("结清") as edit:
        edit.set("day_work", ledger.ids("day_work")[0], state="已结清")
    done = commit(
        ledger, look("daywork", [TITLE, HEADER, changed(ONE, content="别的", heads=9)]), project_id=project_id
    )
    assert done.intent == ""
    assert ledger.columns("day_work", ["content"]) == [("二次倒运",)]


def test_who_bears_the_cost_in_the_words_of_the_site(look: Look) -> None:
    said = ["项目承担", "分包承担（扣款）", "甲方签证", "从分包扣款", "业主签证；夜间施工", "说不清", None]
    rows = [changed(ONE, number=f"DG-{n}", bearer=text) for n, text in enumerate(said)]
    seen = look("daywork", [TITLE, HEADER, *rows])
    found = [(slip.values["bearer"], slip.values["note"]) for slip in slips_of(seen)]
    assert found == [
        ("项目承担", None),
        ("分包承担(扣款)", None),
        ("业主签证", None),
        ("分包承担(扣款)", None),
        ("业主签证", "夜间施工"),
        (None, "说不清"),
        (None, None),
    ]
    assert codes(seen) == [("bearer.unknown", "K8")]


def test_slips_without_a_number_get_one_and_keep_it(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows = [TITLE, HEADER, changed(ONE, number=None), changed(TWO, number=None)]
    commit(ledger, look("daywork", rows), project_id=project_id)
    assert sorted(ledger.columns("day_work", ["number"])) == [("DG-20251105-01",), ("DG-20251106-01",)]
    assert commit(ledger, look("daywork", rows), project_id=project_id).intent == ""


def test_dates_that_are_not_certain_keep_their_row_out(ledger: Ledger, project_id: Id, look: Look) -> None:
    rows = [TITLE, HEADER, changed(ONE, day=11.2), changed(TWO, day="11.31"), changed(TWO, number="DG-3", day=None)]
    seen = look("daywork", rows)
    assert codes(seen) == [("cell.date.ambiguous", "B3"), ("cell.date", "B4"), ("field.problem", "B5")]
    assert slips_of(seen) == []


def test_a_named_worker_is_found_on_the_roll_or_kept_as_written(ledger: Ledger, project_id: Id, look: Look) -> None:
    with ledger.changeset("工人") as edit:
        worker = edit.insert("worker", id=None, project_id=project_id, number="W1", name="张三")
    header: list[Made] = ["单号", "日期", "班组", "姓名", "工作内容", "工时", "单价"]
    rows: list[list[Made]] = [
        ["A", "2025-11-05", "杂工", "张三", "清理", 8, 220],
        ["A", "2025-11-05", "杂工", "李四", "清理", 4, 220],
    ]
    commit(ledger, look("daywork", [header, *rows]), project_id=project_id)
    found = ledger.columns("day_work_line", ["worker_id", "heads", "minutes", "note"])
    assert sorted(found, key=lambda row: str(row[3])) == [(worker, 1, 480, None), (None, 1, 240, "李四")]
