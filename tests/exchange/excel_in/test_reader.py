"""The reader gives every cell exactly, and says what the fast library leaves out."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.forms.sheet import Span, column_letters
from lanyan_desktop.exchange.excel import scan
from lanyan_desktop.exchange.excel.package import sheet_parts
from lanyan_desktop.exchange.excel.reader import open_book
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.services.imports import preview
from tests.exchange.workbooks import END, SHEET, Made, write_book, write_parts
from tests.shared import shared_file


def test_cells_are_what_the_file_holds(tmp_path: Path) -> None:
    rows: list[list[Made]] = [
        [None, "  a\n b ", "=没有公式", "1E5", "007"],
        [1, 0.1, True, date(2025, 3, 1), time(8, 30)],
        ["", None, "末"],
    ]
    path = write_book(tmp_path / "a.xlsx", {"一": rows, "空": [], "二 & 三": [["x"]]})
    book = openpyxl.load_workbook(path)
    book["一"]["C1"].data_type = "s"
    book.save(path)
    read = open_book(path)
    assert read.names == ("一", "空", "二 & 三")
    sheet = read.sheet("一")
    assert [list(row) for row in sheet.rows] == [
        ["", "  a\n b ", "=没有公式", "1E5", "007"],
        [1.0, 0.1, True, date(2025, 3, 1), time(8, 30)],
        ["", "", "末", "", ""],
    ]
    assert (list(read.sheet("空").rows), read.sheet("二 & 三").cell(0, 0)) == ([], "x")
    assert sheet.cell(9, 9) == ""


def test_merges_are_known_and_followed(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"一": [["甲", None, "乙"], [None, None, None]]}, merges=["A1:B2"])
    sheet = open_book(path).sheet("一")
    assert sheet.spans == (Span(0, 0, 1, 1),)
    assert sheet.origins() == {(0, 1): (0, 0)}  # the second row is blank and was trimmed


@pytest.mark.parametrize(
    "file",
    [
        "xlsx/02",
        "xlsx/04",
        "xlsx/08",
        "xlsx/12",
        "xlsx/14",
        "forms/F1",
        "forms/F2",
        "forms/F3",
        "forms/F4",
        "forms/F5",
    ],
)
def test_formulas_without_results_are_those_openpyxl_sees(file: str) -> None:
    path = shared_file(file)
    book = open_book(path)
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for name in book.names:
        wanted = {
            (cell.row - 1, cell.column - 1)
            for row in formulas[name].iter_rows()
            for cell in row
            if cell.data_type == "f" and values[name][cell.coordinate].value is None
        }
        assert book.sheet(name).uncached == wanted, name


def test_error_cells_are_named(tmp_path: Path) -> None:
    cells = (
        '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" s="3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" t="n"><v>1</v></c>'
    )
    path = write_parts(tmp_path / "a.xlsx", [SHEET, f'<row r="1">{cells}</row>', END])
    sheet = open_book(path).sheet("表")
    assert sheet.errors == {(0, 0): "#REF!", (0, 1): "#DIV/0!"}
    assert sheet.uncached == frozenset()


@given(
    st.lists(st.sampled_from(["v", "f", "fv", "e", "s", ""]), min_size=1, max_size=60),
    st.integers(1, 40),
    st.sampled_from(["", "x:"]),
)
def test_the_scan_sees_the_same_however_the_file_is_cut_into_pieces(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], size: int, prefix: str
) -> None:
    whole = {
        "v": '<p:c r="{0}"><p:v>1</p:v></p:c>',
        "f": '<p:c r="{0}" s="1"><p:f>SUM(A1:B2)</p:f><p:v></p:v></p:c>',
        "fv": '<p:c r="{0}"><p:f>A1&amp;"&lt;f"</p:f><p:v>3</p:v></p:c>',
        "e": '<p:c r="{0}" t="e"><p:v>#N/A</p:v></p:c>',
        "s": '<p:c r="{0}" t="inlineStr"><p:is><p:t>r="ZZ9" &lt;f&gt; :c </p:t></p:is></p:c>',
        "": '<p:c r="{0}" s="2"/>',
    }
    rows = [f'<p:row r="{n}">' + whole[kind].format(f"B{n}") + "</p:row>" for n, kind in enumerate(kinds, 1)]
    xml = f"<p:sheetData>{''.join(rows)}</p:sheetData>".replace("p:", prefix).encode()
    path = tmp_path_factory.mktemp("scan") / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sheet.xml", xml)
    found = scan.Scan()
    with zipfile.ZipFile(path) as archive, pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "checked_pieces", lambda *_: (xml[at : at + size] for at in range(0, len(xml), size)))
        for window in scan._windows(path, archive, "sheet.xml"):
            scan._look(window, found)
    assert found.uncached == {(n, 1) for n, kind in enumerate(kinds) if kind == "f"}
    assert found.errors == {(n, 1): "#N/A" for n, kind in enumerate(kinds) if kind == "e"}


def test_how_far_a_sheet_reaches_is_known_whatever_the_order_of_its_cells(tmp_path: Path) -> None:
    def cell(row: int, column: int) -> str:
        return f'<row r="{row}"><c r="{column_letters(column)}{row}"><v>1</v></c></row>'

    path = write_parts(tmp_path / "a.xlsx", [SHEET, cell(400_000, 3), cell(7, 200), cell(5, 0), END])
    found = scan.scan_sheet(path, sheet_parts(path)["表"])
    assert (found.last_row, found.last_column) == (400_000, 201)


def test_old_and_open_formats_are_read_too(tmp_path: Path) -> None:
    old = open_book(shared_file("xlsx/09"))
    assert (old.kind, old.names, len(old.sheet("Sheet1").rows)) == ("xls", ("Sheet1",), 153)
    office = "urn:oasis:names:tc:opendocument:xmlns"
    blank = '<table:table-cell table:number-columns-repeated="16000"/>'
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="表">'
        "<table:table-row>"
        '<table:table-cell office:value-type="string"><text:p>砖</text:p></table:table-cell><table:table-cell '
        f'office:value-type="float" office:value="2.5"/>{blank}</table:table-row><table:table-row '
        f'table:number-rows-repeated="1048000">{blank}</table:table-row></table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    assert [list(row) for row in open_book(path).sheet("表").rows] == [["砖", 2.5]]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    book = open_book(write_book(tmp_path / "a.xlsx", {"一": [[1]], "二": [[2]]}))
    with pytest.raises(LanyanError) as caught:
        book.sheet("三")
    assert (caught.value.code, caught.value.params["sheets"]) == ("excel.no_sheet", "一、二")


def test_reading_stops_when_the_user_says_so(tmp_path: Path) -> None:
    rows: list[list[Made]] = [["项目名称", "工程量", "单价"]]
    rows += [["砖", n, 2] for n in range(3_000)]
    path = write_book(tmp_path / "a.xlsx", {"表": rows})
    seen: list[tuple[int, int]] = []

    def step(done: int, total: int) -> None:
        seen.append((done, total))
        if total > 2_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        preview(path, form="budget", step=step)
    assert seen[-1] == (0, 3_001)


def test_a_moment_keeps_its_minutes(tmp_path: Path) -> None:
    sheet = open_book(write_book(tmp_path / "a.xlsx", {"表": [[datetime(2025, 3, 10, 8, 5)]]})).sheet("表")
    assert sheet.cell(0, 0) == datetime(2025, 3, 10, 8, 5)
