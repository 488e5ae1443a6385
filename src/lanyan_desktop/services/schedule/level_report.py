"""Levelling in words and as data: what a command prints and a page lists."""

from __future__ import annotations

from lanyan_desktop.core.schedule.calendar import shown_day
from lanyan_desktop.core.values import Instant, date_of, datetime_of
from lanyan_desktop.services.schedule.levelling import LevelPreview


def as_json(preview: LevelPreview) -> dict[str, object]:
    """`makespan` and `cpm_length` in working minutes of the project's calendar; `starts` by WBS and id."""
    loaded, levelled = preview.loaded, preview.levelled
    count, wbs = loaded.calendar.count, loaded.columns["wbs"]
    begin = count(levelled.before.project_start)
    works = [row for row in range(len(loaded)) if not levelled.after.is_summary[row]]
    return {
        "makespan": count(levelled.after.project_finish) - begin,
        "cpm_length": count(levelled.before.project_finish) - begin,
        "finish": moment(levelled.after.project_finish),
        "cpm_finish": moment(levelled.before.project_finish),
        "starts": [
            {"wbs": wbs[row], "id": loaded.ids[row].hex(), "start": moment(levelled.after.start[row])} for row in works
        ],
        "moved": [
            {
                "wbs": wbs[move.activity],
                "name": preview.name_of(move.activity),
                "from": moment(move.before),
                "to": moment(move.after),
                "late_min": move.late_min,
                "reason": preview.reason_of(number),
            }
            for number, move in enumerate(levelled.moved)
        ],
        "over_allocated": [
            {
                "resource": preview.staffing.resources[one.resource].name,
                "start": moment(one.start),
                "finish": moment(one.finish),
                "needed": one.most / 10_000,
                "available": one.there / 10_000,
            }
            for one in preview.left_over
        ],
    }


def lines(preview: LevelPreview) -> list[str]:
    """The same for people."""
    levelled, loaded = preview.levelled, preview.loaded
    rows = [
        f"{preview.name_of(move.activity)}\t{_day(move.before)} → {_day(move.after)}"
        f"\t+{move.late_min / loaded.day_min:g} 天\t{preview.reason_of(number)}"
        for number, move in enumerate(levelled.moved)
    ]
    finish = f"{_last(levelled.before.project_finish)} → {_last(levelled.after.project_finish)}"
    rest = f"，{len(preview.left_over)} 处仍超用" if preview.left_over else ""
    return [*rows, f"移动 {len(levelled.moved)} 项工作，完工 {finish}{rest}"]


def moment(instant: int) -> str:
    """ISO, to the minute."""
    return datetime_of(Instant(int(instant))).isoformat(timespec="minutes")


def _day(instant: int) -> str:
    return moment(instant)[:10]


def _last(finish: int) -> str:
    return date_of(shown_day(Instant(int(finish)))).isoformat()
