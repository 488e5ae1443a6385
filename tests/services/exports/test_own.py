"""和原来一样的 Excel: the user's own forms filled, and read back to the same figures."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services import projects
from lanyan_desktop.services.exports import export_form
from lanyan_desktop.services.imports.taking import import_file
from lanyan_desktop.services.labour.month import load_month
from lanyan_desktop.services.labour.payroll import load_payroll
from lanyan_desktop.services.labour.roster import load_rule
from lanyan_desktop.services.labour.slips import load_slips
from lanyan_desktop.store.ledger import Ledger
from tests.services.site import Site
from tests.shared import shared_file

NOVEMBER = Month(2025, 11)
FORMS = {
    "daywork": "forms/F2",
    "two rows": "forms/F1",
    "three rows": "xlsx/04",
    "weeks": "xlsx/14",
}


@pytest.fixture
def sample(site: Site) -> Ledger:
    return site.ledger


def of_shared(name: str) -> Path:
    return shared_file(FORMS[name])


def filled(sample: Ledger, tmp_path: Path, form: str, template: Path) -> Path:
    out = tmp_path / "结果.xlsx"
    project = projects.need_project(sample, code=None)
    export_form(sample, out, form=form, project_id=project.id, month=NOVEMBER, template=template)
    return out


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


def test_slips_fill_the_form_they_came_from_and_its_formulas_stay(sample: Ledger, tmp_path: Path) -> None:
    template = of_shared("daywork")
    before = template.read_bytes()
    out = filled(sample, tmp_path, "daywork", template)
    old, new = sheet_of(template), sheet_of(out)
    assert template.read_bytes() == before
    assert new.dimensions == old.dimensions
    assert sorted(map(str, new.merged_cells.ranges)) == sorted(map(str, old.merged_cells.ranges))
    for row in old.iter_rows():
        for cell in row:
            made = new[cell.coordinate]
            assert repr(made.font) == repr(cell.font)
            assert repr(made.border) == repr(cell.border)
            if isinstance(cell.value, str) and cell.value.startswith("="):
                is_of_slip = cell.row <= 33 and "SUM" not in cell.value
                assert made.value == cell.value or (is_of_slip and made.value.startswith("=ROUND("))


def test_slips_read_back_come_to_the_same(sample: Ledger, tmp_path: Path) -> None:
    out = filled(sample, tmp_path, "daywork", of_shared("daywork"))
    with Ledger.create(tmp_path / "回读.lanyan", user="另一个") as ledger:
        import_file(ledger, out, form="daywork", month=NOVEMBER.first_date)
        project = projects.need_project(ledger, code=None)
        slips = load_slips(ledger, project_id=project.id, month=NOVEMBER, rule=load_rule(project))
        assert (len(slips.slips), slips.amount_fen, slips.workdays(slips.normal_min)) == (24, 2_524_000, "78.000")


@pytest.mark.parametrize("name", ["two rows", "three rows"])
def test_attendance_read_back_comes_to_the_same(sample: Ledger, tmp_path: Path, name: str) -> None:
    out = filled(sample, tmp_path, "attendance", of_shared(name))
    wanted = load_month(sample, project_id=projects.need_project(sample, code=None).id, month=NOVEMBER)
    with Ledger.create(tmp_path / "回读.lanyan", user="另一个") as ledger:
        import_file(ledger, out, form="attendance", month=NOVEMBER.first_date)
        grid = load_month(ledger, project_id=projects.need_project(ledger, code=None).id, month=NOVEMBER)
        assert grid.total() == wanted.total()
        assert (grid.morning == wanted.morning).all()
        assert (grid.afternoon == wanted.afternoon).all()


def test_more_workers_than_rows_push_total_and_signatures_down(sample: Ledger, tmp_path: Path) -> None:
    sheet = sheet_of(filled(sample, tmp_path, "attendance", of_shared("two rows")))
    assert sheet["AJ6"].value == '=COUNTIF(E6:AI7,"√")/2'
    assert sheet["AJ92"].value == '=COUNTIF(E92:AI93,"√")/2'
    assert "合  计" in [cell.value for cell in sheet[94]]
    assert sheet["AJ94"].value == "=SUM(AJ5:AJ93)"
    assert sheet["A96"].value.startswith("制表")
    assert "A5:AL5" in map(str, sheet.merged_cells.ranges)


@pytest.mark.parametrize(("form", "name", "code"), [
    ("attendance", "weeks", "export.template_days"), ("payroll", "two rows", "export.template"),
    ("budget", "two rows", "export.template_form"),
])  # fmt: skip
def test_a_form_that_does_not_fit_is_refused_and_nothing_written(
    sample: Ledger, tmp_path: Path, form: str, name: str, code: str
) -> None:
    with pytest.raises(LanyanError) as raised:
        filled(sample, tmp_path, form, of_shared(name))
    assert raised.value.code == code
    assert not (tmp_path / "结果.xlsx").exists()
    assert not list(tmp_path.glob(".lanyan-*"))


def payroll_template(path: Path, *, rows: int, gross: str) -> Path:
    """A wage form with so many empty rows, a total, signatures and a second sheet that looks at it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "工资表"
    sheet.append(["2024年3月工资发放表"])
    sheet.merge_cells("A1:I1")
    sheet.append(["工程名称：旧工程"])
    sheet.append(["序号", "姓名", "出勤工日", "日工资", "应发工资", "代扣", "借支", "实发工资", "签字"])
    for row in range(4, 4 + rows):
        sheet.append([None, None, None, None, gross.format(r=row), None, None, f"=E{row}-F{row}-G{row}"])
        for cell in sheet[row]:
            cell.fill = PatternFill("solid", fgColor="FFFF00")
    last = 3 + rows
    sheet.append(["合计", None, f"=SUM(C4:C{last})", None, *(f"=SUM({at}4:{at}{last})" for at in "EFGH")])
    sheet.append(["制表：            审核："])
    sheet["H4"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 21
    sheet.print_area = f"A1:I{last + 2}"
    sheet.print_title_rows = "1:3"
    book.create_sheet("汇总").append(["实发", f"=工资表!H{last + 1}"])
    book.save(path)
    return path


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_a_wage_form_of_ones_own_keeps_its_looks_and_adds_up(sample: Ledger, tmp_path: Path, rows: int) -> None:
    template = payroll_template(tmp_path / "模板.xlsx", rows=rows, gross="=ROUND(C{r}*D{r},2)")
    book = openpyxl.load_workbook(filled(sample, tmp_path, "payroll", template))
    sheet, payroll = (
        book["工资表"],
        load_payroll(sample, project_id=projects.need_project(sample, code=None).id, month=NOVEMBER),
    )
    last = 3 + max(rows, len(payroll.payees))
    assert sheet["A1"].value == "2025年11月工资发放表"
    assert sheet["A2"].value == f"工程名称：{projects.need_project(sample, code=None).name}"
    assert [sheet.cell(4 + at, 2).value for at in range(40)] == [payee.worker.name for payee in payroll.payees]
    assert sheet.cell(last + 1, 1).value == "合计"
    assert sheet.cell(last + 1, 8).value == f"=SUM(H4:H{last})"
    assert sheet.cell(30, 2).fill.fgColor.rgb == "00FFFF00"
    assert sheet.column_dimensions["B"].width == 21
    assert sheet.print_area == f"'工资表'!$A$1:$I${last + 2}"
    assert sheet.print_title_rows == "$1:$3"
    assert book["汇总"]["B1"].value == f"=工资表!H{last + 1}"
    for at, payee in enumerate(payroll.payees):
        gross = sheet.cell(4 + at, 5).value
        is_plain = payee.pay.work.overtime_min == 0 and payee.pay.extra_fen == 0
        assert isinstance(gross, str) == is_plain  # the form's own formula knows no overtime: then the figure counts
        assert is_plain or round(gross * 100) == payee.pay.gross_fen
        assert sheet.cell(4 + at, 8).value == f"=E{4 + at}-F{4 + at}-G{4 + at}"


def test_a_template_with_a_picture_is_refused(sample: Ledger, tmp_path: Path) -> None:
    template = payroll_template(tmp_path / "模板.xlsx", rows=3, gross="")
    with zipfile.ZipFile(template, "a") as package:
        package.writestr("xl/media/image1.png", b"")
    with pytest.raises(LanyanError) as raised:
        filled(sample, tmp_path, "payroll", template)
    assert raised.value.code == "export.template_drawn"


def test_the_template_itself_is_never_written(sample: Ledger, tmp_path: Path) -> None:
    template = payroll_template(tmp_path / "结果.xlsx", rows=3, gross="")
    before = template.read_bytes()
    with pytest.raises(LanyanError) as raised:
        filled(sample, tmp_path, "payroll", template)
    assert (raised.value.code, template.read_bytes()) == ("export.template_same", before)
