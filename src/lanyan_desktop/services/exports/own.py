"""和原来一样的 Excel: the month filled into the user's own 考勤表, 点工汇总表 or 工资发放表."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.core.forms.declare import Form
from lanyan_desktop.core.forms.declared import ATTENDANCE, DAYWORK, PAYROLL
from lanyan_desktop.core.forms.frame import Entry, Frame, find_frame
from lanyan_desktop.core.forms.sheet import Cell
from lanyan_desktop.core.forms.taken import Taken, take
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import DayRule, Work, day_work_amount, workdays_text
from lanyan_desktop.core.records.labour import Worker
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import date_of
from lanyan_desktop.exchange.excel.reader import open_book
from lanyan_desktop.exchange.excel.writing.own import Filling, fill_own
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.exports.own_days import day_form, day_heads, hours
from lanyan_desktop.services.labour.month import load_month
from lanyan_desktop.services.labour.payroll import Payee, load_payroll
from lanyan_desktop.services.labour.privacy import hide, reads_papers
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import Slip, load_slips
from lanyan_desktop.store.reader import Reader, Where

_MONTH = re.compile(r"\d{4}(\s*年\s*)\d{1,2}(\s*月)")
_PROJECT = re.compile(r"(工程名称|项目名称)(\s*[:：]\s*)(\S+)")
_FORMS: dict[str, Form] = {form.name: form for form in (ATTENDANCE, DAYWORK, PAYROLL)}
_SUMS = frozenset({
    "days", "overtime", "total", "heads", "amount_fen", "计时", "计件", "奖金", "补发", "罚款", "gross", "餐费", "水电",
    "社保", "个税", "其他扣款", "deduction", "借支", "net",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """The user's form and what is to go into it."""

    taken: Taken
    frame: Frame
    reader: Reader
    project: Project
    month: Month
    file: str  # name of the template

    def cells(self, values: Mapping[str, Cell | None]) -> dict[int, Cell]:
        """Values by the form's names as cells of its columns; what it has no column for stays out."""
        columns = self.taken.header.columns
        found = ((columns[name], value) for name, value in values.items() if name in columns)
        return {at: value for at, value in found if value is not None and value != ""}


def export_own(
    reader: Reader, path: Path, *, form: str, project: Project, month: Month, template: Path, step: Step = no_step
) -> Exported:
    """Fill a copy of the template with a month; the template itself is never written.

    Raises:
        LanyanError: export.nothing; export.template and those that begin so; excel.* where it cannot be read; those of
            the writer.
    """
    if path.exists() and template.exists() and path.samefile(template):
        raise LanyanError("export.template_same", file=template.name)
    taken = _recognised(template, _FORMS[form], step)
    frame = find_frame(taken)
    if frame.unknown >= 0:
        raise LanyanError("export.template_rows", file=template.name, sheet=taken.sheet.name, row=frame.unknown + 1)
    found = _Found(taken, frame, reader, project, month, template.name)
    entries, done = _READ[form](found, path)
    columns = taken.header.columns
    sums = frozenset(columns[name] for name in _SUMS if name in columns)
    heads = {**_heads(found), **day_heads(taken, month)}
    fill_own(template, path, Filling(taken=taken, frame=frame, entries=entries, sums=sums, heads=heads))
    return done


def _recognised(template: Path, form: Form, step: Step) -> Taken:
    book = open_book(template, step=step)
    if book.kind != "xlsx" or template.suffix.lower() != ".xlsx":
        raise LanyanError("export.template_kind", file=template.name)
    found = [taken for name in book.names if (taken := take(book.sheet(name), form)) is not None]
    if not found:
        titles = "、".join(form.column(group[0]).title for group in form.needs if form.has(group[0]))
        raise LanyanError("export.template", file=template.name, title=form.title, titles=titles)
    return max(found, key=lambda taken: taken.header.score)


def _heads(found: _Found) -> dict[tuple[int, int], Cell]:
    """The month and the project above the table."""
    made: dict[tuple[int, int], Cell] = {}
    month, name = found.month, found.project.name
    for row in range(found.taken.header.first_row):
        for column, cell in enumerate(found.taken.sheet.rows[row]):
            if not isinstance(cell, str):
                continue
            text = _MONTH.sub(rf"{month.year}\g<1>{month.month}\g<2>", cell)
            text = _PROJECT.sub(lambda match: f"{match[1]}{match[2]}{name}", text)
            if text != cell:
                made[row, column] = text
    return made


def _days(work: Work, rule: DayRule) -> float:
    """工日 as the forms round them; a cell holds a float, the shortest that reads so."""
    return float(workdays_text(work, rule).replace(",", ""))


