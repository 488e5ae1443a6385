"""Bad workbooks: each gives one clear sentence, in bounded memory, and nothing is written."""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan_desktop.core.forms.sheet import Sheet
from lanyan_desktop.exchange.excel.reader import open_book
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.imports.taking import import_file
from lanyan_desktop.services.messages import sentence
from lanyan_desktop.store.ledger import Ledger
from tests.exchange.workbooks import END, SHEET, Made, write_book, write_parts

HEADER: list[Made] = ["序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价"]
ITEM: list[Made] = [1, "010101001001", "平整场地", "m2", 10, 6.5, 65]
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
PATCHES = [b"", b"<", b'"', b"999999", b"\x00", b"</c>", b"A"]
FOLDER = Path(__file__).resolve().parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(tmp_path / "a.lanyan")
    yield made
    made.close()


def refused(path: Path) -> LanyanError:
    """The error with which a workbook is refused when all its sheets are read."""
    with pytest.raises(LanyanError) as caught:
        read_all(path)
    assert path.name in sentence(caught.value)
    return caught.value


def read_all(path: Path) -> list[Sheet]:
    book = open_book(path)
    return [book.sheet(name) for name in book.names]


def encrypted(path: Path) -> Path:
    msoffcrypto = pytest.importorskip("msoffcrypto")
    plain = write_book(path.with_name("plain.xlsx"), {"表": [HEADER, ITEM]})
    with plain.open("rb") as source, path.open("wb") as target:
        file = msoffcrypto.OfficeFile(source)
        file.load_key(password="123456")
        file.encrypt("123456", target)
    return path


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def zip_of(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "excel.empty", "0 字节"),
        (b"a,b,c\n1,2,3\n", "excel.not_excel", "CSV"),
        ("\ufeff<html><table><tr><td>1".encode(), "excel.not_excel", "网页"),
        (b"%PDF-1.7 ...", "excel.not_excel", "PDF"),
        (b"\x89PNG\x00\x01", "excel.not_excel", "二进制"),
        (b"PK\x03\x04 and nothing more", "excel.damaged", "损坏"),
        (b"PK\x05\x06" + bytes(18), "excel.not_excel", "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "excel.not_excel", "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "excel.damaged", "损坏"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    tmp_path: Path, content: bytes, code: str, word: str
) -> None:
    error = refused(write(tmp_path / "预算.xlsx", content))
    assert error.code == code
    assert word in sentence(error)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xlsx").code == "excel.missing"
    assert refused(tmp_path).code == "excel.missing"  # a folder


def test_a_word_document_and_a_binary_workbook(tmp_path: Path) -> None:
    assert refused(zip_of(tmp_path / "a.xlsx", {"word/document.xml": b"<w/>"})).params["found"] == "Word 文档"
    assert refused(zip_of(tmp_path / "b.xlsx", {"xl/workbook.bin": b"\x01"})).params["found"] == "二进制工作簿 xlsb"


def test_a_password(tmp_path: Path) -> None:
    assert refused(encrypted(tmp_path / "密.xlsx")).code == "excel.password"


