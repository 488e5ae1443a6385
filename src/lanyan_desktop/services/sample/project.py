"""The project itself: calendar with its winter stop, parties, teams."""

from __future__ import annotations

from lanyan_desktop.core.records.text import parse_day
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.projects import insert_project
from lanyan_desktop.services.sample.source import Made, Source, fen, put, ten_thousandth
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader

_PARTY_TYPE = {"劳务分包": "劳务分包", "材料采购": "材料供应", "机械租赁": "设备租赁", "专业分包": "专业分包"}


def add_project(reader: Reader, edit: Edit, source: Source) -> Made:
    about = source.more["project"]
    project_id = insert_project(reader, edit, name=about["name"], code=about["code"])
    (calendar_id,) = reader.page("project", [project_id], ["calendar_id"])[project_id]
    assert isinstance(calendar_id, bytes)  # a new project has a calendar of its own
    first, last = source.base["shutdown"]
    edit.insert(
        "calendar_exception",
        calendar_id=calendar_id,
        name="春节停工",
        first_day=parse_day(first),
        last_day=parse_day(last),
    )
    edit.set(
        "project",
        project_id,
        structure=about["structure"],
        area=ten_thousandth(about["area"]),
        start_day=parse_day(source.base["start"]),
        required_finish_day=parse_day(source.base["totals"]["baseline_finish"]),
        data_day=source.data_day,
        calendar_id=calendar_id,
        meal_fen_per_day=fen(about["meal"]),
    )
    return Made(project_id, Id(calendar_id), _add_parties(edit, source), _add_teams(edit, source, project_id))


def _add_parties(edit: Edit, source: Source) -> dict[str, Id]:
    types = {row["party"]: _PARTY_TYPE[row["type"]] for row in source.contracts}
    ids = put(edit, "party", [{"name": name, "type": type_} for name, type_ in types.items()])
    return dict(zip(types, ids, strict=True))


def _add_teams(edit: Edit, source: Source, project_id: Id) -> dict[str, Id]:
    leaders = {row["team"]: row["name"] for row in source.workers if row["leader"]}
    trades = {row["team"]: row["trade"] for row in source.workers if row["leader"]}
    rows = [
        {"project_id": project_id, "name": name, "code": code, "trade": trades.get(name), "leader": leaders.get(name)}
        for code, name in source.base["teams"].items()
    ]
    return {str(row["name"]): key for row, key in zip(rows, put(edit, "team", rows), strict=True)}
