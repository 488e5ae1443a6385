"""The slips of a month out, as the 点工汇总表 that is checked and signed."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.exchange.excel.writing import daywork as form
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import Slip, Slips, load_slips
from lanyan_desktop.store.reader import Reader


def export_daywork(reader: Reader, path: Path, *, project: Project, month: Month, step: Step = no_step) -> Exported:
    """Write the month's slips, crew by crew in the order of their first slip.

    Raises:
        LanyanError: export.nothing when the month has no slips; those of the writer.
    """
    slips = load_slips(reader, project_id=project.id, month=month, rule=load_rule(project))
    if not slips.slips:
        raise LanyanError("export.nothing", what=f"{month.title}点工单")
    paper = form.DayWorkMonth(project=project.name, month=month.title, lines=_lines(slips), rule=slips.rule)
    total = form.write_daywork(path, paper, step=step)
    return Exported(
        form="daywork", title=f"{month.title}点工汇总表", path=path, rows=len(slips.slips), unit="张",
        total_fen=total, workdays=slips.workdays(slips.normal_min),
    )  # fmt: skip


def _lines(slips: Slips) -> list[form.SlipLine]:
    teams = list(dict.fromkeys(slip.team for slip in slips.slips))
    by_team = sorted(slips.slips, key=lambda slip: teams.index(slip.team))
    return [line for slip in by_team for line in _lines_of(slip)]


def _lines_of(slip: Slip) -> list[form.SlipLine]:
    record = slip.record
    return [
        form.SlipLine(
            number=record.number,
            day=record.day,
            team=slip.team,
            content=record.content,
            place=record.place,
            trade=line.record.trade,
            worker=line.worker or None,
            heads=line.record.heads,
            minutes=line.record.minutes,
            rate_fen_per_day=line.record.rate_fen_per_day,
            bearer=record.bearer,
            note=record.note or line.record.note,
        )
        for line in slip.lines
    ]
