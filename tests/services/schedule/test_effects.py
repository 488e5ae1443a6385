"""What the front line does, in words, against the worked examples of the field (SCHEDULE.md §3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyan_desktop.core.schedule.progress import Effect
from lanyan_desktop.services.ledgers import create, using
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.services.schedule.effects import Lag, days_text, effect_text, lags_of, story_of, sum_front
from lanyan_desktop.services.schedule.view import load_view


@pytest.mark.parametrize(
    ("late", "total", "free", "effect", "words"),
    [
        (2, 2, 2, Effect(0, 0), "占自由时差 2/2 天，不影响紧后"),
        (1, 0, 0, Effect(480, 480), "使总工期推迟 1 天"),
        (3, 5, 1, Effect(960, 0), "紧后推迟 2 天，占总时差 3/5 天"),
    ],
)
def test_an_effect_in_words(late: int, total: int, free: int, effect: Effect, words: str) -> None:
    assert effect_text(Lag(0, late * 480, total * 480, free * 480, effect), 480) == words


def test_days_carry_one_tenth_at_most() -> None:
    assert [days_text(minutes, 480) for minutes in (0, 48, 480, 700, -480)] == ["0", "0.1", "1", "1.5", "−1"]


def test_the_sum_says_what_the_single_lags_say(tmp_path: Path) -> None:
    create(tmp_path / "a.lanyan")
    with using(tmp_path / "a.lanyan") as ledger:
        build_sample(ledger)
        view = load_view(ledger, ledger.ids("project")[0])
    lags, front = lags_of(view), sum_front(view)
    moving = [lag for lag in lags if lag.effect.project > 0]
    assert (front.lagging, front.moving) == (len(lags), len(moving))
    assert (front.delay, front.worst) == (moving[0].effect.project, moving[0].row)  # the most, never the sum
    assert story_of(view) == (
        "检查日 2025-11-30：13 项落后，其中 2 项影响总工期，预计推迟 15 天（最多的是“机房层及屋面构架”）。"
    )
