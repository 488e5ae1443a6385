"""What a claim for more time comes to: by the network, with and without the delays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyan_desktop.core.records.plan import DelayCause
from lanyan_desktop.core.values import Day, Id, Value, day_of
from lanyan_desktop.services.attachments import attach_file
from lanyan_desktop.services.schedule.baselines import set_baseline
from lanyan_desktop.services.schedule.checks import load_checks, put_check
from lanyan_desktop.services.schedule.claim import Claim, make_claim
from tests.services.schedule.conftest import Site

_DAY = 480


def _lengthen(site: Site, **days: int) -> None:
    """Works of so many days; C and D stand beside the chain A → B."""
    with site.ledger.changeset("工期") as edit:
        for name, count in days.items():
            edit.set("activity", site.id_of(name), duration_min=count * _DAY)


def _tell(site: Site, name: str, day: str, **values: Value) -> Id:
    at = Day(day_of(date.fromisoformat(day)))
    with site.ledger.changeset("检查") as edit:
        put_check(
            edit, load_checks(site.ledger, site.project_id), project_id=site.project_id,
            activity_id=site.id_of(name), day=at, **values,
        )  # fmt: skip
    return load_checks(site.ledger, site.project_id).records[at, site.id_of(name)].id


def _look_from(site: Site, day: str) -> None:
    with site.ledger.changeset("数据日期") as edit:
        edit.set("project", site.project_id, data_day=day_of(date.fromisoformat(day)))


def _claim(site: Site) -> Claim:
    return make_claim(site.view)


def _ready(site: Site) -> None:
    """A 5 days, then B 5 days; C 8 days beside them: float 2."""
    _lengthen(site, A=5, B=5, C=8, D=1)
    set_baseline(site.ledger, project_id=site.project_id, name="基准")


def test_a_delay_on_the_chain_moves_the_finish_and_one_within_a_float_does_not(site: Site) -> None:
    _ready(site)
    _tell(site, "A", "2025-03-12", late_min=3 * _DAY, cause="业主", evidence="图纸未到")
    _tell(site, "C", "2025-03-12", late_min=2 * _DAY, cause="天气")
    found = _claim(site)
    assert found.days == 3
    by_name = {str(site.view.loaded.columns["name"][delay.row]): delay for delay in found.delays}
    assert (by_name["A"].own, by_name["A"].alone_days, by_name["A"].evidence) == (3 * _DAY, 3, "图纸未到")
    assert (by_name["C"].own, by_name["C"].alone_days) == (2 * _DAY, 0)


def test_delays_beside_each_other_do_not_add_up(site: Site) -> None:
    _ready(site)
    _tell(site, "A", "2025-03-12", late_min=3 * _DAY, cause="业主")
    _tell(site, "C", "2025-03-12", late_min=5 * _DAY, cause="天气")
    found = _claim(site)
    assert [delay.alone_days for delay in found.claimed] == [3, 3]
    assert found.days == 3


def test_what_a_work_inherited_is_not_counted_again(site: Site) -> None:
    _ready(site)
    _tell(site, "A", "2025-03-14", late_min=3 * _DAY, cause="业主")
    _tell(site, "B", "2025-03-18", late_min=4 * _DAY, cause="设计")
    found = _claim(site)
    assert [delay.own for delay in found.delays] == [3 * _DAY, 1 * _DAY]
    assert found.days == 4


def test_the_builders_own_delays_are_shown_but_not_claimed(site: Site) -> None:
    _ready(site)
    _tell(site, "A", "2025-03-11", late_min=1 * _DAY, cause="劳务")
    _tell(site, "A", "2025-03-12", late_min=3 * _DAY, cause="天气", evidence="暴雨")
    found = _claim(site)
    assert [(delay.cause, delay.own, delay.is_claimed) for delay in found.delays] == [
        ("劳务", 1 * _DAY, False),
        ("天气", 2 * _DAY, True),
    ]
    assert found.days == 2
    assert found.full_finish - found.planned_finish == 3
    assert make_claim(site.view, causes={"劳务", "天气"}).days == 3


def test_checks_of_one_cause_are_one_delay_with_its_papers_and_none_is_counted_twice(
    site: Site, tmp_path: Path
) -> None:
    _ready(site)
    first = _tell(site, "A", "2025-03-11", late_min=1 * _DAY, cause="天气", evidence="暴雨")
    second = _tell(site, "A", "2025-03-13", late_min=2 * _DAY, cause="天气", evidence="积水")
    for check, name in ((first, "气象证明.pdf"), (second, "照片.jpg")):
        (tmp_path / name).write_bytes(b"x")
        attach_file(site.ledger, owner_kind="progress_check", owner_id=check, path=tmp_path / name)
    (delay,) = _claim(site).delays
    assert (delay.own, delay.evidence, list(delay.papers)) == (2 * _DAY, "暴雨；积水", ["气象证明.pdf", "照片.jpg"])
    assert delay.last - delay.first == 2


def test_at_the_data_date_lateness_is_as_it_is_now(site: Site) -> None:
    _ready(site)
    _look_from(site, "2025-03-12")  # three days gone, nothing done
    found = _claim(site)
    assert {delay.cause for delay in found.delays} == {None}
    assert found.days == 0
    _tell(site, "A", "2025-03-12", cause="业主")
    assert _claim(site).days == 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    told=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["业主", "天气", "劳务"])), min_size=4, max_size=4),
)
def test_more_causes_never_claim_less_and_no_delay_claims_more_than_it_lost(
    site: Site, days: list[int], told: list[tuple[int, str]]
) -> None:
    _lengthen(site, **dict(zip("ABCD", days, strict=True)))
    for name, (late, cause) in zip("ABCD", told, strict=True):
        _tell(site, name, "2025-03-12", late_min=late * _DAY, cause=cause)
    view = site.view
    one, two = make_claim(view, causes={"业主"}), make_claim(view, causes={"业主", "天气"})
    all_ = make_claim(view, causes=set(get_args(DelayCause)))
    assert 0 <= one.days <= two.days <= all_.days == all_.full_finish - all_.planned_finish
    for claim in (one, two, all_):
        lost = {delay.row: delay.own // _DAY for delay in claim.claimed}
        assert max((delay.alone_days for delay in claim.claimed), default=0) <= claim.days <= sum(lost.values())
        assert all(delay.alone_days <= lost[delay.row] for delay in claim.claimed)


def test_the_sample_claims_its_delay(sample: Site) -> None:
    found = make_claim(sample.view, causes=set(get_args(DelayCause)))
    assert found.days <= found.full_finish - found.planned_finish
    assert found.full_finish - found.planned_finish >= 15
