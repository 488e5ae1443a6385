"""Undo and redo: from the log, also after a restart, and refused by name where a later change stands in the way."""

from __future__ import annotations

import random

import pytest

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.digest import digests
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine
from tests.store.conftest import Opener


def name_of(ledger: Ledger, project_id: Id) -> object:
    return ledger.page("project", [project_id], ["name"])[project_id][0]


def rename(ledger: Ledger, project_id: Id, name: str) -> None:
    with ledger.changeset(f"改名为{name}") as edit:
        edit.set("project", project_id, name=name)


def test_every_step_back_and_forth_also_on_one_cell(ledger: Ledger, project_id: Id) -> None:
    for name in "甲乙丙":
        rename(ledger, project_id, name)
    back = [(ledger.undo(), name_of(ledger, project_id)) for _ in range(3)]
    assert back == [("改名为丙", "乙"), ("改名为乙", "甲"), ("改名为甲", "一号楼")]
    forth = [(ledger.redo(), name_of(ledger, project_id)) for _ in range(3)]
    assert forth == [("改名为甲", "甲"), ("改名为乙", "乙"), ("改名为丙", "丙")]
    assert ledger.redo() is None
    intents = [entry.intent for entry in ledger.log(limit=6)]
    assert intents == [
        "重做 改名为丙",
        "重做 改名为乙",
        "重做 改名为甲",
        "撤销 改名为甲",
        "撤销 改名为乙",
        "撤销 改名为丙",
    ]


def test_it_works_after_a_restart(opened: Opener, ledger: Ledger, project_id: Id) -> None:
    rename(ledger, project_id, "甲")
    rename(ledger, project_id, "乙")
    ledger.undo()
    ledger.close()
    again = opened()
    assert again.undo() == "改名为甲"
    again.close()
    third = opened()
    assert (third.redo(), third.redo(), third.redo()) == ("改名为甲", "改名为乙", None)
    assert name_of(third, project_id) == "乙"


def test_a_new_change_ends_what_could_be_redone(ledger: Ledger, project_id: Id) -> None:
    rename(ledger, project_id, "甲")
    ledger.undo()
    rename(ledger, project_id, "乙")
    assert ledger.redo() is None
    assert ledger.undo() == "改名为乙"


def test_everything_a_changeset_did_is_one_step(ledger: Ledger, project_id: Id, team_id: Id) -> None:
    before = digests(ledger._db)
    with ledger.changeset("混合") as edit:
        worker = edit.insert("worker", project_id=project_id, number="1", name="张三")
        edit.set("worker", worker, team_id=team_id, name="张三丰")
        edit.set("project", project_id, name="二号楼")
        edit.delete("team", [team_id])
    after = values(ledger)
    ledger.undo()
    assert (ledger.count("worker"), ledger.count("team"), name_of(ledger, project_id)) == (0, 1, "一号楼")
    ledger.redo()
    assert values(ledger) == after
    assert digests(ledger._db) != before


def values(ledger: Ledger) -> list[object]:
    fields = {"worker": ["name", "team_id"], "project": ["name"], "team": ["name"]}
    return [sorted(ledger.columns(kind, ["id", *names]), key=repr) for kind, names in fields.items()]


@pytest.mark.parametrize("seed", range(12))
def test_any_walk_back_gives_the_values_of_before(ledger: Ledger, project_id: Id, team_id: Id, seed: int) -> None:
    draw = random.Random(seed)
    states = [values(ledger)]
    rows: list[Id] = []
    for step in range(12):
        with ledger.changeset(f"第{step}步") as edit:
            live = [id for id in rows if id in set(ledger.ids("worker"))]
            roll = draw.random()
            if roll < 0.4 or not live:
                rows.append(edit.insert("worker", project_id=project_id, number=str(step), name=f"工人{step}"))
            elif roll < 0.7:
                edit.set("worker", draw.choice(live), name=f"改{step}", team_id=draw.choice([None, team_id]))
            elif roll < 0.85:
                edit.set_many("worker", "name", live, [f"批{step}-{n}" for n in range(len(live))])
            else:
                edit.delete("worker", [draw.choice(live)])
        states.append(values(ledger))
    for state in reversed(states[:-1]):
        assert ledger.undo() is not None
        assert values(ledger) == state
    for state in states[1:]:
        assert ledger.redo() is not None
        assert values(ledger) == state


def test_a_colleagues_later_change_stands_in_the_way_by_name(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    rename(ledger, project_id, "甲")
    other = opened("分部", user="李工", on=Machine(machine.folder.with_name("other"), "分部电脑"))
    other.receive(ledger.since({}))
    with other.changeset("李工改名") as edit:
        edit.set("project", project_id, name="李工的楼")
    ledger.receive(other.since(ledger.vector()))
    with pytest.raises(LanyanError) as raised:
        ledger.undo()
    assert raised.value.code == "undo.blocked"
    assert sentence(raised.value).startswith("不能撤销“改名为甲”：工程“李工的楼”的“工程名称”后来被李工改过")
    assert name_of(ledger, project_id) == "李工的楼"


def test_a_new_record_somebody_went_on_with_is_not_taken_back(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    with ledger.changeset("新增班组") as edit:
        team = edit.insert("team", project_id=project_id, name="木工班")
    other = opened("分部", user="李工", on=Machine(machine.folder.with_name("other"), "分部电脑"))
    other.receive(ledger.since({}))
    with other.changeset("填班组长") as edit:
        edit.set("team", team, leader="李工")
    ledger.receive(other.since(ledger.vector()))
    with pytest.raises(LanyanError) as raised:
        ledger.undo()
    assert raised.value.params["field"] == "班组长"
    assert ledger.count("team") == 1


def test_what_a_colleague_set_back_to_my_value_may_be_undone_only_by_him(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    rename(ledger, project_id, "甲")
    other = opened("分部", user="李工", on=Machine(machine.folder.with_name("other"), "分部电脑"))
    other.receive(ledger.since({}))
    for name in ("乙", "甲"):
        with other.changeset("李工改名") as edit:
            edit.set("project", project_id, name=name)
    ledger.receive(other.since(ledger.vector()))
    with pytest.raises(LanyanError):
        ledger.undo()


def test_nothing_to_undo_is_no_error(ledger: Ledger) -> None:
    assert ledger.undo() is None
    assert ledger.redo() is None
    assert ledger.log() == []


def test_an_undo_that_is_refused_can_be_tried_again(
    opened: Opener, ledger: Ledger, project_id: Id, machine: Machine
) -> None:
    test_a_colleagues_later_change_stands_in_the_way_by_name(opened, ledger, project_id, machine)
    before = ledger.log(limit=1)
    with pytest.raises(LanyanError):
        ledger.undo()
    assert ledger.log(limit=1) == before
    rename(ledger, project_id, "丙")
    assert ledger.undo() == "改名为丙"
    assert name_of(ledger, project_id) == "李工的楼"
