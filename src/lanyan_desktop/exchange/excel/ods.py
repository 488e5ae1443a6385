"""An ods says "this cell 1,000,000 times" in a few bytes: how much its sheets unfold to is counted beforehand."""

from __future__ import annotations

import zipfile
from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from lanyan_desktop.kit.errors import LanyanError

_LARGEST_CONTENT = 48 << 20
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def check_repeats(path: Path, *, most: int) -> None:
    """Refuses an ods whose cells with content, repeats counted, are more than `most`.

    Raises:
        LanyanError: excel.too_large, excel.bomb, excel.damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo("content.xml").file_size
            if size > _LARGEST_CONTENT:
                limit = f"{_LARGEST_CONTENT >> 20} MB"
                raise LanyanError("excel.too_large", file=path.name, size=f"{size >> 20} MB", limit=limit)
            with archive.open("content.xml") as stream:
                cells = _count(stream, most)
    except (ElementTree.ParseError, DefusedXmlException, KeyError, ValueError) as error:
        raise LanyanError("excel.damaged", file=path.name) from error
    if cells > most:
        raise LanyanError("excel.bomb", file=path.name)


def _count(stream: object, most: int) -> int:
    """The cells up to the last one with content in each row, repeats unfolded; stops once there are too many."""
    total = width = used = 0
    for _, node in ElementTree.iterparse(stream, forbid_dtd=True):
        if node.tag == f"{_TABLE}table-cell":
            width += int(node.attrib.get(f"{_TABLE}number-columns-repeated", 1))
            if f"{_OFFICE}value-type" in node.attrib or len(node):
                used = width
        elif node.tag == f"{_TABLE}table-row":
            total += used * int(node.attrib.get(f"{_TABLE}number-rows-repeated", 1))
            width = used = 0
            node.clear()
        if total > most:
            break
    return total
