"""Random networks beside MPXJ's MicrosoftScheduler: every start and finish equal, or explained."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from lanyan_desktop.core.records.plan import ConstraintType, RelationType
from lanyan_desktop.core.schedule.calendar import DayException
from lanyan_desktop.core.schedule.exchanged import (
    ExchangedActivity,
    ExchangedCalendar,
    ExchangedLink,
    ExchangedPlan,
)
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, compute_exchanged
from lanyan_desktop.core.values import Day, Instant, day_of, instant_of
from lanyan_desktop.exchange.msproject.writer import write_mspdi
from tests.oracles.asking_mpxj import Json, run_mpxj

START = instant_of(datetime(2025, 3, 10, 8))
SHIFT = "08:00-12:00,13:00-17:00"
RELATIONS: tuple[RelationType, ...] = ("FS", "FS", "FS", "SS", "FF", "SF")
LIMITS: tuple[ConstraintType, ...] = ("不得早于…开始", "不得早于…完成", "必须开始于")
CASES = 25


def random_plan(seed: int) -> ExchangedPlan:
    """Forty works with a holiday, several calendars, all relations, working lags and leads, some limits."""
    chance = random.Random(seed)
    first = Day(day_of(datetime(2025, 3, 10).date()) + chance.randrange(5, 40))
    off = DayException(first, Day(first + chance.randrange(1, 6)), "", "停工")
    calendars = [
        ExchangedCalendar(uid="1", name="五天制", week=(*(SHIFT,) * 5, "", ""), exceptions=(off,)),
        ExchangedCalendar(uid="2", name="七天制", week=(SHIFT,) * 7),
    ]
    has_two = seed % 3 == 0
    activities = [_work(chance, uid, has_two=has_two, has_limits=seed % 2 == 0) for uid in range(1, 41)]
    links = []
    for after in range(1, len(activities)):
        for before in chance.sample(range(after), k=min(after, chance.choice((1, 1, 2)))):
            lag = chance.choice((0, 0, 0, 480, 960, -480, 240))
            links.append(ExchangedLink(before=before, after=after, type=chance.choice(RELATIONS), lag=lag))
    return ExchangedPlan(
        format="MSPDI",
        lag_calendar="紧后工作日历",
        name=f"随机 {seed}",
        start=START,
        calendar="1",
        calendars=calendars,
        activities=activities,
        links=links,
    )


def _work(chance: random.Random, uid: int, *, has_two: bool, has_limits: bool) -> ExchangedActivity:
    work = ExchangedActivity(
        uid=str(uid),
        name=f"工作{uid}",
        duration_min=chance.choice((0, 240, 480, 480, 960, 2400, 4800)),
        calendar="2" if has_two and chance.random() < 0.3 else "",
    )
    if has_limits and chance.random() < 0.15:
        hour = chance.choice((8, 17))
        at = Instant(START + 1440 * chance.randrange(60) + (hour - 8) * 60)
        return replace(work, constraint=chance.choice(LIMITS), constraint_at=at)
    return work


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[ComputedPlan, Json]]:
    folder = tmp_path_factory.mktemp("random")
    computed = [compute_exchanged(random_plan(seed)) for seed in range(CASES)]
    files: list[Path] = []
    for seed, plan in enumerate(computed):
        files.append(folder / f"{seed}.xml")
        write_mspdi(files[-1], plan, saved_at=datetime(2025, 1, 1))
    return list(zip(computed, run_mpxj(files, is_scheduling=True), strict=True))


def differences(computed: ComputedPlan, theirs: Json) -> list[tuple[int, str, int]]:
    """Activities whose start or finish lies elsewhere in working time: place, field, working minutes."""
    found = []
    for at, activity in enumerate(computed.source.activities):
        for field, column in (("start", computed.schedule.start), ("finish", computed.schedule.finish)):
            moment = instant_of(datetime.fromisoformat(theirs["tasks"][activity.uid][field]))
            apart = computed.calendar_of(at).between(moment, Instant(int(column[at])))
            if apart:
                found.append((at, field, apart))
    return found


def roots(computed: ComputedPlan, found: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """The differences that no predecessor's difference brings about: a slip travels along the relations."""
    differing = {at for at, _, _ in found}
    behind = {link.after for link in computed.links if link.before in differing}
    return [one for one in found if one[0] not in behind]


def reason(computed: ComputedPlan, theirs: Json, at: int) -> str:
    """Why a root differs; "" where it may not."""
    start = instant_of(datetime.fromisoformat(theirs["tasks"][computed.source.activities[at].uid]["start"]))
    if start < START:
        return "MPXJ lets SF relations and leads draw work before the project's start; here nothing starts before it"
    return ""


def test_every_date_is_that_of_mpxj_or_explained(pairs: list[tuple[ComputedPlan, Json]]) -> None:
    unexplained, equal = [], 0
    for seed, (computed, theirs) in enumerate(pairs):
        assert "error" not in theirs, theirs
        found = differences(computed, theirs)
        equal += 2 * len(computed.source.activities) - len(found)
        unexplained += [(seed, *one) for one in roots(computed, found) if not reason(computed, theirs, one[0])]
    assert unexplained == []
    assert equal > CASES * 40  # most of all dates: else the explanation has become the rule
