"""The parts of an xlsx: which part holds which sheet, and how long its shared texts are."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lanyan_desktop.exchange.excel.guards import pieces
from lanyan_desktop.kit.errors import LanyanError

_LARGEST_BOOK = 16 << 20
_SHARED = "xl/sharedStrings.xml"
_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\sdate1904\s*=\s*["'](?:1|true)["']""")


def sheet_parts(path: Path) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name, in workbook order.

    Raises:
        LanyanError: excel.damaged when the workbook does not say.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            book = _book_part(archive)
            folder = posixpath.dirname(book)
            links = _links(archive, f"{folder}/_rels/{posixpath.basename(book)}.rels", folder)
            root = ElementTree.fromstring(_small(archive, book))
            found = {}
            for node in root.iter():
                if _local(node.tag) == "sheet":
                    link = next((value for key, value in node.attrib.items() if _local(key) == "id"), "")
                    if link in links:
                        found[node.attrib.get("name", "")] = links[link]
            return {name: part for name, part in found.items() if part in archive.namelist()}
    except (ElementTree.ParseError, DefusedXmlException, KeyError, zipfile.BadZipFile, OSError) as error:
        raise LanyanError("excel.damaged", file=path.name) from error


def serial_shift(path: Path) -> int:
    """How many days a bare serial number lacks: 1,462 where the workbook counts from 1904 (Excel for Mac), else 0."""
    with zipfile.ZipFile(path) as archive:
        found = _DATE_1904.search(_small(archive, _book_part(archive)))
    return 1462 if found else 0


def _book_part(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    return next(name for name in names if posixpath.basename(name).startswith("workbook") and name.endswith(".xml"))


def _links(archive: zipfile.ZipFile, part: str, folder: str) -> dict[str, str]:
    root = ElementTree.fromstring(_small(archive, part))
    found = {}
    for node in root.iter():
        target = node.attrib.get("Target", "")
        if target:
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[node.attrib.get("Id", "")] = whole
    return found


def _small(archive: zipfile.ZipFile, part: str) -> bytes:
    if archive.getinfo(part).file_size > _LARGEST_BOOK:
        raise KeyError(part)
    return archive.read(part)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def shared_text_sizes(path: Path) -> list[int]:
    """The length in bytes of every shared text of the workbook, in order; empty when it has none."""
    sizes: list[int] = []
    with zipfile.ZipFile(path) as archive:
        if _SHARED not in archive.namelist():
            return sizes
        before = 0
        for piece in pieces(archive, _SHARED):
            first, *more = piece.split(b"</si>")  # a mark cut in two by a piece joins two texts: sizes are upper bounds
            before += len(first)
            for text in more:
                sizes.append(before)
                before = len(text)
    return sizes
