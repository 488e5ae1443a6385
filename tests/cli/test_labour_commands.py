"""`lanyan labour`: what a month comes to, to the 分, on the sample project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lanyan_desktop.cli.main import main
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.services.labour.paying import agree_payroll
from lanyan_desktop.services.projects import need_project
from lanyan_desktop.store.ledger import Ledger
from tests.cli.test_commands import run


@pytest.fixture
def sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    ledger = tmp_path / "样例.lanyan"
    assert run(capsys, "new", ledger, "--sample")[0] == 0
    return ledger


def asked(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    status, found, _ = run(capsys, "labour", *words, "--month", "2025-11")
    assert status == 0
    return found


def test_slips_of_a_month_come_to_the_same_however_they_are_summed(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for by in ("team", "worker", "trade", "bearer", "activity", "place"):
        found = asked(capsys, "summary", sample, "--by", by)
        assert (found["slips"], found["days"], found["total"]) == (24, "78.000", "25240.00")
        assert (found["by"], len(found["groups"]) > 0) == (by, True)
        days = [group["days"] for group in found["groups"]]
        assert sum(round(float(one) * 1000) for one in days) == 78_000
    assert asked(capsys, "summary", sample)["by"] == "team"
    months = asked(capsys, "summary", sample, "--by", "month", "--to", "2026-01")
    assert [(one["key"], one["total"]) for one in months["groups"]] == [("2025-11", "25240.00")]
    assert (months["month"], months["to"]) == ("2025-11", "2026-01")
    part, place = (asked(capsys, "summary", sample, "--by", by) for by in ("part", "place"))
    assert part["groups"] == place["groups"]


def test_wages_of_a_month(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "payroll", sample)
    assert (found["workers"], found["days"], found["gross"]) == (40, "1131.250", "385181.25")
    assert (found["deductions"], found["advances"], found["net"]) == ("8976.00", "30000.00", "346205.25")
    assert len(found["lines"]) == 40
    assert main(["labour", "payroll", str(sample), "--month", "2025-11"]) == 0
    assert "实发 346,205.25" in capsys.readouterr().out


def test_what_is_no_month_is_refused_in_a_sentence(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said, err = run(capsys, "labour", "summary", sample, "--month", "冬月")
    assert (status, said["error"]) == (1, "month.unreadable")
    assert "冬月" in err


def test_a_correction_leaves_the_agreed_month_and_says_where_it_is_booked(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("labour", "correct", sample, "--worker", "W002", "--to", "9902.50", "--month", "2025-11")
    assert run(capsys, *words)[0] == 1
    with Ledger.open(sample, user="劳资员") as ledger:
        agree_payroll(ledger, project_id=need_project(ledger, code=None).id, month=Month(2025, 11))
    before = asked(capsys, "payroll", sample)
    assert before["arrears"] == before["net"] == "346205.25"
    status, found, _ = run(capsys, *words)
    assert (status, found) == (0, {"month": "2025-12", "items": 2, "stood": "9562.50", "right": "9902.50"})
    assert asked(capsys, "payroll", sample) == before
    assert run(capsys, *words)[1]["items"] == 0
