"""A slice of the campaign; the same seed tells the same story; and each planted bug is seen."""

from __future__ import annotations

import os

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.campaign import first_caught, run_seeds
from tests.simulation.scenario import run

SLICE = 3_000
CAMPAIGN = int(os.environ.get("LANYAN_SEEDS", "200000"))


@pytest.mark.timeout(3600)
def test_offices_at_bad_places_agree_and_lose_nothing(is_long: bool) -> None:
    result = run_seeds(range(CAMPAIGN if is_long else SLICE))
    assert result.failures == []
    met = result.count
    assert min(met.rivals, met.kept, met.suspended, met.void, met.faults) > 0  # it met what it is for


def test_one_seed_is_one_history() -> None:
    for seed in range(40):
        first, second = list[str](), list[str]()
        assert run(seed, trace=first) == run(seed, trace=second)
        assert first == second
        assert first


@pytest.mark.parametrize("bug", BUGS)
def test_planted_bugs_are_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, within = BUGS[bug]
    plant(monkeypatch)
    assert first_caught(range(within)) is not None, f"nobody noticed: {bug}"
