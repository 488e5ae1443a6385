"""The budget tree: what its rows show, and what an edit does to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.money import amount_of
from lanyan_desktop.core.table.outline import Outline
from lanyan_desktop.core.table.query import Condition, Query, SortBy
from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id, TenThousandth
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.cost.budget import Budget, load_budget, main_version
from lanyan_desktop.services.cost.commands import add_account, add_line, derived, edit_lines
from lanyan_desktop.services.cost.source import BudgetSource, saving_tone
from lanyan_desktop.services.registers import delete_rows, move_rows
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Where

NAMES = ["name", "code", "quantity", "unit_price", "amount_fen", "target_fen", "saved_fen", "saved_rate", "done_rate"]


class Desk:
    """A ledger with the sample, and the tree as the tab holds it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.project_id = ledger.ids("project")[0]
        version = main_version(ledger, self.project_id)
        assert version is not None
        self.version_id = version
        self.budget = self.load()
        self.source = BudgetSource(ledger, project_id=self.project_id, budget=self.budget)

    def load(self) -> Budget:
        return load_budget(self.ledger, self.version_id, project_id=self.project_id)

    def line(self, name: str) -> Id:
        (found,) = self.ledger.ids("budget_line", where=[Where("name", "=", name)])
        return found

    def row(self, name: str, *names: str) -> list[object]:
        line = self.line(name)
        return list(self.source.page([line], names or NAMES)[line].values)

    def field(self, name: str, field: str) -> object:
        return self.ledger.page("budget_line", [self.line(name)], [field])[self.line(name)][0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Ledger.create(tmp_path / "样例.lanyan", synchronous="OFF") as ledger:
        build_sample(ledger)
        yield Desk(ledger)


def names_of(desk: Desk, query: Query) -> list[str]:
    found = desk.source.ids(query)
    assert isinstance(found, Outline)
    ids = [Id(key) for key in found.ids if isinstance(key, bytes)]
    rows = desk.source.page(ids, ["name"])
    return [str(rows[key].values[0]) for key in ids]


# ---- reading


def test_the_tree_as_the_table_shows_it(desk: Desk) -> None:
    outline = desk.source.ids(Query())
    assert isinstance(outline, Outline)
    assert len(outline) == 84
    assert int((outline.levels == 0).sum()) == 15
    names = names_of(desk, Query())
    assert names[:3] == ["一、土石方与地基", "平整场地", "挖一般土方"]


def test_a_section_shows_the_sums_of_its_lines(desk: Desk) -> None:
    assert desk.row("六、门窗栏杆", "amount_fen", "target_fen", "saved_fen", "saved_rate", "done_rate") == [
        1_924_630_00, 1_791_115_50, 133_514_50, 694, 3_100,
    ]  # fmt: skip
    page = desk.source.page([desk.line("六、门窗栏杆")], NAMES)
    assert page[desk.line("六、门窗栏杆")].is_summary


def test_a_line_shows_what_is_stored_and_what_follows(desk: Desk) -> None:
    assert desk.row("断桥铝合金窗") == [
        "断桥铝合金窗", "010807001001", 2180_0000, 585_0000, 1_275_300_00, 1_186_029_00, 89_271_00, 700, 4_800,
    ]  # fmt: skip
    assert desk.row("暂列金额", "amount_fen", "target_fen", "saved_fen", "done_rate") == [600_000_00, None, None, None]
    dress = desk.source.page([desk.line("断桥铝合金窗")], NAMES)[desk.line("断桥铝合金窗")].dress
    assert dress["amount_fen"].is_fixed
    assert dress["saved_fen"].tone == "ok"


def test_the_total_row(desk: Desk) -> None:
    names = ["amount_fen", "target_fen", "saved_fen", "saved_rate", "done_rate", "earned_fen"]
    assert desk.source.totals(Query(), names) == {
        "amount_fen": 27_647_139_59,
        "target_fen": 23_588_297_68,
        "saved_fen": 996_050_57,  # 目标利润 of sample_project.md
        "saved_rate": 405,
        "done_rate": 5_900,
        "earned_fen": 14_025_274_03,
    }


def test_a_filter_keeps_what_is_above_and_sums_what_it_finds(desk: Desk) -> None:
    query = Query(conditions=(Condition("name", "contains", "防水"),))
    assert names_of(desk, query) == [
        "五、防水与屋面", "底板SBS防水", "地下室外墙防水", "屋面SBS防水4+3", "厨卫JS涂膜防水",
    ]  # fmt: skip
    assert desk.source.totals(query, ["amount_fen"]) == {"amount_fen": 73_080_00 + 60_760_00 + 71_760_00 + 146_300_00}


@pytest.mark.parametrize("name", ["target_fen", "code", "saved_rate", "quantity", "name", "done_rate"])
@pytest.mark.parametrize("descending", [False, True])
def test_sorting_keeps_the_tree_a_tree(desk: Desk, name: str, descending: bool) -> None:
    outline = desk.source.ids(Query(sort=(SortBy(name, descending),)))
    assert isinstance(outline, Outline)
    assert sorted(outline.ids, key=str) == sorted(desk.budget.ids, key=str)
    above: dict[object, list[object]] = {}
    for node, key in enumerate(outline.ids):
        parent = outline.parent(node)
        above.setdefault(outline.ids[parent] if parent >= 0 else None, []).append(key)
    for parent_id, children in above.items():
        stored = set(desk.ledger.ids("budget_line", where=[Where("parent_id", "=", parent_id)]))  # type: ignore[arg-type]  # ids or none
        assert set(children) == stored


def test_sorted_by_target_cost(desk: Desk) -> None:
    names = names_of(desk, Query(sort=(SortBy("target_fen", descending=True),)))
    assert names[:3] == ["二、混凝土及钢筋", "现浇构件钢筋HRB400 Φ12-25", "有梁板C30"]


# ---- editing


def edit(desk: Desk, name: str, **values: int | str | None) -> None:
    edit_lines(desk.ledger, [CellEdit(desk.line(name), field, value) for field, value in values.items()])


def test_a_quantity_brings_both_amounts_and_one_undo_takes_all_back(desk: Desk) -> None:
    edit(desk, "垫层C15", quantity=130_0000)
    assert desk.field("垫层C15", "amount_fen") == 59_150_00
    assert desk.field("垫层C15", "target_fen") == 54_418_00
    parts = [desk.field("垫层C15", part) for part in ("labour_fen", "material_fen", "machine_fen", "subcontract_fen")]
    assert parts == [11_971_96, 39_725_14, 2_720_90, 0]
    assert desk.ledger.undo() == "修改清单项 1 行 6 格"
    assert desk.field("垫层C15", "amount_fen") == 58_240_00
    assert desk.field("垫层C15", "labour_fen") == 11_787_78


def test_an_amount_that_follows_is_not_typed(desk: Desk) -> None:
    with pytest.raises(LanyanError) as caught:
        edit(desk, "垫层C15", amount_fen=1)
    assert caught.value.code == "cost.not_typed"
    assert desk.field("垫层C15", "amount_fen") == 58_240_00


def test_a_lump_sum_is_typed(desk: Desk) -> None:
    edit(desk, "暂列金额", amount_fen=500_000_00)
    assert desk.field("暂列金额", "amount_fen") == 500_000_00


def test_a_pasted_row_that_fits_is_taken(desk: Desk) -> None:
    edit(desk, "垫层C15", quantity=100_0000, unit_price=500_0000, amount_fen=50_000_00)
    assert desk.field("垫层C15", "amount_fen") == 50_000_00


def test_rows_can_be_made_by_pasting(desk: Desk) -> None:
    section = desk.line("十二、室外工程")
    made = edit_lines(
        desk.ledger,
        [
            CellEdit("new:0", "name", "围墙"),
            CellEdit("new:0", "quantity", 10_0000),
            CellEdit("new:0", "unit_price", 3_3333),
        ],
        new_values={"version_id": desk.version_id, "parent_id": section},
    )
    row = desk.ledger.page("budget_line", [made["new:0"]], ["parent_id", "amount_fen"])[made["new:0"]]
    assert row == (section, 33_33)


def test_where_new_lines_go(desk: Desk) -> None:
    section, line = desk.line("六、门窗栏杆"), desk.line("入户防盗门")
    last = add_line(desk.ledger, version_id=desk.version_id, after=section, name="窗台板")
    after = add_line(desk.ledger, version_id=desk.version_id, after=line, name="门套")
    section_after = add_line(desk.ledger, version_id=desk.version_id, after=line, line_type="分部", name="新增分部")
    budget = desk.load()
    names = {key: str(row[0]) for key, row in desk.ledger.page("budget_line", budget.ids, ["name"]).items()}
    order = [names[key] for key in budget.ids]
    assert order[order.index("入户防盗门") + 1] == "门套"
    assert order[order.index("楼梯栏杆") + 1 :][:2] == ["窗台板", "新增分部"]
    assert budget.tree.depth[budget.place(section_after)] == 0
    assert budget.tree.depth[budget.place(last)] == budget.tree.depth[budget.place(after)] == 1


def test_a_section_goes_with_its_lines_and_their_loads(desk: Desk) -> None:
    loads = desk.ledger.count("line_load")
    assert delete_rows(desk.ledger, "budget_line", [desk.line("六、门窗栏杆")]) == 6
    budget = desk.load()
    assert len(budget) == 78
    assert budget.total("target_fen") == 23_588_297_68 - 1_791_115_50
    assert desk.ledger.count("line_load") < loads
    desk.ledger.undo()
    assert desk.load().total("target_fen") == 23_588_297_68
    assert desk.ledger.count("line_load") == loads


def test_a_section_does_not_move_into_itself(desk: Desk) -> None:
    section, line = desk.line("六、门窗栏杆"), desk.line("入户防盗门")
    with pytest.raises(LanyanError) as caught:
        move_rows(desk.ledger, "budget_line", [section], parent=line)
    assert caught.value.code == "record.cycle"
    move_rows(desk.ledger, "budget_line", [line], parent=desk.line("七、装饰装修"))
    assert desk.load().sums["target_fen"].at(desk.budget.place(section)) == 1_791_115_50 - 113_702_40


def test_a_new_account_takes_the_next_code(desk: Desk) -> None:
    (labour,) = desk.ledger.ids("cost_account", where=[Where("code", "=", "1")])
    made = add_account(desk.ledger, project_id=desk.project_id, parent=labour)
    root = add_account(desk.ledger, project_id=desk.project_id)
    codes = desk.ledger.page("cost_account", [made, root], ["code"])
    assert (codes[made], codes[root]) == (("1.3",), ("10",))


# ---- following edits without reading all again


def test_an_edit_is_followed_in_place(desk: Desk) -> None:
    edit(desk, "暂列金额", amount_fen=500_000_00, target_fen=480_000_00)
    changed = desk.budget.update(desk.ledger, [desk.line("暂列金额")])
    assert changed == {desk.line("暂列金额"), desk.line("十四、其他项目")}
    fresh = desk.load()
    for name, column in fresh.sums.items():
        assert desk.budget.sums[name].totals.tolist() == column.totals.tolist(), name
        assert desk.budget.sums[name].given.tolist() == column.given.tolist(), name
    assert desk.budget.saved.totals.tolist() == fresh.saved.totals.tolist()
    assert desk.budget.counted.totals.tolist() == fresh.counted.totals.tolist()
    assert desk.row("十四、其他项目", "amount_fen", "target_fen", "saved_fen") == [680_000_00, 480_000_00, 20_000_00]


def test_what_changes_the_shape_is_read_anew(desk: Desk) -> None:
    new = add_line(desk.ledger, version_id=desk.version_id)
    assert desk.budget.update(desk.ledger, [new]) is None
    line = desk.line("入户防盗门")
    move_rows(desk.ledger, "budget_line", [line], parent=desk.line("七、装饰装修"))
    assert desk.budget.update(desk.ledger, [line]) is None
    delete_rows(desk.ledger, "budget_line", [line])
    assert desk.budget.update(desk.ledger, [line]) is None


def test_a_target_that_weighs_in_earned_value_moves_that_of_others(desk: Desk) -> None:
    before = desk.budget.earned
    edit(desk, "垫层C15", target_unit_price=500_0000)
    changed = desk.budget.update(desk.ledger, [desk.line("垫层C15")])
    assert changed == set(desk.budget.ids)
    fresh = desk.load()
    assert before is not None
    assert fresh.earned is not None
    assert desk.budget.earned is not None
    assert desk.budget.earned.totals.tolist() == fresh.earned.totals.tolist() != before.totals.tolist()
    assert int(desk.budget.earned.own.sum()) == 14_025_274_03  # the activities have earned what they have
    np.testing.assert_array_equal(desk.budget.done, fresh.done)


def test_a_version_without_lines(desk: Desk) -> None:
    with desk.ledger.changeset("新版本") as made:
        version = made.insert("budget_version", project_id=desk.project_id, name="空")
    budget = load_budget(desk.ledger, version, project_id=desk.project_id)
    source = BudgetSource(desk.ledger, project_id=desk.project_id, budget=budget)
    assert len(source.ids(Query())) == 0
    assert source.totals(Query(), ["amount_fen", "saved_rate", "done_rate"]) == {
        "amount_fen": 0, "saved_rate": None, "done_rate": None,
    }  # fmt: skip
    assert main_version(desk.ledger, desk.project_id) == desk.version_id  # the one with a target


def test_before_anything_is_read_the_table_is_empty(desk: Desk) -> None:
    source = BudgetSource(desk.ledger, project_id=desk.project_id)
    assert (len(source.ids(Query())), source.page([b"x" * 16], ["name"]), source.totals(Query(), ["target_fen"])) == (
        0,
        {},
        {},
    )


def test_lines_on_no_activity_have_no_percentage(desk: Desk) -> None:
    assert np.isnan(desk.budget.done[desk.budget.place(desk.line("计日工"))])
    loads = desk.ledger.ids("line_load")
    with desk.ledger.changeset("清") as made:
        made.delete("line_load", loads)
    budget = desk.load()
    assert budget.earned is None
    assert np.isnan(budget.done).all()


@pytest.mark.parametrize(
    ("saved", "counted", "tone"),
    [(None, None, "text2"), (0, 100, "text2"), (5, 100, "ok"), (-3, 100, "warn"), (-4, 100, "crit"), (-1, 0, "crit")],
)
def test_what_is_lost_is_red_from_four_percent(saved: int | None, counted: int | None, tone: str) -> None:
    assert saving_tone(saved, counted) == tone


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.lists(st.integers(0, 10**10), min_size=4, max_size=4))
def test_what_follows_from_a_price_ties(quantity: int, price: int, parts: list[int]) -> None:
    names = ("labour_fen", "material_fen", "machine_fen", "subcontract_fen")
    old = {"quantity": quantity, "target_fen": sum(parts), **dict(zip(names, parts, strict=True))}
    found = derived(old, {"target_unit_price": price})
    target = found.get("target_fen", old["target_fen"])
    assert target == amount_of(TenThousandth(quantity), TenThousandth(price))
    if sum(parts) and "target_fen" in found:
        assert sum(int(str({**old, **found}[name])) for name in names) == target
