"""Plans made by a seed: works with all relations, lags and leads, some limits and a summary."""

from __future__ import annotations

import random

from lanyan_desktop.core.schedule.calendar import build_calendar
from lanyan_desktop.core.schedule.plan import (
    ELAPSED,
    FF,
    FS,
    NONE,
    SF,
    SS,
    START_FROM,
    WORKING,
    Plan,
    build_links,
    build_plan,
)
from lanyan_desktop.core.values import Instant

DAY = 480
START = Instant(29_000_160)
SEVEN = build_calendar()
SIX = build_calendar((*("08:00-12:00,13:00-17:00",) * 6, ""))


def random_plan(seed: int, *, is_plain: bool = False) -> Plan:
    """A plan of 8 to 40 works; plain: FS with lags of no days or some only, one calendar, no limits."""
    chance = random.Random(seed)
    count = chance.randrange(8, 41)
    kinds = (FS,) if is_plain else (FS, FS, FS, SS, FF, SF)
    lags = (0, 0, 0, DAY, 3 * DAY) if is_plain else (0, 0, 0, DAY, 3 * DAY, -DAY, -5 * DAY)
    rows = [
        (
            source,
            target,
            chance.choice(kinds),
            chance.choice(lags),
            chance.choice((WORKING, WORKING, ELAPSED)) if not is_plain else WORKING,
        )
        for target in range(1, count)
        for source in chance.sample(range(target), k=min(target, chance.choice((0, 1, 1, 2, 3))))
    ]
    limited = [not is_plain and chance.random() < 0.1 for _ in range(count)]
    return build_plan(
        [DAY * chance.choice((0, 1, 1, 2, 3, 5, 8)) for _ in range(count)],
        build_links(rows),
        calendars=[SEVEN, SIX],
        start=START,
        calendar=[int(not is_plain and seed % 3 == 0 and chance.random() < 0.3) for _ in range(count)],
        constraint=[START_FROM if one else 0 for one in limited],
        constraint_at=[START + 1440 * chance.randrange(40) if one else NONE for one in limited],
    )
