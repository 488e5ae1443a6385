"""Commands on what a plan prints: 周报 and look-ahead, 月计划, 工期顺延申请."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.table_commands import read_month
from lanyan_desktop.services import ledgers, projects

if TYPE_CHECKING:
    from collections.abc import Callable

    from lanyan_desktop.core.schedule.printed import SheetBook
    from lanyan_desktop.core.values import Id
    from lanyan_desktop.services.exports.sheets import SheetPrinter
    from lanyan_desktop.services.session import Reader

    Make = Callable[[Reader, Id], SheetBook]

_printers: list[SheetPrinter | None] = [None]


def use_printer(printer: SheetPrinter) -> None:
    """Print PDF with this, which embeds fonts; the terminal itself knows no Qt."""
    _printers[0] = printer


def week(options: Namespace) -> Result:
    """The week that ends on the data date and the weeks to come."""
    from lanyan_desktop.services.exports.period import week_book  # numpy is loaded only when it is wanted

    return _write(options, lambda reader, project: week_book(reader, project_id=project, weeks=options.weeks))


def month(options: Namespace) -> Result:
    """The plan of a month, without one of the month after the data date's."""
    from lanyan_desktop.services.exports.period import month_book

    base = read_month(options.month)
    return _write(options, lambda reader, project: month_book(reader, project_id=project, month=base))


def claim(options: Namespace) -> Result:
    """What can be claimed for the delays told at the checks."""
    from lanyan_desktop.services.exports.claim import claim_book
    from lanyan_desktop.services.schedule.claim import USUAL_CAUSES

    causes = frozenset(options.cause) or USUAL_CAUSES
    return _write(options, lambda reader, project: claim_book(reader, project_id=project, causes=causes))


def _write(options: Namespace, make: Make) -> Result:
    from lanyan_desktop.services.exports.done import as_json, lines
    from lanyan_desktop.services.exports.sheets import write_book

    with ledgers.using(options.ledger, read_only=True) as ledger:
        book = make(ledger, projects.need_project(ledger, code=options.project).id)
    done = write_book(options.out, book, form=options.what, printer=_printers[0])
    return Result(as_json(done), lines(done))