def _money(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


def _attendance(found: _Found, path: Path) -> tuple[list[Entry], Exported]:
    grid = load_month(found.reader, project_id=found.project.id, month=found.month)
    if not grid.workers:
        raise LanyanError("export.nothing", what=f"{found.month.title}考勤")
    form = day_form(found.taken, found.frame, found.month, grid.rule.workday_min, file=found.file)
    part = found.taken.header.columns.get("part", -1)
    entries = []
    for row, worker in enumerate(grid.workers):
        work = grid.work_of(row)
        rows = form.rows(grid.marks(row))
        rows[0] |= found.cells({
            "serial": row + 1, "number": worker.number, "name": worker.name, "team": worker.team, "trade": worker.trade,
            "days": _days(Work(normal_min=work.normal_min), grid.rule), "overtime": hours(work.overtime_min),
            "total": _days(work, grid.rule),
        })  # fmt: skip
        for at, made in enumerate(rows):
            if part >= 0 and (label := found.taken.sheet.cell(found.frame.items[0] + at, part)) != "":
                made[part] = label
        entries.append(Entry(worker.team, tuple(rows)))
    done = Exported(
        form="attendance", title=f"{found.month.title}考勤表", path=path, rows=len(entries), unit="人",
        workdays=workdays_text(grid.total(), grid.rule),
    )  # fmt: skip
    return entries, done


def _daywork(found: _Found, path: Path) -> tuple[list[Entry], Exported]:
    slips = load_slips(found.reader, project_id=found.project.id, month=found.month, rule=load_rule(found.project))
    if not slips.slips:
        raise LanyanError("export.nothing", what=f"{found.month.title}点工单")
    teams = list(dict.fromkeys(slip.team for slip in slips.slips))
    pairs = [
        (slip, line) for slip in sorted(slips.slips, key=lambda slip: teams.index(slip.team)) for line in slip.lines
    ]
    entries = [
        Entry(slip.team, (found.cells(_slip_values(slip, at, slips.rule, number)),))
        for number, (slip, at) in enumerate(((slip, slip.lines.index(line)) for slip, line in pairs), 1)
    ]
    done = Exported(
        form="daywork", title=f"{found.month.title}点工汇总表", path=path, rows=len(slips.slips), unit="张",
        total_fen=slips.amount_fen, workdays=slips.workdays(slips.normal_min),
    )  # fmt: skip
    return entries, done


def _slip_values(slip: Slip, at: int, rule: DayRule, number: int) -> dict[str, Cell | None]:
    record, line = slip.record, slip.lines[at].record
    amount = day_work_amount(heads=line.heads, minutes=line.minutes, rate_fen_per_day=line.rate_fen_per_day, rule=rule)
    return {
        "serial": number, "number": record.number, "day": date_of(record.day), "team": slip.team, "place": record.place,
        "content": record.content, "worker": slip.lines[at].worker, "trade": line.trade, "heads": line.heads,
        "minutes": hours(line.minutes), "days": _days(Work(normal_min=line.heads * line.minutes), rule),
        "rate_fen_per_day": _money(line.rate_fen_per_day), "amount_fen": _money(amount), "bearer": record.bearer,
        "note": record.note or line.note,
    }  # fmt: skip


def _payroll(found: _Found, path: Path) -> tuple[list[Entry], Exported]:
    payroll = load_payroll(found.reader, project_id=found.project.id, month=found.month)
    if not payroll.payees:
        raise LanyanError("export.nothing", what=f"{found.month.title}工资")
    people = {one.id: one for one in found.reader.load(Worker, where=[Where("project_id", "=", found.project.id)])}
    if not reads_papers(found.reader):
        people = {key: hide(one) for key, one in people.items()}
    entries = [
        Entry(payee.worker.team, (found.cells(_pay_values(payee, people.get(payee.worker.id), payroll.rule, number)),))
        for number, payee in enumerate(payroll.payees, 1)
    ]
    done = Exported(
        form="payroll", title=f"{found.month.title}工资发放表", path=path, rows=len(payroll.payees), unit="人",
        total_fen=payroll.net_fen, workdays=workdays_text(payroll.work, payroll.rule),
    )  # fmt: skip
    return entries, done


def _pay_values(payee: Payee, worker: Worker | None, rule: DayRule, number: int) -> dict[str, Cell | None]:
    pay = payee.pay
    items: dict[str, Cell | None] = {name: _money(amount) for name, amount in pay.items.items()}
    return {
        **items, "serial": number, "number": payee.worker.number, "name": payee.worker.name, "team": payee.worker.team,
        "trade": payee.worker.trade, "days": _days(Work(normal_min=pay.work.normal_min), rule),
        "overtime": hours(pay.work.overtime_min),
        "rate": _money(pay.rate_fen_per_day), "计时": _money(pay.wage_fen), "gross": _money(pay.gross_fen),
        "deduction": _money(pay.deduction_fen), "借支": _money(pay.advance_fen), "net": _money(pay.net_fen),
        "id_number": worker.id_number if worker else None, "phone": worker.phone if worker else None,
        "bank": worker.bank if worker else None, "card_number": worker.card_number if worker else None,
    }  # fmt: skip


_READ: dict[str, Callable[[_Found, Path], tuple[list[Entry], Exported]]] = {
    "attendance": _attendance,
    "daywork": _daywork,
    "payroll": _payroll,
}
