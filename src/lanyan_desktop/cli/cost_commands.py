"""Commands of cost: what a project was to cost, has cost and will cost."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from lanyan_desktop.cli.result import Result
from lanyan_desktop.cli.table_commands import read_month
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.text import Unreadable, parse_day
from lanyan_desktop.core.values import Day
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import ledgers, projects

if TYPE_CHECKING:
    from lanyan_desktop.services.cost.report import CostReport
    from lanyan_desktop.services.exports.cost import Printer

    Tell = Callable[[CostReport], dict[str, object]]
    Say = Callable[[CostReport], list[str]]


BY = ("account", "section", "activity", "contract", "month")
_printers: list[Printer | None] = [None]


def use_printer(printer: Printer) -> None:
    """Print PDF with this, which embeds fonts; the terminal itself knows no Qt."""
    _printers[0] = printer


def summary(options: Namespace) -> Result:
    from lanyan_desktop.services.cost import report  # numpy is loaded only when it is wanted

    return _tell(options, report.summary_json, report.summary_lines)


def evm(options: Namespace) -> Result:
    from lanyan_desktop.services.cost import report

    return _tell(options, report.evm_json, report.evm_lines)


def dynamic(options: Namespace) -> Result:
    from lanyan_desktop.services.cost import report

    return _by(options) if options.by else _tell(options, report.dynamic_json, report.dynamic_lines)


def _by(options: Namespace) -> Result:
    """动态成本 one way only."""
    from lanyan_desktop.services.cost.breakdown_report import by_json, by_lines

    day = read_day(options.date) if options.date else None
    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        found = by_json(ledger, project, by=options.by, day=day)
    return Result(found, by_lines(found))


def _tell(options: Namespace, as_json: Tell, lines: Say) -> Result:
    from lanyan_desktop.services.cost.report import load_report

    day = read_day(options.date) if options.date else None
    with ledgers.using(options.ledger, read_only=True) as ledger:
        found = load_report(ledger, projects.need_project(ledger, code=options.project), day=day)
    return Result(as_json(found), lines(found))


def check(options: Namespace) -> Result:
    """Prove that no paper is in the actual cost twice."""
    from lanyan_desktop.services.cost.double_report import check_json, check_lines

    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        found = check_json(ledger, project)
        return Result(found, check_lines(ledger, project), is_good=found["ok"] is True)


def factors(options: Namespace) -> Result:
    """因素分析: quantity, and price with loss, account by account."""
    from lanyan_desktop.services.cost.factors import factors_json, factors_lines

    with ledgers.using(options.ledger, read_only=True) as ledger:
        found = factors_json(ledger, projects.need_project(ledger, code=options.project))
    return Result(found, factors_lines(found))


def bid(options: Namespace) -> Result:
    """Assemble a bid from its sheets; without --dry-run what the bill lacks is added to it."""
    from lanyan_desktop.services.cost.bid import read_bid
    from lanyan_desktop.services.cost.bid_report import bid_json, bid_lines
    from lanyan_desktop.services.cost.bid_writing import take_bid

    found = read_bid(options.file)
    added = 0
    if not options.dry_run:
        with ledgers.using(options.ledger, user=options.user) as ledger:
            added = take_bid(ledger, found, project_id=projects.need_project(ledger, code=options.project).id)
    return Result({"file": str(options.file), "added": added, **bid_json(found)}, bid_lines(found, added))


def report(options: Namespace) -> Result:
    """三算对比 and 成本分析月报 of a month."""
    from lanyan_desktop.services.exports.cost import export_cost
    from lanyan_desktop.services.exports.done import as_json, lines

    day = read_month(options.month)
    if day is None:
        raise LanyanError("month.unreadable", text=options.month)
    with ledgers.using(options.ledger, read_only=True) as ledger:
        project = projects.need_project(ledger, code=options.project)
        own = Month(day.year, day.month)
        done = export_cost(ledger, options.out, project=project, month=own, printer=_printers[0])
    return Result(as_json(done), lines(done))


def read_day(text: str) -> Day:
    """The day that was asked for.

    Raises:
        LanyanError: cost.day_unreadable.
    """
    try:
        day = parse_day(text)
    except Unreadable as error:
        raise LanyanError("cost.day_unreadable", text=text) from error
    return day