def test_a_workbook_cut_short_anywhere(tmp_path: Path) -> None:
    whole = write_book(tmp_path / "whole.xlsx", {"表": [HEADER, *[ITEM] * 200]}).read_bytes()
    for part in range(1, 20):
        assert refused(write(tmp_path / "cut.xlsx", whole[: len(whole) * part // 20])).code == "excel.damaged"


def test_a_zip_bomb(tmp_path: Path) -> None:
    zeros = (b"0" * (1 << 20) for _ in range(100))
    path = write_parts(tmp_path / "bomb.xlsx", [SHEET, '<row r="1"><c r="A1"><v>', *zeros])
    assert path.stat().st_size < 1 << 20
    assert refused(path).code == "excel.bomb"


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = write_parts(tmp_path / "lie.xlsx", [SHEET, ROW * 50_000, END])
    true = zipfile.ZipFile(path).getinfo("xl/worksheets/sheet1.xml").file_size
    content = path.read_bytes()
    assert true.to_bytes(4, "little") in content
    path.write_bytes(content.replace(true.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert refused(path).code == "excel.damaged"


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_an_entity_bomb_in_any_part(tmp_path: Path, part: str, encoding: str) -> None:
    content = f'<?xml version="1.0"?>{" " * 2_000_000}{LAUGHS}<x>&b;</x>'.encode(encoding)
    if part.endswith("sheet1.xml"):
        path = write_parts(tmp_path / "laughs.xlsx", [content])
    else:
        path = write_parts(tmp_path / "laughs.xlsx", [SHEET, ROW, END], parts={part: content})
    error = refused(path)
    if encoding == "utf-16" and part.endswith("sheet1.xml"):
        assert error.code == "excel.damaged"  # no program writes a sheet so: it is not read on to the bomb
    else:
        assert (error.code, error.params["part"]) == ("excel.dtd", part)


def test_a_long_text_that_a_million_cells_share(tmp_path: Path) -> None:
    text = f"<si><t>{'长' * 30_000}</t></si>"
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{text}</sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_001))
    path = write_parts(tmp_path / "shared.xlsx", [SHEET, cells, END], parts={"xl/sharedStrings.xml": shared})
    assert refused(path).code == "excel.bomb"


def stray(path: Path, cell: str) -> Path:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return write_parts(path, [SHEET, ROW, f'<row r="{row}"><c r="{cell}"><v>2</v></c></row>', END])


@pytest.mark.parametrize("cell", ["XFD1048576", "Z1048576", "XFD2000"])
def test_a_stray_cell_far_away_is_named(tmp_path: Path, cell: str) -> None:
    error = refused(stray(tmp_path / "far.xlsx", cell))
    assert (error.code, error.params["cell"]) == ("excel.too_many_cells", cell)


@pytest.mark.parametrize(
    "row",
    [
        "<row r='{0}'><c r='{1}'><v>2</v></c></row>",
        '<row\tr="{0}"><c\nr="{1}"><v>2</v></c></row>',
        '<row r ="{0}"><c s="1"  r  =  "{1}"><v>2</v></c></row>',
        '<row r="{0}"><x:c r="{1}"><v>2</v></x:c></row>',
        '<row r="300001">' + "<c><v>2</v></c>" * 16_384 + "</row>",
        "<row>" + "<c><v>2</v></c>" * 16_384 + '</row><row r="299999"><c r="A299999"><v>1</v></c></row>',
    ],
)
def test_a_stray_cell_written_in_an_odd_way_is_found_too(tmp_path: Path, row: str) -> None:
    path = write_parts(tmp_path / "odd.xlsx", [SHEET, ROW, row.format("1048576", "XFD1048576"), END])
    assert refused(path).code == "excel.too_many_cells"


def test_a_stray_cell_takes_no_memory(tmp_path: Path) -> None:
    """In a process that may not have much: the block that the reader would make has 17 thousand million cells."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from pathlib import Path\n"
        "from lanyan_desktop.exchange.excel.reader import open_book\n"
        "from lanyan_desktop.kit.errors import LanyanError\n"
        "try:\n    open_book(Path(sys.argv[1])).sheet('表')\n"
        "except LanyanError as error:\n    print(error.code)\n"
    )
    path = stray(tmp_path / "far.xlsx", "XFD1048576")
    environment = {"PYTHONPATH": str(FOLDER / "src"), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("excel.too_many_cells", "")


def rows_of(row: str, first: int, end: int) -> Iterator[str]:
    """The XML of many rows, some thousand at a time."""
    for start in range(first, end, 20_000):
        yield "".join(row.format(n) for n in range(start, min(start + 20_000, end)))


def test_a_million_rows_that_are_only_formatted_are_no_rows(tmp_path: Path) -> None:
    blank = rows_of('<row r="{0}" s="1"><c r="A{0}" s="1"/><c r="L{0}" s="2"/></row>', 2, 1_048_577)
    path = write_parts(tmp_path / "formatted.xlsx", [SHEET, ROW, *blank, END])
    (sheet,) = read_all(path)
    assert [list(row) for row in sheet.rows] == [[1.0]]


def test_a_million_full_rows_of_twelve_columns_are_refused(tmp_path: Path) -> None:
    full = rows_of('<row r="{0}"><c r="A{0}"><v>1</v></c><c r="L{0}"><v>2</v></c></row>', 1, 1_048_577)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = refused(write_parts(tmp_path / "full.xlsx", [SHEET, *full, END]))
    assert (error.code, error.params["cell"]) == ("excel.too_many_cells", "L1048576")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10  # KB


def test_an_ods_that_repeats_itself_a_million_times(tmp_path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    cell = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{cell}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    path = zip_of(
        tmp_path / "a.ods",
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()},
    )
    assert refused(path).code == "excel.bomb"


def test_errors_formulas_and_texts_like_formulas_are_told_by_cell(ledger: Ledger, tmp_path: Path) -> None:
    rows: list[list[Made]] = [
        HEADER,
        ITEM,
        [2, "010101002001", "土方", "m3", 2, 3, "=E3*F3"],
        [3, "010101003001", "石方", "m3", 4, 5, 20],
    ]
    path = write_book(tmp_path / "a.xlsx", {"表": rows})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["E4"].value, sheet["E4"].data_type = "#REF!", "e"
    sheet["C2"].value, sheet["C2"].data_type = "=1+1 井", "s"
    book.save(path)
    done = import_file(ledger, path, form="budget")
    said = {(problem.code, problem.cell, problem.severity) for problem in done.preview.problems}
    assert said == {("formula.uncached", "G3", "info"), ("cell.error", "E4", "error")}
    found = ledger.columns("budget_line", ["code", "name", "amount_fen"])
    assert found == [
        ("010101001001", "=1+1 井", 6500),
        ("010101002001", "土方", 600),
    ]  # the row of #REF! is not written


@pytest.mark.parametrize(
    "merges",
    [
        ["A1:XFD1048576"],
        ["A1:C1", "B1:D1", "A1:A3", "C1:G1"],
        ["A2:G3"],
        ["A1:A1048576", "B1:B1048576"],
    ],
)
def test_merges_that_make_no_sense_do_not_stop_the_reading(tmp_path: Path, merges: list[str]) -> None:
    spans = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    cells = [
        f'<row r="{n}">'
        + "".join(
            f'<c r="{letter}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for letter, cell in zip("ABCDEFG", row, strict=True)
        )
        + "</row>"
        for n, row in enumerate([HEADER, ITEM, ITEM], 1)
    ]
    end = f"</sheetData><mergeCells>{spans}</mergeCells></worksheet>"
    (sheet,) = read_all(write_parts(tmp_path / "merged.xlsx", [SHEET, *cells, end]))
    assert list(sheet.rows[0]) == HEADER
    assert len(sheet.origins()) <= 20_000


def test_whatever_is_refused_nothing_is_written(ledger: Ledger, tmp_path: Path) -> None:
    bad = [
        write(tmp_path / "empty.xlsx", b""),
        stray(tmp_path / "far.xlsx", "XFD1048576"),
        write_parts(tmp_path / "laughs.xlsx", [f"{LAUGHS}<x/>"]),
        write_book(tmp_path / "wrong.xlsx", {"表": [["甲", "乙"], [1, 2]]}),
        write_book(tmp_path / "nothing.xlsx", {"表": [HEADER]}),
        write_book(tmp_path / "bare.xlsx", {"表": [], "又": []}),
    ]
    for path in bad:
        with pytest.raises(LanyanError) as caught:
            import_file(ledger, path, form="budget")
        assert "没有写入" in sentence(caught.value) or "没有打开" in sentence(caught.value)
    assert ledger.log() == []
    assert ledger.count("project") == 0


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("sound") / "a.xlsx", {"表": [HEADER, *[ITEM] * 5]}, merges=["A1:B1"])


@given(data=st.data())
def test_a_workbook_with_bytes_changed_is_read_or_refused_but_never_a_crash(sound: Path, data: st.DataObject) -> None:
    content = bytearray(sound.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = write(sound.with_name("changed.xlsx"), bytes(content))
    assert outcome_of(path).startswith(("read", "excel."))


def outcome_of(path: Path) -> str:
    """ "read", or the code with which it is refused; anything else that is raised fails the test."""
    try:
        read_all(path)
    except LanyanError as error:
        return error.code
    return "read"


@given(data=st.data())
def test_a_sheet_with_its_xml_changed_is_read_or_refused_but_never_a_crash(sound: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(sound) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from([part for part in sorted(parts) if part.endswith((".xml", ".rels"))]))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.sampled_from(PATCHES))
    path = zip_of(sound.with_name("xml.xlsx"), parts | {name: bytes(content)})
    assert outcome_of(path).startswith(("read", "excel."))
