"""The whole numbers that Project knows calendars, tasks and resources by."""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.core.schedule.exchanged import (
    ROUND_THE_CLOCK,
    ExchangedCalendar,
    ExchangedPlan,
)


class Numbers:
    """Uids as MS Project wants them: integers. Those of the file stay where they are integers."""

    def __init__(self, source: ExchangedPlan) -> None:
        self.tasks = _integers([activity.uid for activity in source.activities])
        self.resources = dict(
            zip((r.uid for r in source.resources), _integers([r.uid for r in source.resources]), strict=True)
        )
        self.calendars = list(source.calendars)
        if any(activity.calendar == ROUND_THE_CLOCK for activity in source.activities):
            self.calendars.append(
                ExchangedCalendar(uid=ROUND_THE_CLOCK, name="24 小时", week=("00:00-24:00",) * 7, day_min=1440)
            )
        wanted = _integers([calendar.uid for calendar in self.calendars])
        self.calendar = dict(zip((c.uid for c in self.calendars), wanted, strict=True))
        self.project_calendar = self.calendar.get(source.calendar, wanted[0] if wanted else 1)
        used = set(wanted)
        fresh = max(used, default=0) + 1
        self.resource_calendar: dict[str, int] = {}
        for resource in source.resources:  # whose hours differ has a calendar of its own, based on another
            if resource.calendar in self.calendar and resource.type != "材料":
                self.resource_calendar[resource.uid] = fresh
                fresh += 1


def _integers(uids: Sequence[str]) -> list[int]:
    """Each uid as a number if all are different numbers; else places, from 1."""
    plain = [int(uid) for uid in uids if uid.isascii() and uid.isdecimal() and len(uid) < 10]
    if len(plain) == len(uids) and len(set(plain)) == len(plain):
        return plain
    return list(range(1, len(uids) + 1))
