from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lanyan_desktop.core.values import day_of
from lanyan_desktop.exchange.excel.writing.book import Band, BookWriter, SheetWriter, Slot, band
from lanyan_desktop.exchange.excel.writing.cells import CellValue, Formula, clean, decimal_text
from lanyan_desktop.exchange.excel.writing.looks import DATE, MONEY, Choices, Look, Page, Setup
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled

ONE = Setup(name="表", widths=(9,))
TEXT = Band(slots=(Slot(look=Look()),))
AMOUNT = Slot(look=Look(format=MONEY), shape="number", places=2)


@pytest.fixture(scope="session")
def new_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A path that nothing was written to: one for each example of a property."""
    return lambda: tmp_path_factory.mktemp("out") / "a.xlsx"


def write(path: Path, columns: Sequence[Sequence[CellValue]], slots: tuple[Slot, ...], **more: object) -> Path:
    body = Band(slots=slots)
    setup = Setup(name="表", widths=[10] * len(slots), **more)  # type: ignore[arg-type]  # what a Setup takes
    with BookWriter(path, [setup], [body]) as book, book.sheet() as sheet:
        sheet.add_block(body, columns)
    return path


def texts_back(path: Path) -> tuple[list[object], list[object]]:
    """Column A as openpyxl and as calamine read it."""
    slow: list[object] = [row[0].value for row in openpyxl.load_workbook(path).active.iter_rows(max_col=1)]
    quick: list[object] = [
        row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    ]
    return slow, quick


ANY_TEXT = st.lists(st.text(max_size=12), min_size=1, max_size=8)


@given(texts=ANY_TEXT)
@example(texts=["=1+1", "+86", "-3", "@a", "\tx", "\rx", "a<b&c>d", "\x1f", "\x00", "a\x1fb", "", "＝1"])
@example(texts=["\ufffe", "\ud800x", "a\r\nb\rc", " 前后空格 ", "]]>", "100%", "%s%d{r}"])
def test_text_comes_back_as_it_was_but_for_what_xml_forbids(new_path: Callable[[], Path], texts: list[str]) -> None:
    path = write(new_path(), [["x", *texts, "x"]], TEXT.slots)
    allowed = [clean(t).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for t in texts]
    slow, quick = texts_back(path)
    assert [value or "" for value in slow[1:-1]] == allowed
    assert [value or "" for value in quick[1:-1]] == allowed
    assert all(cell.data_type != "f" for row in openpyxl.load_workbook(path).active for cell in row)


def test_clean_leaves_out_only_what_no_xml_may_hold() -> None:
    kept = "\t\n aZ中𠮷\u3000\u2028'\""
    assert clean(kept) == kept
    assert clean("".join(map(chr, range(9)))) == ""


def test_text_that_begins_like_a_formula_is_marked_as_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["=HYPERLINK(1)", "+1", "-1", "@x", "安全", "a=b"]], TEXT.slots)
    quoted = [bool(row[0].quotePrefix) for row in openpyxl.load_workbook(path).active.iter_rows()]
    assert quoted == [True, True, True, True, False, False]


@pytest.mark.parametrize("text", ["_x0041_", "_x000D_ und _x000d_", "_x_"])
def test_text_that_looks_like_excels_escape_is_escaped(text: str) -> None:
    assert clean(text).replace("_x005F_", "_") == text
    assert (clean(text) != text) == ("_x0" in text)


def test_a_text_longer_than_a_cell_is_cut_where_excel_ends(tmp_path: Path) -> None:
    slow, _ = texts_back(write(tmp_path / "a.xlsx", [["长" * 40_000, "b"]], TEXT.slots))
    assert (len(str(slow[0])), slow[1]) == (32_767, "b")


@given(st.lists(st.integers(-(10**13), 10**13) | st.none(), min_size=1, max_size=6))
def test_money_is_written_as_exact_decimals(new_path: Callable[[], Path], amounts: list[CellValue]) -> None:
    path = write(new_path(), [amounts], (AMOUNT,))
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    values = [part.split("</v>")[0] for part in xml.split("<v>")[1:]]
    assert [round(float(value) * 100) for value in values] == [amount for amount in amounts if amount is not None]
    assert all("e" not in value.lower() for value in values)


@given(st.integers(-(2**62), 2**62), st.integers(0, 8))
def test_decimal_text_is_exact_at_any_scale(value: int, places: int) -> None:
    whole, _, part = decimal_text(value, places).partition(".")
    assert int(whole.removeprefix("-") + part.ljust(places, "0")) == abs(value)
    assert whole.startswith("-") == (value < 0)


def test_dates_are_dates_and_formulas_are_formulas_with_their_value(tmp_path: Path) -> None:
    total = Slot(look=Look(format=MONEY), shape="number", places=2, formula="ROUND(B{r}*2,2)")
    slots = (Slot(look=Look(format=DATE), shape="day"), AMOUNT, total)
    path = write(tmp_path / "a.xlsx", [[day_of(date(2025, 11, 17)), None], [12_345, 5], [24_690, None]], slots)
    formulas, values = openpyxl.load_workbook(path).active, openpyxl.load_workbook(path, data_only=True).active
    assert formulas["A1"].value == datetime(2025, 11, 17)
    assert (formulas["C1"].value, formulas["C2"].value) == ("=ROUND(B1*2,2)", "=ROUND(B2*2,2)")
    assert (values["B1"].value, values["C1"].value, values["C2"].value) == (123.45, 246.9, None)
    assert values["C1"].number_format == MONEY


def test_merges_breaks_titles_choices_and_page_are_where_they_belong(tmp_path: Path) -> None:
    line = band(Look(edge="thin"), 3, height=20)
    setup = Setup(
        name="清单",
        widths=(5, 10, 20),
        page=Page(landscape=True, fit=False, footer="第 &P 页"),
        repeat=(1, 2),
        freeze="A3",
        choices=[Choices(column=1, first_row=3, last_row=9, choices=("m3", "t"))],
        text_columns=(1,),
    )
    with BookWriter(tmp_path / "a.xlsx", [setup, Setup(name="第二张", widths=(9,))], [line, TEXT]) as book:
        with book.sheet() as sheet:
            sheet.merge(sheet.add(line, ["题"]), 0, 1, 2)
            sheet.add(line, ["a", "b"], height=31.5)
            sheet.break_page()
            sheet.skip(2)
            assert sheet.add(line, [None, None, Formula("SUM(C1:C2)", 7)]) == 5
        with book.sheet() as sheet:
            sheet.add(TEXT, ["另一张"])
    loaded = openpyxl.load_workbook(tmp_path / "a.xlsx")
    first = loaded["清单"]
    assert [str(each) for each in first.merged_cells.ranges] == ["A1:C1"]
    assert [each.id for each in first.row_breaks.brk] == [2]
    assert (first.print_title_rows, first.freeze_panes) == ("$1:$2", "A3")
    paper = first.page_setup
    assert (paper.orientation, paper.paperSize, first.oddFooter.center.text) == ("landscape", 9, "第 &P 页")
    assert (first.row_dimensions[1].height, first.row_dimensions[2].height) == (20, 31.5)
    assert str(first.data_validations.dataValidation[0].sqref) == "B3:B9"
    assert first["C5"].value == "=SUM(C1:C2)"
    assert first["A5"].border.left.style == "thin"
    assert loaded["第二张"]["A1"].value == "另一张"


ORDER = (  # of CT_Worksheet, ECMA-376 part 1, 18.3.1.99: Excel asks for a repair when it is broken
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "drawing",
)  # fmt: skip


def test_the_parts_of_a_sheet_stand_in_the_order_of_the_standard(tmp_path: Path) -> None:
    line = band(Look(), 2)
    setup = Setup(
        name="表",
        widths=(5, 5),
        repeat=(1, 1),
        freeze="A2",
        choices=[Choices(column=1, first_row=2, last_row=2, choices=("是", "否"))],
        text_columns=(0,),
        filter_row=1,
    )
    with BookWriter(tmp_path / "a.xlsx", [setup], [line]) as book, book.sheet() as sheet:
        sheet.merge(sheet.add(line, ["a"]), 0, 1, 1)
        sheet.break_page()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        root = ET.fromstring(package.read("xl/worksheets/sheet1.xml"))
        assert len(set(package.namelist())) == len(package.namelist())
    names = [child.tag.partition("}")[2] for child in root]
    assert names == sorted(names, key=ORDER.index)
    assert {"autoFilter", "mergeCells", "dataValidations", "rowBreaks", "ignoredErrors"} <= set(names)


def _fill(sheet: SheetWriter, rows: int) -> None:
    for number in range(rows):
        sheet.add(TEXT, [f"第{number}行，写得长一些，好让缓冲区装满"])


def test_a_cancelled_export_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"before")

    def step(done: int, _total: int) -> None:
        if done > 2000:
            raise Cancelled

    with pytest.raises(Cancelled), BookWriter(path, [ONE], [TEXT], step=step) as book, book.sheet() as sheet:
        _fill(sheet, 10_000)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_and_too_many_rows_are_said_by_code(tmp_path: Path) -> None:
    with pytest.raises(LanyanError, match=r"export\.folder"), BookWriter(tmp_path / "no" / "a.xlsx", [ONE], [TEXT]):
        pass
    with BookWriter(tmp_path / "b.xlsx", [ONE], [TEXT]) as book, book.sheet() as sheet:
        sheet.skip(1_048_576)
        with pytest.raises(LanyanError, match=r"export\.rows"):
            sheet.add(TEXT, ["多一行"])
