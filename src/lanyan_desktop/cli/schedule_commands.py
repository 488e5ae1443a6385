"""Commands on plans: compute one, whatever program made it."""

from __future__ import annotations

from argparse import Namespace

from lanyan_desktop.cli.result import Result
from lanyan_desktop.services import ledgers, projects


def schedule(options: Namespace) -> Result:
    """Compute a plan of a ledger or of a file; nothing is written."""
    from lanyan_desktop.services.schedule import exchange, report  # numpy is loaded only when it is wanted

    if options.file.suffix.lower() == ".lanyan":
        with ledgers.using(options.file, read_only=True) as ledger:
            source = exchange.plan_of(ledger, projects.need_project(ledger, code=options.project).id)
    else:
        from lanyan_desktop.services.imports.plan_source import read_file

        source = read_file(options.file, code=options.project)
    made = report.schedule(source)
    data = {"file": str(options.file), **report.as_json(made, with_stored=options.compare)}
    return Result(data, report.lines(made, with_stored=options.compare))
