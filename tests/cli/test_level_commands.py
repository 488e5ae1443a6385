"""`lanyan level` and `lanyan risk`, as data and for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.cli.main import main
from lanyan_desktop.core.values import day_of
from lanyan_desktop.services.projects import create_project
from lanyan_desktop.services.schedule.structure import insert_activity, link
from lanyan_desktop.store.ledger import Ledger
from tests.shared import shared_file


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Three works of a day, A → C; A and B need the same crane."""
    from datetime import date

    path = tmp_path / "plan.lanyan"
    with Ledger.create(path, user="张工", synchronous="NORMAL") as ledger:
        project_id = create_project(ledger, name="小楼")
        with ledger.changeset("开工") as edit:
            edit.set("project", project_id, start_day=day_of(date(2025, 3, 10)))
        made = [insert_activity(ledger, project_id=project_id, name=name) for name in "ABC"]
        link(ledger, project_id=project_id, ids=[made[0], made[2]])
        with ledger.changeset("塔吊") as edit:
            crane = edit.insert("resource", project_id=project_id, name="塔吊", type="机械", unit="台")
            for one in made[:2]:
                edit.insert("assignment", project_id=project_id, activity_id=one, resource_id=crane)
    return path


def test_level_lists_first_and_writes_only_when_told(capsys: pytest.CaptureFixture[str], plan: Path) -> None:
    found = run(capsys, "level", str(plan))
    assert (found["makespan"], found["cpm_length"]) == (960, 960)
    assert [(move["name"], move["late_min"]) for move in found["moved"]] == [("B", 480)]
    assert found["over_allocated"] == []
    before = run(capsys, "schedule", str(plan))
    assert before["activities"][1]["start"] == "2025-03-10T08:00"
    run(capsys, "level", str(plan), "--apply")
    after = run(capsys, "schedule", str(plan))
    assert after["activities"][1]["start"] == "2025-03-11T08:00"


def test_level_of_a_psplib_file(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "level", str(shared_file("psplib/j30/j301_1.sm")))
    assert found["cpm_length"] == 38
    assert 43 <= found["makespan"] <= 45
    assert len(found["starts"]) == 32


def test_risk_is_told_by_its_percentiles(capsys: pytest.CaptureFixture[str], plan: Path) -> None:
    found = run(capsys, "risk", str(plan), "--runs", "60", "--seed", "3")
    assert found == run(capsys, "risk", str(plan), "--runs", "60", "--seed", "3")
    text = json.dumps(found)
    assert all(word in text.lower() for word in ("p10", "p50", "p80", "p90"))


def test_for_people(capsys: pytest.CaptureFixture[str], plan: Path) -> None:
    assert main(["level", str(plan)]) == 0
    assert "等塔吊（「A」占用）" in capsys.readouterr().out
    assert main(["risk", str(plan), "--runs", "20"]) == 0
    assert "P80" in capsys.readouterr().out
