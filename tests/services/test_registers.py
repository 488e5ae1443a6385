"""Any kind as a register: what a table reads, and what its edits do, through the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Condition, Query, SortBy
from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import registers
from lanyan_desktop.services.registers import RegisterSource, delete_rows, edit_cells, insert_row, move_rows
from lanyan_desktop.services.registers import source as source_module
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where
from lanyan_desktop.store.windows import Windows


class Site:
    """A ledger with a project, two teams, four workers and a small budget."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        with ledger.changeset("开账") as edit:
            self.project = edit.insert("project", code="P1", name="三号楼")
            self.teams = [edit.insert("team", project_id=self.project, name=name) for name in ("木工班", "钢筋班")]
            self.workers = [
                edit.insert(
                    "worker",
                    project_id=self.project,
                    number=f"{n}",
                    name=f"工人{n}",
                    team_id=self.teams[n % 2],
                    rate_fen_per_day=30_000 + n * 100,
                )
                for n in range(4)
            ]
            self.version = edit.insert("budget_version", project_id=self.project, name="投标")
            self.lines: dict[str, Id] = {}
            for rank, (name, parent) in enumerate((("土建", ""), ("基础", "土建"), ("垫层", "基础"), ("安装", ""))):
                self.lines[name] = edit.insert(
                    "budget_line",
                    version_id=self.version,
                    name=name,
                    parent_id=self.lines.get(parent),
                    rank=f"n{rank}",
                    amount_fen=100 * (rank + 1),
                )

    def workers_source(self) -> RegisterSource:
        return RegisterSource(self.ledger, "worker", where=[Where("project_id", "=", self.project)])

    def lines_source(self) -> RegisterSource:
        return RegisterSource(self.ledger, "budget_line", where=[Where("version_id", "=", self.version)])

    def names(self, source: RegisterSource, query: Query | None = None) -> list[str]:
        ids = source.ids(query or Query())
        listed = [ids.ids[n] for n in ids.visible] if isinstance(ids, Outline) else list(ids[0 : len(ids)])
        rows = source.page(listed, ["name"])
        return [str(rows[row_id].dress["name"].text or "") if isinstance(row_id, str) else str(rows[row_id].values[0])
                for row_id in listed]  # fmt: skip

    def log(self) -> list[str]:
        return [entry.intent for entry in self.ledger.log()]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Ledger.create(tmp_path / "a.lanyan", synchronous="OFF") as ledger:
        yield Site(ledger)


# ---- reading


def test_references_are_shown_and_sorted_by_their_labels(site: Site) -> None:
    source = site.workers_source()
    row = source.page([site.workers[0]], ["name", "team_id"])[site.workers[0]]
    assert row.dress["team_id"].text == "木工班"
    by_team = Query(sort=(SortBy("team_id", descending=True),))
    assert site.names(source, by_team) == ["工人1", "工人3", "工人0", "工人2"]


def test_filters_are_by_value_range_and_label(site: Site) -> None:
    source = site.workers_source()
    assert site.names(source, Query((Condition("rate_fen_per_day", ">=", 30_200),))) == ["工人2", "工人3"]
    assert site.names(source, Query((Condition("team_id", "contains", "钢"),))) == ["工人1", "工人3"]
    assert site.names(source, Query((Condition("name", "contains", "2"),))) == ["工人2"]
    assert site.names(source, Query((Condition("team_id", "null"),))) == []


def test_a_tree_is_listed_in_its_order_and_filtered_with_what_is_above(site: Site) -> None:
    source = site.lines_source()
    outline = source.ids(Query())
    assert isinstance(outline, Outline)
    assert outline.levels.tolist() == [0, 1, 2, 0]
    assert site.names(source) == ["土建", "基础", "垫层", "安装"]
    assert site.names(source, Query((Condition("name", "contains", "垫"),))) == ["土建", "基础", "垫层"]
    assert site.names(source, Query(sort=(SortBy("amount_fen", descending=True),))) == ["安装", "垫层", "基础", "土建"]


def test_groups_have_heads_with_subtotals(site: Site) -> None:
    source = site.workers_source()
    assert site.names(source, Query(group="team_id")) == [
        "木工班 · 2 行", "工人0", "工人2", "钢筋班 · 2 行", "工人1", "工人3",
    ]  # fmt: skip
    outline = source.ids(Query(group="team_id"))
    assert isinstance(outline, Outline)
    head = source.page([outline.ids[0]], ["name", "rate_fen_per_day"])[outline.ids[0]]
    assert head.is_summary
    assert head.values[1] == 60_200


def test_totals_choices_and_distinct_values(site: Site) -> None:
    source = site.workers_source()
    assert source.totals(Query(), ["rate_fen_per_day"]) == {"rate_fen_per_day": 120_600}
    assert [choice.text for choice in source.choices("team_id", "木")] == ["木工班"]
    found = {choice.text: choice.count for choice in source.distinct("team_id", Query())}
    assert found == {"木工班": 2, "钢筋班": 2}
    narrowed = source.distinct("team_id", Query((Condition("name", "=", "工人1"), Condition("team_id", "null"))))
    assert [choice.text for choice in narrowed] == ["钢筋班"]


def test_a_computed_column_is_shown_and_sorted_by(site: Site) -> None:
    source = RegisterSource(
        site.ledger,
        "worker",
        where=[Where("project_id", "=", site.project)],
        computed={"turn": lambda _reader, ids: {row_id: -int(site.workers.index(row_id)) for row_id in ids}},
    )
    assert source.page([site.workers[2]], ["turn", "name"])[site.workers[2]].values == [-2, "工人2"]
    assert site.names(source, Query(sort=(SortBy("turn"),)))[0] == "工人3"


