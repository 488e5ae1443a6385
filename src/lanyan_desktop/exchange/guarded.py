"""What is looked at before a plan file of another program is parsed: is it there, will it fit in memory."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.schedule.calendar import FIRST_DAY, LAST_DAY
from lanyan_desktop.core.values import MINUTES_PER_DAY, Instant
from lanyan_desktop.kit.errors import LanyanError

LARGEST_FILE = 256 << 20
"""A plan of 100,000 activities with their assignments takes about 200 MB as MS Project writes it."""
MOST_ACTIVITIES = 200_000
MOST_LINKS = 1_000_000
MOST_EXCEPTIONS = 20_000
LONGEST_MIN = 100 * 366 * MINUTES_PER_DAY
DEEPEST = 100


def check_size(path: Path) -> int:
    """The size in bytes of a file that may be read.

    Raises:
        LanyanError: plan_file.missing, plan_file.empty, plan_file.too_large.
    """
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise LanyanError("plan_file.missing", file=path.name, detail=error.strerror or str(error)) from error
    if size == 0:
        raise LanyanError("plan_file.empty", file=path.name)
    if size > LARGEST_FILE:
        limit = f"{LARGEST_FILE >> 20} MB"
        raise LanyanError("plan_file.too_large", file=path.name, size=f"{size >> 20} MB", limit=limit)
    return size


def check_date(instant: int, *, text: str, at: str) -> Instant:
    """A moment that calendars reach.

    Raises:
        LanyanError: plan_file.date.
    """
    if not FIRST_DAY * MINUTES_PER_DAY <= instant <= (LAST_DAY - 366) * MINUTES_PER_DAY:
        raise LanyanError("plan_file.date", text=text[:40], at=at)
    return Instant(instant)


def check_duration(minutes: int, *, text: str, at: str) -> int:
    """A duration a plan can have.

    Raises:
        LanyanError: plan_file.negative, plan_file.duration.
    """
    if minutes < 0:
        raise LanyanError("plan_file.negative", text=text[:40], at=at)
    if minutes > LONGEST_MIN:
        raise LanyanError("plan_file.duration", text=text[:40], at=at)
    return minutes
