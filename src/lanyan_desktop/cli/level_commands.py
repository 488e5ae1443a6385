"""Commands on what a plan may come to: levelling by resources, and the risk of its dates."""

from __future__ import annotations

from argparse import Namespace

from lanyan_desktop.cli.result import Result
from lanyan_desktop.services import ledgers, projects


def level(options: Namespace) -> Result:
    """A PSPLIB file, or the plan of a ledger; the ledger is changed only with --apply."""
    if options.file.suffix.lower() == ".sm":
        return _level_psplib(options)
    from lanyan_desktop.services.schedule import level_report
    from lanyan_desktop.services.schedule.levelling import apply_levelling, preview_levelling

    with ledgers.using(options.file, user=options.user, read_only=not options.apply) as ledger:
        project = projects.need_project(ledger, code=options.project)
        preview = preview_levelling(
            ledger, project_id=project.id, within_float=options.within_float, passes=options.passes
        )
        if options.apply:
            apply_levelling(ledger, preview)
    return Result(level_report.as_json(preview), level_report.lines(preview))


def _level_psplib(options: Namespace) -> Result:
    from lanyan_desktop.services.schedule.levelling import level_psplib

    done = level_psplib(options.file, passes=options.passes)
    starts = {str(number): start for number, start in zip(done.numbers, done.starts, strict=True)}
    data = {"makespan": done.makespan, "cpm_length": done.cpm_length, "starts": starts}
    return Result(data, [f"{options.file.name}：工期 {done.makespan}，关键线路 {done.cpm_length}"])


def risk(options: Namespace) -> Result:
    from lanyan_desktop.services.schedule import risk_report
    from lanyan_desktop.services.schedule.risk import run_risk

    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        found = run_risk(ledger, project_id=project.id, runs=options.runs, seed=options.seed)
    return Result(risk_report.as_json(found), risk_report.lines(found))
