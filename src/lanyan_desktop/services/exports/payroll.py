"""The wages of a month on paper: 工资发放表 to be signed, 工资条 to be cut apart, 代发清单 for the bank.

Columns of 工资发放表 as art. 15 of 保障农民工工资支付条例 asks: name, identity, telephone, work, what is earned,
withheld and paid, bank or signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import Work, workdays_text
from lanyan_desktop.core.money_words import money_words
from lanyan_desktop.core.records.labour import Worker
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.schedule.printed import SheetBook, SheetColumn, SheetTable
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.exchange.excel.writing.sheets import write_sheets
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.services.labour.month import load_month
from lanyan_desktop.services.labour.payroll import Payee, Payroll, load_payroll, read_payroll
from lanyan_desktop.services.labour.privacy import hide, reads_papers
from lanyan_desktop.services.labour.shown import hours_text
from lanyan_desktop.services.labour.wage_slip import slip_lines
from lanyan_desktop.store.reader import Reader, Where

_WAGES = (
    ("序号", 5), ("姓名", 8), ("身份证号", 19), ("联系电话", 12), ("班组", 11), ("出勤工日", 9), ("加班(h)", 7),
    ("日工资", 9), ("应发工资", 11), ("代扣", 9), ("借支", 10), ("实发工资", 11), ("银行卡号", 20), ("签字", 11),
)  # fmt: skip
_SLIP = (("项目", 12), ("计算", 30), ("金额(元)", 12), ("项目", 12), ("计算", 30), ("金额(元)", 12))
_BANK = (("序号", 6), ("户名", 10), ("银行卡号", 24), ("开户行", 28), ("金额(元)", 14), ("备注", 18))
_PLACES = {
    "序号": 0, "出勤工日": 3, "加班(h)": 2, "日工资": 2, "应发工资": 2, "代扣": 2, "借支": 2, "实发工资": 2,
    "金额(元)": 2,
}  # fmt: skip
_LEFT = frozenset({"姓名", "班组", "户名", "开户行", "项目", "计算", "备注"})
_SIGNED = ("制表：", "审核：", "项目经理：", "日期：")
_LAW = "本表依据《保障农民工工资支付条例》第十五条编制，用人单位应至少保存三年。"


@dataclass(frozen=True, slots=True)
class _Paid:
    """A month with what the register knows of its people; private numbers as the own role may see them."""

    project: str
    payroll: Payroll
    people: dict[Id, Worker]

    @property
    def title(self) -> str:
        return self.payroll.month.title

    @property
    def state(self) -> str:
        return self.payroll.sheet.state if self.payroll.sheet is not None else "未审定"


def wages_book(reader: Reader, *, project_id: Id, month: Month) -> SheetBook:
    """工资发放表 of a month, with 合计 in figures and capitals.

    Raises:
        LanyanError: export.nothing.
    """
    paid = _load(reader, project_id, month)
    payroll = paid.payroll
    rows = [_wage_row(paid, number, payee) for number, payee in enumerate(payroll.payees, 1)]
    normal = workdays_text(Work(normal_min=payroll.work.normal_min), payroll.rule)
    rows.append((
        "", "合计", "", "", f"{len(payroll.payees)} 人", normal, hours_text(payroll.work.overtime_min), "",
        fixed(payroll.gross_fen, 2), fixed(payroll.deduction_fen, 2), fixed(payroll.advance_fen, 2),
        fixed(payroll.net_fen, 2), "", "",
    ))  # fmt: skip
    about = f"{paid.title}　{paid.state}　实发合计 {fixed(payroll.net_fen, 2)} 元（{money_words(payroll.net_fen)}）"
    table = SheetTable(
        name="工资发放表", title="工资发放表", about=about, columns=_columns(_WAGES), rows=rows, notes=(_LAW,),
        signatures=_SIGNED, is_summed=True,
    )  # fmt: skip
    return SheetBook(project=paid.project, name="工资发放表", tables=[table])


def export_payroll(reader: Reader, path: Path, *, project: Project, month: Month, step: Step = no_step) -> Exported:
    """工资发放表 of a month as a workbook.

    Raises:
        LanyanError: export.nothing; those of the writer.
    """
    book = wages_book(reader, project_id=project.id, month=month)
    payroll = load_payroll(reader, project_id=project.id, month=month)
    write_sheets(path, book, step=step)
    return Exported(
        form="payroll", title=f"{month.title}工资发放表", path=path, rows=len(payroll.payees), unit="人",
        total_fen=payroll.net_fen, workdays=workdays_text(payroll.work, payroll.rule),
    )  # fmt: skip


def _wage_row(paid: _Paid, number: int, payee: Payee) -> tuple[str, ...]:
    pay, worker = payee.pay, paid.people.get(payee.worker.id)
    rate = pay.rate_fen_per_day
    normal = workdays_text(Work(normal_min=pay.work.normal_min), paid.payroll.rule)
    return (
        str(number), payee.worker.name, (worker.id_number if worker else None) or "",
        (worker.phone if worker else None) or "", payee.worker.team, normal, hours_text(pay.work.overtime_min),
        "" if rate is None else fixed(rate, 2), fixed(pay.gross_fen, 2), fixed(pay.deduction_fen, 2),
        fixed(pay.advance_fen, 2), fixed(pay.net_fen, 2), (worker.card_number if worker else None) or "", "",
    )  # fmt: skip


def slips_book(reader: Reader, *, project_id: Id, month: Month) -> SheetBook:
    """工资条 of everyone, two beside one another, each figure with how it came about.

    Raises:
        LanyanError: export.nothing.
    """
    paid = _load(reader, project_id, month)
    slips = [_slip_of(paid, payee) for payee in paid.payroll.payees]
    rows: list[tuple[str, ...]] = []
    for place in range(0, len(slips), 2):
        left, right = slips[place], slips[place + 1] if place + 1 < len(slips) else []
        rows.extend((*_at(left, line), *_at(right, line)) for line in range(max(len(left), len(right))))
        rows.append(("",) * 6)
    table = SheetTable(
        name="工资条", title="工资条", about=f"{paid.title}　{paid.state}", columns=_columns(_SLIP), rows=rows
    )
    return SheetBook(project=paid.project, name="工资条", tables=[table])


def _slip_of(paid: _Paid, payee: Payee) -> list[tuple[str, str, str]]:
    head = (payee.worker.name, f"{payee.worker.team} {paid.title}", "")
    lines = [(line.title, line.how, fixed(line.amount_fen, 2)) for line in slip_lines(paid.payroll, payee)]
    return [head, *lines, ("签字", "", "")]


def _at(slip: Sequence[tuple[str, str, str]], line: int) -> tuple[str, str, str]:
    return slip[line] if line < len(slip) else ("", "", "")


def bank_book(reader: Reader, *, project_id: Id, month: Month) -> SheetBook:
    """代发清单: whom the bank pays what, from 专用账户 to the worker's own card. Those who get nothing are left out.

    Raises:
        LanyanError: export.nothing; payroll.card naming the first who has no card; payroll.private where the own role
            may not see card numbers: the bank could do nothing with masked ones.
    """
    if not reads_papers(reader):
        raise LanyanError("payroll.private", month=month.title)
    paid = _load(reader, project_id, month)
    rows: list[tuple[str, ...]] = []
    total = 0
    for payee in paid.payroll.payees:
        worker, amount = paid.people.get(payee.worker.id), payee.pay.net_fen
        if amount <= 0:
            continue
        if worker is None or not worker.card_number:
            raise LanyanError("payroll.card", name=payee.worker.name, month=paid.title)
        total += amount
        rows.append((
            str(len(rows) + 1), payee.worker.name, worker.card_number, worker.bank or "",
            fixed(amount, 2, grouped=False), f"{paid.title}工资",
        ))  # fmt: skip
    about = f"{paid.title}　{len(rows)} 笔，合计 {fixed(Fen(total), 2)} 元"
    table = SheetTable(name="代发清单", title="工资代发清单", about=about, columns=_columns(_BANK), rows=rows)
    return SheetBook(project=paid.project, name="代发清单", tables=[table])


def _load(reader: Reader, project_id: Id, month: Month) -> _Paid:
    with reader.snapshot():
        payroll = read_payroll(reader, load_month(reader, project_id=project_id, month=month))
        if not payroll.payees:
            raise LanyanError("export.nothing", what=f"{month.title}工资")
        project = reader.get(Project, project_id)
        people = {one.id: one for one in reader.load(Worker, where=[Where("project_id", "=", project_id)])}
    if not reads_papers(reader):
        people = {key: hide(one) for key, one in people.items()}
    return _Paid(project.name if project is not None else "", payroll, people)


def _columns(titles: Sequence[tuple[str, int]]) -> list[SheetColumn]:
    return [SheetColumn(title, width, title in _LEFT, _PLACES.get(title)) for title, width in titles]
