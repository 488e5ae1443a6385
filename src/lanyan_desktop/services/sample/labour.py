"""The November of the site: 40 workers, their attendance day by day, 24 day-work slips."""

from __future__ import annotations

from collections.abc import Mapping

from lanyan_desktop.core.labour.marks import parse_mark
from lanyan_desktop.core.records.text import parse_day
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.sample.source import Made, Source, fen, put
from lanyan_desktop.store.ledger import Edit

_MONTH = "2025-11-01"


def add_labour(edit: Edit, source: Source, project: Made, accounts: Mapping[str, Id]) -> None:
    workers = _add_workers(edit, source, project)
    _add_attendance(edit, source, project, workers)
    _add_advances(edit, source, project, workers)
    _add_slips(edit, source, project, accounts["1.2"])


def _add_workers(edit: Edit, source: Source, project: Made) -> list[Id]:
    rows: list[Mapping[str, Value]] = [
        {
            "project_id": project.id,
            "number": row["no"],
            "name": row["name"],
            "team_id": project.teams[row["team"]],
            "trade": row["trade"],
            "rate_fen_per_day": fen(row["rate"]),
            "is_leader": int(row["leader"]),
            "id_number": row["idno"],
        }
        for row in source.workers
    ]
    return put(edit, "worker", rows)


def _add_attendance(edit: Edit, source: Source, project: Made, workers: list[Id]) -> None:
    first, overtime = parse_day(_MONTH), source.more["overtime"]
    rows: list[Mapping[str, Value]] = []
    for worker_id, row in zip(workers, source.workers, strict=True):
        hours = overtime.get(row["no"], {})
        for number, cell in enumerate(row["grid"], 1):
            mark = parse_mark(cell)
            assert mark is not None  # the source leaves no cell blank
            rows.append(
                {
                    "project_id": project.id,
                    "worker_id": worker_id,
                    "team_id": project.teams[row["team"]],
                    "day": first + number - 1,
                    "morning_min": mark.morning_min,
                    "afternoon_min": mark.afternoon_min,
                    "overtime_min": 60 * hours.get(str(number), 0),
                    "reason": None if mark.normal_min else "旷工",  # the source's 0 is the × of the sheet
                }
            )
    put(edit, "attendance", rows)


def _add_advances(edit: Edit, source: Source, project: Made, workers: list[Id]) -> None:
    rows: list[Mapping[str, Value]] = [
        {
            "project_id": project.id,
            "worker_id": worker_id,
            "month_day": parse_day(_MONTH),
            "type": "借支",
            "amount_fen": fen(row["adv"]),
        }
        for worker_id, row in zip(workers, source.workers, strict=True)
        if fen(row["adv"])
    ]
    put(edit, "pay_item", rows)


def _add_slips(edit: Edit, source: Source, project: Made, account_id: Id) -> None:
    slips = put(
        edit,
        "day_work",
        [
            {
                "project_id": project.id,
                "number": row["no"],
                "day": parse_day(row["date"]),
                "team_id": project.teams[row["team"]],
                "content": row["work"],
                "bearer": row["charge"],
                "state": "已确认",
                "account_id": account_id,
            }
            for row in source.slips
        ],
    )
    put(
        edit,
        "day_work_line",
        [
            {
                "day_work_id": slip_id,
                "trade": row["trade"],
                "heads": row["n"],
                "minutes": int(row["hrs"]) * 60,
                "rate_fen_per_day": fen(row["rate"]),
            }
            for slip_id, row in zip(slips, source.slips, strict=True)
        ],
    )
