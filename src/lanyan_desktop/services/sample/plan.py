"""The plan: 14 summaries, 120 activities with their relations and progress, and the baseline of what was planned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby

from lanyan_desktop.core.rank import ranks_between
from lanyan_desktop.core.values import Id, Instant, Value
from lanyan_desktop.services.sample.source import Made, Row, Source, evening, fen, morning, permyriad, put
from lanyan_desktop.store.ledger import Edit

_DAY_MIN = 480
_BASELINE_AT = int(datetime(2025, 3, 1, 1, 0, tzinfo=UTC).timestamp() * 1000)  # before work began
_PREDECESSOR = re.compile(r"(\d+)(FS|SS|FF|SF)?([+-]\d+)?d?")


def add_plan(edit: Edit, source: Source, project: Made) -> dict[int, Id]:
    """The ids of the activities by their number in the source."""
    ids = _add_activities(edit, source, project)
    _add_relations(edit, source, project, ids)
    _add_baseline(edit, source, project, ids)
    return ids


def _add_activities(edit: Edit, source: Source, project: Made) -> dict[int, Id]:
    names = source.more["summaries"]
    ranks = ranks_between(None, None, len(names))
    summaries = put(
        edit,
        "activity",
        [
            {"project_id": project.id, "wbs": str(number), "name": name, "rank": rank, "duration_min": 0}
            for number, (name, rank) in enumerate(zip(names, ranks, strict=True), 1)
        ],
    )
    elapsed = _offset_of_data_day(source)
    rows: list[Mapping[str, Value]] = []
    for section, group in groupby(source.activities, key=lambda row: int(row["wbs"].split(".")[0])):
        members = list(group)
        for row, rank in zip(members, ranks_between(None, None, len(members)), strict=True):
            rows.append(_activity(row, source, project, elapsed) | {"parent_id": summaries[section - 1], "rank": rank})
    return {row["id"]: key for row, key in zip(source.activities, put(edit, "activity", rows), strict=True)}


def _activity(row: Row, source: Source, project: Made, elapsed: int) -> dict[str, Value]:
    in_progress = row["as"] is not None and row["af"] is None
    return {
        "project_id": project.id,
        "wbs": row["wbs"],
        "name": row["name"].replace("(里程碑)", ""),
        "duration_min": row["dur"] * _DAY_MIN,
        "team_id": project.teams[source.base["teams"][row["team"]]],
        "done": permyriad(row["pct"]) // 100,
        "actual_start": _start(row, row["as"], row["as"]) if row["as"] else None,
        "actual_finish": _finish(row, row["af"]) if row["af"] else None,
        "remaining_min": (row["aef"] - elapsed) * _DAY_MIN if in_progress else None,
        "budget_fen": fen(row["bud"]),
        "revenue_fen": fen(row["rev"]),
    }


def _offset_of_data_day(source: Source) -> int:
    """Working days from the start to the evening of the data date; the winter stop lies behind it."""
    return (evening(source.base["data_date"]) - morning(source.base["start"])) // 1440 + 1


def _start(row: Row, first: str, last: str) -> Instant:
    """A milestone stands at the end of the day it is reached, but the first opens the site in the morning."""
    return evening(last) if row["dur"] == 0 and row["ES"] > 0 else morning(first)


def _finish(row: Row, last: str) -> Instant:
    return morning(last) if row["dur"] == 0 and row["ES"] == 0 else evening(last)


def _add_relations(edit: Edit, source: Source, project: Made, ids: Mapping[int, Id]) -> None:
    rows: list[Mapping[str, Value]] = []
    for row in source.activities:
        for text in row["preds"]:
            match = _PREDECESSOR.fullmatch(text)
            assert match is not None, text
            rows.append(
                {
                    "project_id": project.id,
                    "predecessor_id": ids[int(match[1])],
                    "successor_id": ids[row["id"]],
                    "type": match[2] or "FS",
                    "lag_min": int(match[3] or 0) * _DAY_MIN,
                }
            )
    put(edit, "relation", rows)


def _add_baseline(edit: Edit, source: Source, project: Made, ids: Mapping[int, Id]) -> None:
    baseline_id = edit.insert("baseline", project_id=project.id, name="基准计划 2025-03", taken_at=_BASELINE_AT)
    rows: list[Mapping[str, Value]] = [
        {
            "baseline_id": baseline_id,
            "activity_id": ids[row["id"]],
            "start": _start(row, row["start"], row["finish"]),
            "finish": _finish(row, row["finish"]),
            "duration_min": row["dur"] * _DAY_MIN,
            "budget_fen": fen(row["bud"]),
        }
        for row in source.activities
    ]
    put(edit, "baseline_activity", rows)