def test_many_rows_are_had_by_windows(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MOST_LISTED", 10)
    with site.ledger.changeset("考勤") as edit:
        for day in range(30):
            edit.insert("attendance", project_id=site.project, worker_id=site.workers[0], day=day)
    source = RegisterSource(site.ledger, "attendance", where=[Where("project_id", "=", site.project)])
    rows = source.ids(Query())
    assert isinstance(rows, Windows)
    days = source.page(rows[20:22], ["day"])
    assert [days[row_id].values[0] for row_id in rows[20:22]] == [20, 21]
    latest = source.ids(Query(sort=(SortBy("day", descending=True),)))
    assert isinstance(latest, Windows)
    assert latest[0:2] == [rows[29:30][0], rows[28:29][0]]
    found = source.ids(Query((Condition("day", "=", 7),)))
    assert found == rows[7:8]


def test_rows_that_are_gone_are_left_out_of_a_page(site: Site) -> None:
    delete_rows(site.ledger, "worker", [site.workers[0]])
    assert site.workers_source().page(site.workers, ["name"]).keys() == set(site.workers[1:])


# ---- writing


def test_edits_of_one_action_are_one_step(site: Site) -> None:
    before = len(site.log())
    edit_cells(
        site.ledger,
        "worker",
        [CellEdit(site.workers[0], "name", "张三"), CellEdit(site.workers[1], "rate_fen_per_day", 1)],
    )
    assert len(site.log()) == before + 1
    assert site.log()[0] == "修改工人 2 行 2 格"
    site.ledger.undo()
    assert site.names(site.workers_source())[0] == "工人0"


def test_the_step_of_one_cell_says_which(site: Site) -> None:
    edit_cells(site.ledger, "worker", [CellEdit(site.workers[0], "trade", "木工")])
    assert site.log()[0] == "修改工人「工人0」的工种"


def test_pasted_rows_are_made_in_the_same_step(site: Site) -> None:
    made = edit_cells(
        site.ledger,
        "budget_line",
        [
            CellEdit(site.lines["安装"], "name", "安装工程"),
            CellEdit("new:0", "name", "装饰"),
            CellEdit("new:1", "name", "绿化"),
            CellEdit("new:1", "unit", "m2"),
        ],
        new_values={"version_id": site.version},
    )
    assert made.keys() == {"new:0", "new:1"}
    assert site.names(site.lines_source()) == ["土建", "基础", "垫层", "安装工程", "装饰", "绿化"]
    site.ledger.undo()
    assert site.names(site.lines_source()) == ["土建", "基础", "垫层", "安装"]


def test_a_refused_value_writes_nothing(site: Site) -> None:
    with pytest.raises(LanyanError, match=r"record\.invalid"):
        edit_cells(
            site.ledger,
            "worker",
            [CellEdit(site.workers[0], "name", "张三"), CellEdit(site.workers[1], "rate_fen_per_day", -1)],
        )
    assert site.names(site.workers_source())[0] == "工人0"


def test_a_row_is_put_in_after_a_sibling(site: Site) -> None:
    insert_row(
        site.ledger, "budget_line", values={"version_id": site.version, "name": "措施"}, after=site.lines["土建"]
    )
    assert site.names(site.lines_source()) == ["土建", "基础", "垫层", "措施", "安装"]


def test_rows_move_among_siblings_and_under_others(site: Site) -> None:
    move_rows(site.ledger, "budget_line", [site.lines["安装"]], is_first=True)
    assert site.names(site.lines_source()) == ["安装", "土建", "基础", "垫层"]
    move_rows(site.ledger, "budget_line", [site.lines["安装"]], parent=site.lines["基础"], after=site.lines["垫层"])
    assert site.names(site.lines_source()) == ["土建", "基础", "垫层", "安装"]
    outline = site.lines_source().ids(Query())
    assert isinstance(outline, Outline)
    assert outline.levels.tolist() == [0, 1, 2, 2]


def test_a_row_cannot_lie_under_itself(site: Site) -> None:
    with pytest.raises(LanyanError, match=r"record\.cycle"):
        move_rows(site.ledger, "budget_line", [site.lines["土建"]], parent=site.lines["垫层"])
    assert site.names(site.lines_source()) == ["土建", "基础", "垫层", "安装"]


def test_deleting_takes_what_is_part_of_it_and_undo_brings_all_back(site: Site) -> None:
    assert delete_rows(site.ledger, "budget_line", [site.lines["土建"]]) == 3
    assert site.names(site.lines_source()) == ["安装"]
    site.ledger.undo()
    assert site.names(site.lines_source()) == ["土建", "基础", "垫层", "安装"]


def test_the_lines_of_a_slip_go_with_it(site: Site) -> None:
    with site.ledger.changeset("点工") as edit:
        slip = edit.insert("day_work", project_id=site.project, number="1", day=1)
        edit.insert("day_work_line", day_work_id=slip)
    delete_rows(site.ledger, "day_work", [slip])
    assert site.ledger.count("day_work_line") == 0
    assert site.ledger.count("worker") == 4


def test_every_kind_is_a_register(site: Site) -> None:
    for kind in KINDS.values():
        source = RegisterSource(site.ledger, kind.name)
        ids = source.ids(Query())
        listed = ids.ids if isinstance(ids, Outline) else ids[0:100]
        rows = source.page(list(listed), [field.name for field in kind.shown])
        assert all(len(row.values) == len(kind.shown) for row in rows.values())
        for field in kind.shown:
            source.ids(Query(sort=(SortBy(field.name),)))
            source.distinct(field.name, Query())


def test_the_package_says_what_it_offers() -> None:
    assert all(hasattr(registers, name) for name in registers.__all__)
