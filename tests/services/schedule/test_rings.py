"""Links that two offices drew against each other, not knowing: the plan computes, and people are told."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.schedule.loading import load_plan
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.machine import Machine


def link(ledger: Ledger, project: Id, one: Id, other: Id) -> Id:
    with ledger.changeset("连线") as edit:
        return edit.insert("relation", project_id=project, predecessor_id=one, successor_id=other)


def meet(one: Ledger, other: Ledger) -> None:
    one.receive(list(other.since(one.vector())))
    other.receive(list(one.since(other.vector())))


def test_opposite_links_drawn_apart_leave_a_plan_that_computes_alike_on_both(tmp_path: Path) -> None:
    with (
        Ledger.create(tmp_path / "a.lanyan", machine=Machine(tmp_path / "ma", "a"), synchronous="OFF") as a,
        Ledger.create(tmp_path / "b.lanyan", machine=Machine(tmp_path / "mb", "b"), synchronous="OFF") as b,
    ):
        with a.changeset("新建") as edit:
            project = edit.insert("project", code="P", name="工程")
            dig, pour, cure = (
                edit.insert("activity", project_id=project, name=name, wbs=str(n), duration_min=480, rank=str(n))
                for n, name in enumerate(("挖土", "浇筑", "养护"))
            )
        meet(b, a)
        first = link(a, project, dig, pour)
        also = link(a, project, pour, cure)
        later = link(b, project, cure, dig)
        assert load_plan(a, project).network.cycles == load_plan(b, project).network.cycles == ()
        meet(a, b)
        plans = [load_plan(ledger, project) for ledger in (a, b)]
        assert [plan.network.cycles for plan in plans] == [(), ()]
        left_out = {first, also, later} - set(plans[0].relation_ids)
        assert len(left_out) == 1
        assert set(plans[0].relation_ids) == set(plans[1].relation_ids)
        assert len(plans[0].plan.links) == 2
        told = [(c.what, c.row) for c in a.conflicts(project_id=project)]
        assert told == [(c.what, c.row) for c in b.conflicts(project_id=project)]
        assert told == [("cycle", *left_out)]
        again = load_plan(a, project, before=plans[0], keeps_relations=True)
        assert again.relation_ids == plans[0].relation_ids
        a.resolve(a.conflicts()[0].id, take=2)  # another link of the ring goes: the one left out counts again
        meet(a, b)
        healed = load_plan(b, project)
        assert left_out <= set(healed.relation_ids)
        assert len(healed.relation_ids) == 2
        assert (healed.network.cycles, b.conflict_count()) == ((), 0)


def test_a_ring_that_one_office_closed_knowingly_is_shown_as_one(tmp_path: Path) -> None:
    with (
        Ledger.create(tmp_path / "a.lanyan", machine=Machine(tmp_path / "ma", "a"), synchronous="OFF") as a,
        Ledger.create(tmp_path / "b.lanyan", machine=Machine(tmp_path / "mb", "b"), synchronous="OFF") as b,
    ):
        with a.changeset("新建") as edit:
            project = edit.insert("project", code="P", name="工程")
            dig, pour = (
                edit.insert("activity", project_id=project, name=name, wbs=name, duration_min=480)
                for name in ("挖土", "浇筑")
            )
        link(a, project, dig, pour)
        meet(b, a)
        link(b, project, pour, dig)  # as an imported plan may
        meet(a, b)
        assert len(load_plan(a, project).network.cycles) == 1
