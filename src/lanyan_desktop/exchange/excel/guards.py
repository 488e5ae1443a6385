"""What is looked at before a workbook is parsed: is it one, is it whole, and will it fit in memory.

Every refusal is a `LanyanError` that says what the file is and what to do. Nothing is unpacked to disk, and no part is
held in memory: parts are inflated piece by piece and counted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

FileKind = Literal["xlsx", "xls", "ods"]

LARGEST_XLS = 64 << 20
LARGEST_INFLATED = 640 << 20
"""All parts of a workbook together: 100,000 rows of 12 columns take about 60 MB."""
_SUSPECT_INFLATED = 64 << 20
_SUSPECT_RATIO = 300  # rows of equal empty cells reach 100; deflate cannot exceed 1032
_MOST_PARTS = 5_000
_PIECE = 1 << 20
_SHEETS = "xl/worksheets/sheet"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_WIDE_DTD = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y|E\x00?N\x00?T\x00?I\x00?T)")


def kind_of_file(path: Path) -> FileKind:
    """What kind of workbook the file is, by its first bytes: names lie.

    Raises:
        LanyanError: excel.missing, excel.empty, excel.password, excel.not_excel, excel.too_large.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            size = path.stat().st_size
    except OSError as error:
        raise LanyanError("excel.missing", file=path.name, detail=error.strerror or str(error)) from error
    if size == 0:
        raise LanyanError("excel.empty", file=path.name)
    if start.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_zip(path)
    if start.startswith(_OLE):
        return _kind_of_ole(path, size)
    raise LanyanError("excel.not_excel", file=path.name, found=_likely(start))


def _likely(start: bytes) -> str:
    """What a file that is no workbook seems to be; "export as xls" of many web pages is HTML."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
        return "网页（HTML）"
    if head.startswith(b"<?xml"):
        return "XML 文本"
    if head.startswith(b"%pdf"):
        return "PDF"
    return "二进制文件" if b"\x00" in start else "文本（可能是 CSV）"


def _kind_of_ole(path: Path, size: int) -> FileKind:
    if size > LARGEST_XLS:
        raise LanyanError("excel.too_large", file=path.name, size=f"{size >> 20} MB", limit=f"{LARGEST_XLS >> 20} MB")
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise LanyanError("excel.password", file=path.name)
    if not any(stream in content for stream in _BOOK_STREAMS):
        raise LanyanError("excel.not_excel", file=path.name, found="Office 文档，但不是 Excel")
    return "xls"


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise LanyanError("excel.damaged", file=path.name) from error
    if "xl/workbook.xml" in names or any(re.fullmatch(r"(.*/)?workbook\d*\.xml", name) for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    found = "Word 文档" if any(name.startswith("word/") for name in names) else "压缩包，但不是 Excel 工作簿"
    if "xl/workbook.bin" in names:
        found = "二进制工作簿 xlsb"
    raise LanyanError("excel.not_excel", file=path.name, found=found)


def check_parts(path: Path, *, step: Step = no_step) -> None:
    """Refuses a zip that does not unpack, unpacks to too much, or holds XML with a DTD.

    Reads every part once but the sheets, which are looked at when they are read (`checked_pieces`).

    Raises:
        LanyanError: excel.damaged, excel.bomb, excel.dtd, excel.password.
    """
    with as_damaged(path), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        _check_declared(path, parts)
        inflated = 0
        for done, part in enumerate(parts):
            step(done, len(parts))
            if not part.filename.startswith(_SHEETS):
                inflated += sum(len(piece) for piece in checked_pieces(path, archive, part.filename, before=inflated))


@contextmanager
def as_damaged(path: Path) -> Iterator[None]:
    """What a zip that is not whole raises, as ours."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError) as error:
        raise LanyanError("excel.damaged", file=path.name) from error


def _check_declared(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > _MOST_PARTS:
        raise LanyanError("excel.bomb", file=path.name)
    if any(part.flag_bits & 1 for part in parts):
        raise LanyanError("excel.password", file=path.name)
    _check_size(path, sum(part.file_size for part in parts), sum(part.compress_size for part in parts))


def _check_size(path: Path, inflated: int, packed: int) -> None:
    is_dense = inflated > _SUSPECT_INFLATED and inflated > _SUSPECT_RATIO * max(packed, 1)
    if inflated > LARGEST_INFLATED or is_dense:
        raise LanyanError("excel.bomb", file=path.name)


def checked_pieces(path: Path, archive: zipfile.ZipFile, part: str, *, before: int = 0) -> Iterator[bytes]:
    """A part piece by piece, inflated whatever its directory entry claims; `before` is what others took already.

    Raises:
        LanyanError: excel.bomb, excel.dtd.
    """
    is_xml = part.endswith((".xml", ".rels", ".vml"))
    inflated, tail, packed = before, b"", path.stat().st_size
    for piece in pieces(archive, part):
        inflated += len(piece)
        _check_size(path, inflated, packed)
        if is_xml:
            pattern = _WIDE_DTD if b"\x00" in piece[:200] else _DTD
            if pattern.search(piece) or pattern.search(tail + piece[:32]):
                raise LanyanError("excel.dtd", file=path.name, part=part)
            tail = piece[-32:]
        yield piece


def pieces(archive: zipfile.ZipFile, part: str, size: int = _PIECE) -> Iterator[bytes]:
    """A part of a zip, piece by piece."""
    with archive.open(part) as stream:
        while piece := stream.read(size):
            yield piece
