"""The sample's November wages on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.exports import as_json, export_form, suggested_name
from lanyan_desktop.services.exports.payroll import bank_book, slips_book, wages_book
from lanyan_desktop.services.exports.sheets import write_book
from lanyan_desktop.services.labour.paying import agree_payroll
from lanyan_desktop.services.own_part import OwnPart, keep_own_part, space_folder
from lanyan_desktop.services.projects import need_project
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger

NOVEMBER = Month(2025, 11)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "s.lanyan", user="劳资员") as made:
        build_sample(made)
        yield made


def project_of(ledger: Ledger) -> Id:
    return need_project(ledger, code=None).id


def test_the_sheet_to_sign_has_everyone_and_ties_to_the_month(ledger: Ledger, tmp_path: Path) -> None:
    agree_payroll(ledger, project_id=project_of(ledger), month=NOVEMBER)
    book = wages_book(ledger, project_id=project_of(ledger), month=NOVEMBER)
    (table,) = book.tables
    titles = [column.title for column in table.columns]
    assert len(table.rows) == 41
    assert {len(row) for row in table.rows} == {len(titles)}
    nets = [row[titles.index("实发工资")].replace(",", "") for row in table.rows]
    assert sum(round(float(net) * 100) for net in nets[:-1]) == round(float(nets[-1]) * 100) == 34_620_525
    assert "已审定" in table.about
    assert "叁拾肆万陆仟贰佰零伍元贰角伍分" in table.about
    wang = next(row for row in table.rows if row[1] == "王建军")
    assert (wang[2], wang[8], wang[11]) == ("999999197503030026", "9,562.50", "8,838.50")
    write_book(tmp_path / "w.xlsx", book, form="payroll")
    texts = {str(cell.value) for row in openpyxl.load_workbook(tmp_path / "w.xlsx").active.iter_rows() for cell in row}
    assert {"王建军", "999999197503030026"} <= texts


def test_everyone_has_a_slip_that_explains_itself(ledger: Ledger) -> None:
    (table,) = slips_book(ledger, project_id=project_of(ledger), month=NOVEMBER).tables
    texts = [text for row in table.rows for text in row]
    assert texts.count("实发工资") == texts.count("签字") == 40
    assert "28.125 工日 × 340.00" in texts


def test_the_banks_list_names_who_has_no_card_and_leaves_out_who_gets_nothing(ledger: Ledger) -> None:
    project_id = project_of(ledger)
    with pytest.raises(LanyanError) as refused:
        bank_book(ledger, project_id=project_id, month=NOVEMBER)
    assert refused.value.code == "payroll.card"
    workers = [Id(key) for key in ledger.ids("worker")]
    with ledger.changeset("银行卡") as edit:
        edit.set_many("worker", "card_number", workers, ["6222020000000000018"] * len(workers))
    (table,) = bank_book(ledger, project_id=project_id, month=NOVEMBER).tables
    assert len(table.rows) == 40
    assert sum(round(float(row[4]) * 100) for row in table.rows) == 34_620_525


def test_an_empty_month_has_nothing_to_print(ledger: Ledger) -> None:
    with pytest.raises(LanyanError, match=r"export\.nothing"):
        wages_book(ledger, project_id=project_of(ledger), month=Month(2024, 1))


def test_the_form_by_its_name(ledger: Ledger, tmp_path: Path) -> None:
    project_id = project_of(ledger)
    done = export_form(ledger, tmp_path / "w.xlsx", form="payroll", project_id=project_id, month=NOVEMBER)
    assert as_json(done) == {
        "form": "payroll", "path": str(tmp_path / "w.xlsx"), "rows": 40, "total": "346205.25", "days": "1131.250",
    }  # fmt: skip
    assert suggested_name(ledger, form="payroll", project_id=project_id, month=NOVEMBER).endswith("2025-11.xlsx")


def test_money_and_work_are_numbers_in_the_workbook_and_the_total_adds_them(ledger: Ledger, tmp_path: Path) -> None:
    export_form(ledger, tmp_path / "w.xlsx", form="payroll", project_id=project_of(ledger), month=NOVEMBER)
    sheet = openpyxl.load_workbook(tmp_path / "w.xlsx").active
    titles = [cell.value for cell in sheet[3]]
    net, days = titles.index("实发工资"), titles.index("出勤工日")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=43)]
    assert sum(round(row[net] * 100) for row in rows) == 34_620_525
    assert all(isinstance(row[days], int | float) for row in rows)
    assert isinstance(rows[0][titles.index("身份证号")], str)
    letter = sheet.cell(44, net + 1).column_letter
    assert sheet.cell(44, net + 1).value == f"=SUM({letter}4:{letter}43)"
    kept = openpyxl.load_workbook(tmp_path / "w.xlsx", data_only=True).active
    assert kept.cell(44, net + 1).value == 346_205.25


def shared_as(ledger: Ledger, role: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The ledger as a member of this role has it."""
    monkeypatch.setattr("lanyan_desktop.kit.paths.data_dir", lambda: tmp_path)
    space = bytes(range(16))
    ledger.set_space(space)
    keep_own_part(space_folder(space), OwnPart(bytes(32), role))


WHOLE = "999999197503030026"


@pytest.mark.parametrize(("role", "sees"), [("labour", True), ("cashier", True), ("planner", False), ("", False)])
def test_private_numbers_on_paper_are_whole_only_for_who_keeps_them(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, sees: bool
) -> None:
    project_id = project_of(ledger)
    workers = [Id(key) for key in ledger.ids("worker")]
    with ledger.changeset("银行卡") as edit:
        edit.set_many("worker", "card_number", workers, ["6222020000000000018"] * len(workers))
        edit.set_many("worker", "phone", workers, ["13800001234"] * len(workers))
    shared_as(ledger, role, monkeypatch, tmp_path)
    said = str([table.rows for table in wages_book(ledger, project_id=project_id, month=NOVEMBER).tables])
    export_form(ledger, tmp_path / "w.xlsx", form="payroll", project_id=project_id, month=NOVEMBER)
    said += str([cell.value for row in openpyxl.load_workbook(tmp_path / "w.xlsx").active.iter_rows() for cell in row])
    for number in (WHOLE, "6222020000000000018", "13800001234"):
        assert said.count(number) == (0 if not sees else 80 if number != WHOLE else 2)
    assert ("9999**********0026" in said) is not sees
    if sees:
        assert bank_book(ledger, project_id=project_id, month=NOVEMBER).tables[0].rows
    else:
        with pytest.raises(LanyanError, match=r"payroll\.private"):
            bank_book(ledger, project_id=project_id, month=NOVEMBER)
