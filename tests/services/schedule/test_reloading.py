"""What is read again in part after an edit is what a whole reading gives."""

from __future__ import annotations

import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id, Minutes
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.schedule.editing import edit_cells
from lanyan_desktop.services.schedule.live import LivePlan
from lanyan_desktop.services.schedule.reloading import reload_rows
from lanyan_desktop.services.schedule.structure import insert_activity, move
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.store.ledger import Ledger
from tests.services.schedule.conftest import Site


def assert_same(part: PlanView, whole: PlanView) -> None:
    assert dict(part.loaded.columns) == dict(whole.loaded.columns)
    for a, b in (
        (part.loaded.plan, whole.loaded.plan),
        (part.schedule, whole.schedule),
        (part.as_planned, whole.as_planned),
    ):
        for field in fields(a):
            column = getattr(a, field.name)
            if isinstance(column, np.ndarray):
                assert np.array_equal(column, getattr(b, field.name)), field.name
    assert np.array_equal(part.outline.visible, whole.outline.visible)
    assert np.array_equal(part.behind, whole.behind)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_edits_read_in_part_as_in_whole(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with Ledger.create(tmp_path / "s.lanyan", synchronous="NORMAL") as ledger:
        project_id = build_sample(ledger)
        live, view = LivePlan(), load_view(ledger, project_id)
        partly = 0
        for _ in range(25):
            works = [row for row in range(len(view)) if not view.schedule.is_summary[row]]
            ids = [view.loaded.ids[row] for row in chance.sample(works, chance.choice([1, 1, 3]))]
            edits: list[tuple[str, int | str]] = [
                ("duration_min", 480 * chance.randint(1, 30)),
                ("done", 1_000 * chance.randint(0, 10)),
                ("first_day", 20_400 + chance.randint(0, 80)),
                ("name", f"改名 {chance.random()}"),
            ]
            name, value = chance.choice(edits)
            try:
                edit_cells(ledger, project_id=project_id, edits=[CellEdit(key, name, value) for key in ids])
            except LanyanError:
                continue
            partly += reload_rows(ledger, view.loaded, ids) is not None
            view = load_view(ledger, project_id, before=view, live=live, touched=ids)
            assert_same(view, load_view(ledger, project_id))
        assert partly > 5


def test_rows_that_came_moved_or_went_are_no_part(site: Site) -> None:
    before = site.view.loaded
    a, d = site.id_of("A"), site.id_of("D")
    assert reload_rows(site.ledger, before, [a]) is not None
    made: Id = insert_activity(site.ledger, project_id=site.project_id, name="E")
    assert reload_rows(site.ledger, before, [made]) is None
    move(site.ledger, project_id=site.project_id, ids=[d], down=False)
    assert reload_rows(site.ledger, before, [d]) is None
    with site.ledger.changeset("C 删除") as edit:
        edit.delete("activity", [site.id_of("C")])
    assert reload_rows(site.ledger, before, [before.ids[2]]) is None


def test_without_a_start_all_is_read(site: Site) -> None:
    with site.ledger.changeset("没有开工") as edit:
        edit.set("project", site.project_id, start_day=None)
    before, a = site.view.loaded, site.id_of("A")
    with site.ledger.changeset("A 变长") as edit:
        edit.set("activity", a, duration_min=Minutes(960))
    assert reload_rows(site.ledger, before, [a]) is None
