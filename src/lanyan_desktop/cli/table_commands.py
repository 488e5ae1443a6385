"""Commands on the records: list a kind, take a sheet in, give a sheet out."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from lanyan_desktop.cli.result import Result
from lanyan_desktop.services import ledgers, projects


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
