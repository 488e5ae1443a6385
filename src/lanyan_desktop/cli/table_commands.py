"""Commands on the records: list a kind, take a sheet in, give a sheet out."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import date

from lanyan_desktop.cli.result import Result
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import ledgers, projects
from lanyan_desktop.services.schedule.file_names import is_plan_file


def list_kind(options: Namespace) -> Result:
    kind = ledgers.find_kind(options.kind)
    with ledgers.using(options.ledger, read_only=True) as ledger:
        project_id = projects.need_project(ledger, code=options.project).id if options.project else None
        found = ledgers.list_records(ledger, kind=kind, project_id=project_id, limit=options.limit)
    data = {"kind": kind.name, "title": kind.title, "total": found.total, "records": found.records}
    shown = [field for field in kind.fields if not field.about.inner]
    lines = ["\t".join(field.heading for field in shown)]
    lines += ["\t".join((record[field.name] or "").replace("\n", " ") for field in shown) for record in found.records]
    return Result(data, [*lines, f"{kind.title} {found.total} 条"])


def import_form(options: Namespace) -> Result:
    from lanyan_desktop.services.imports import report  # reading Excel is loaded only when it is wanted
    from lanyan_desktop.services.imports.taking import import_file

    month = read_month(options.month)
    opened = ledgers.trying if options.dry_run else ledgers.using
    if options.form == "plan" and is_plan_file(options.file):
        from lanyan_desktop.services.imports import plan_file

        with opened(options.ledger, user=options.user) as ledger:
            taken = plan_file.import_plan_file(
                ledger, options.file, code=options.project, part=options.sheet, dry_run=options.dry_run
            )
        return Result(plan_file.as_json(taken), plan_file.lines(taken))
    with opened(options.ledger, user=options.user) as ledger:
        done = import_file(
            ledger,
            options.file,
            form=options.form,
            sheet=options.sheet,
            code=options.project,
            month=month,
            unit=options.unit,
            dry_run=options.dry_run,
        )
    return Result(report.as_json(done), report.lines(done))


def export_form(options: Namespace) -> Result:
    from lanyan_desktop.services import exports

    month = read_month(options.month)
    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        done = exports.export_form(
            ledger, options.out, form=options.form, project_id=project.id, month=month, template=options.template
        )
    return Result(exports.as_json(done), exports.lines(done))


def read_month(text: str | None) -> date | None:
    """The first day of a month written 2025-11, None for none.

    Raises:
        LanyanError: month.unreadable.
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", text.strip())
    if match is None or not 1 <= int(match[2]) <= 12 or not 1970 <= int(match[1]) <= 2200:
        raise LanyanError("month.unreadable", text=text)
    return date(int(match[1]), int(match[2]), 1)
