"""The sample project of the shared data as the engine takes it: the plan as made, and at its data date."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lanyan_desktop.core.schedule.calendar import DayException, Ints, WorkCalendar, build_calendar
from lanyan_desktop.core.schedule.plan import LAG_CODE, NONE, RELATION_CODE, Links, Plan, build_links, build_plan
from lanyan_desktop.core.schedule.relations import parse_predecessors
from lanyan_desktop.core.values import Instant, day_of

DAY = 480


@dataclass(frozen=True)
class Sample:
    rows: list[dict[str, Any]]
    calendar: WorkCalendar
    start: Instant
    data_date: Instant

    @property
    def begin(self) -> int:
        return self.calendar.count(self.start)

    def days(self, instants: Ints) -> list[float]:
        """Working days since the start of the project."""
        return [(count - self.begin) / DAY for count in self.calendar.count_at(instants).tolist()]

    def links(self) -> Links:
        place = {str(row["id"]): at for at, row in enumerate(self.rows)}
        return build_links(
            [
                (place[p.number], at, RELATION_CODE[p.type], p.lag, LAG_CODE[p.unit])
                for at, row in enumerate(self.rows)
                for p in parse_predecessors(",".join(row["preds"]))
            ]
        )

    def plan(self, *, with_progress: bool) -> Plan:
        duration = [row["dur"] * DAY for row in self.rows]
        if not with_progress:
            return build_plan(duration, self.links(), calendars=[self.calendar], start=self.start)
        now = (self.calendar.count(self.data_date) - self.begin) // DAY
        return build_plan(
            duration,
            self.links(),
            calendars=[self.calendar],
            start=self.start,
            data_date=self.data_date,
            done=[round(float(row["pct"]) * 100) for row in self.rows],
            actual_start=[self._moment(row["as"], row, 8) for row in self.rows],
            actual_finish=[self._moment(row["af"], row, 17) for row in self.rows],
            remaining=[(row["aef"] - now) * DAY if row["as"] and not row["af"] else NONE for row in self.rows],
        )

    @staticmethod
    def _moment(text: str | None, row: dict[str, Any], hour: int) -> int:
        if text is None:
            return NONE
        return day_of(date.fromisoformat(text)) * 1440 + (8 if row["id"] == 1 else hour if row["dur"] else 17) * 60


def load_sample(folder: Path) -> Sample:
    data = json.loads((folder / "sample_project.json").read_text("utf-8"))
    first, last = (day_of(date.fromisoformat(text)) for text in data["shutdown"])
    calendar = build_calendar(exceptions=[DayException(first, last, None, "春节停工")])
    start = Instant(day_of(date.fromisoformat(data["start"])) * 1440 + 480)
    data_date = Instant((day_of(date.fromisoformat(data["data_date"])) + 1) * 1440)
    return Sample(data["activities"], calendar, start, data_date)


def shown(instants: Ints, *, is_finish: bool) -> list[str]:
    days = (instants - 1) // 1440 if is_finish else instants // 1440
    return [str(day) for day in days.astype("datetime64[D]")]
