"""Alarms with cause and driving path, suggestions, and the forecast of the sample."""

from __future__ import annotations

from datetime import date

from lanyan_desktop.core.values import Fen, Minutes, day_of
from lanyan_desktop.services.schedule.alarms import Alarms, suggest
from lanyan_desktop.services.schedule.baselines import set_baseline
from lanyan_desktop.services.schedule.forecast import forecast
from lanyan_desktop.services.schedule.risk import run_risk
from tests.services.schedule.conftest import Site


def test_the_sample_is_late_because_of_what_lags(sample: Site) -> None:
    alarms = Alarms(sample.view)
    kinds = {alarm.kind for alarm in alarms.found}
    assert {"required", "baseline"} <= kinds
    (worst,) = [alarm for alarm in alarms.found if alarm.kind == "required"]
    assert worst.minutes == 15 * 480
    path = alarms.path_of(worst)
    assert path[-1] == worst.row
    assert "机房层及屋面构架" in [alarms.name_of(row) for row in path]
    assert "落后" in alarms.cause_of(worst)


def test_an_alarm_says_what_drives_it(site: Site) -> None:
    assert Alarms(site.view).found == []
    set_baseline(site.ledger, project_id=site.project_id, name="基准")
    with site.ledger.changeset("A 变长") as edit:
        edit.set("activity", site.id_of("A"), duration_min=Minutes(3 * 480))
    alarms = Alarms(site.view)
    late = {alarms.name_of(alarm.row): alarm for alarm in alarms.found}
    assert set(late) == {"A", "B"}
    assert late["B"].minutes == 2 * 480
    assert [alarms.name_of(row) for row in alarms.path_of(late["B"])] == ["A", "B"]
    assert alarms.cause_of(late["B"]) == "从「A」起晚于基准 2 天"


def test_what_to_shorten_to_reach_the_required_finish(site: Site) -> None:
    assert suggest(site.ledger, site.view) is None
    with site.ledger.changeset("要求") as edit:
        edit.set("project", site.project_id, required_finish_day=day_of(date(2025, 3, 13)))
        edit.set(
            "activity",
            site.id_of("A"),
            duration_min=Minutes(4 * 480),
            crash_min=Minutes(2 * 480),
            crash_fen_per_day=Fen(100_00),
        )
        edit.set("activity", site.id_of("B"), duration_min=Minutes(2 * 480))
    view = site.view
    made = suggest(site.ledger, view)
    assert made is not None
    assert [(view.loaded.columns["name"][one.row], one.minutes, one.cost_fen) for one in made.crashes] == [
        ("A", 2 * 480, 200_00)
    ]
    assert made.is_enough


def test_the_forecast_of_the_sample_is_a_range_with_reasons(sample: Site) -> None:
    risk = run_risk(sample.ledger, project_id=sample.project_id, runs=50, seed=1)
    found = forecast(sample.view, risk=risk)
    assert [one.name for one in found.estimates] == ["逻辑关系", "挣得进度", "班组工效", "模拟"]
    assert found.first <= sample.view.schedule.project_finish <= found.last
    assert all(one.reason and one.first <= one.last for one in found.estimates)
    assert found.reason
