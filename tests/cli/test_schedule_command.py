"""`lanyan schedule`: any plan, as JSON and for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.cli.main import main
from tests.shared import shared_file

FIELDS = {
    "id", "wbs", "name", "kind", "start", "finish", "early_start", "early_finish", "late_start", "late_finish",
    "total_float_min", "free_float_min", "critical", "driving",
}  # fmt: skip


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("name", ["commercial_construction.from_mpp.xml", "MDL4D.xer", "HouseBuildingSample.gan"])
def test_a_file_of_another_program(capsys: pytest.CaptureFixture[str], name: str) -> None:
    found = run(capsys, "schedule", str(shared_file(f"schedules/{name}")), "--compare")
    assert {"activities", "finish", "cycles", "warnings", "seconds", "compared"} <= set(found)
    assert all(set(activity) == FIELDS for activity in found["activities"])
    assert found["start_equal"] == found["finish_equal"] == found["compared"] > 0
    stored = json.loads(shared_file(f"schedules/{name}.stored.json").read_text())["tasks"]
    assert {activity["id"] for activity in found["activities"]} == set(stored)
    assert all(one["reason"] for one in found["differences"])


def test_import_and_export_by_the_same_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ledger, out = tmp_path / "a.lanyan", tmp_path / "out.xml"
    run(capsys, "new", str(ledger))
    done = run(capsys, "import", "plan", str(ledger), str(shared_file("schedules/MDL4D.xer")))
    assert (done["records"], done["relations"], done["start_equal"]) == (68, 87, 62)
    planned = run(capsys, "schedule", str(ledger))
    assert run(capsys, "export", "plan", str(ledger), str(out))["rows"] == 68
    back = run(capsys, "schedule", str(out), "--compare")
    assert (back["finish"], back["start_equal"]) == (planned["finish"], 68)
    assert run(capsys, "export", "plan", str(ledger), str(tmp_path / "out.xlsx"))["rows"] == 68
    sheet = run(capsys, "schedule", str(tmp_path / "out.xlsx"))
    assert len(sheet["activities"]) == 68


def test_what_is_no_plan_is_refused_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<html/>", encoding="utf-8")
    assert main(["schedule", str(path)]) == 1
    assert "不是认得的计划文件" in capsys.readouterr().err


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", str(shared_file("schedules/commercial_construction.from_mpp.xml")), "--compare"]) == 0
    out = capsys.readouterr().out
    assert "2001-04-26 完成" in out
    assert "开始：文件里 146 个，相同 146 个" in out
