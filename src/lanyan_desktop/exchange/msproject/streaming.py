"""A large XML file as a stream of its records: text by text, without entities, nothing fetched, nothing kept behind.

Fed as text, so that what the first line says about the encoding cannot hide a DTD from the look before the parser.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from lanyan_desktop.exchange.guarded import DEEPEST, check_size
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

MOST_IN_RECORD = 200_000
"""Elements in one record: an assignment over years has some thousand time-phased values."""
_PIECE = 1 << 16
_DTD = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,30})["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KNOWN = re.compile(r"utf-?8|utf-?16(le|be)?|us-ascii|iso-?8859-\d+|windows-125\d|cp125\d|gb2312|gbk|gb18030|big5")


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def records(path: Path, *, depth: int, step: Step = no_step) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Every element at this depth (the root is 0) once it is whole, with the names above it; then it is forgotten.

    Elements that end higher up, without children, are given too.

    Raises:
        LanyanError: plan_file.damaged, plan_file.entities, plan_file.deep, plan_file.too_many; those of `check_size`.
    """
    size = check_size(path)
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    walk = _Walk(path.name, depth)
    try:
        for read, text in _pieces(path):
            step(min(read, size), size)
            parser.feed(text)
            yield from walk.over(parser)
        parser.close()
        yield from walk.over(parser)
    except (ParseError, UnicodeError, ValueError) as error:
        raise LanyanError("plan_file.damaged", file=path.name, detail=_reason(error)) from error


class _Walk:
    """Follows the parser through the tree, and cuts off what was given."""

    def __init__(self, file: str, depth: int) -> None:
        self._file, self._depth = file, depth
        self._stack: list[Element] = []
        self._names: list[str] = []
        self._inside = 0

    def over(self, parser: XMLPullParser[Element]) -> Iterator[tuple[tuple[str, ...], Element]]:
        for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if event == "start":
                self._enter(element)
            else:
                self._stack.pop()
                self._names.pop()
                if len(self._stack) <= self._depth:
                    self._inside = 0
                    yield tuple(self._names), element
                    if self._stack:
                        self._stack[-1].remove(element)

    def _enter(self, element: Element) -> None:
        self._stack.append(element)
        self._names.append(local(element.tag))
        self._inside += 1
        if len(self._stack) > DEEPEST:
            raise LanyanError("plan_file.deep", file=self._file, limit=DEEPEST)
        if self._inside > MOST_IN_RECORD:
            raise LanyanError("plan_file.too_many", file=self._file, what="一项记录里的内容", limit=MOST_IN_RECORD)


def _pieces(path: Path) -> Iterator[tuple[int, str]]:
    """The text piece by piece with how many bytes were read, none of it with a DTD."""
    with path.open("rb") as file:
        start = file.read(4096)
        decoder = codecs.getincrementaldecoder(_encoding(start, path))("strict")
        piece, before, read = start, "", 0
        while True:
            read += len(piece)
            text = decoder.decode(piece, final=not piece)
            if _DTD.search(before + text):
                raise LanyanError("plan_file.entities", file=path.name)
            before = text[-10:] if text else before
            yield read, text.replace("\ufeff", "") if read == len(piece) else text
            if not piece:
                return
            piece = file.read(_PIECE)


def _encoding(start: bytes, path: Path) -> str:
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    declared = _DECLARED.match(start)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if not _KNOWN.fullmatch(name):
        raise LanyanError("plan_file.damaged", file=path.name, detail=f"文字编码 {name} 不认得")
    return "gb18030" if name in ("gb2312", "gbk") else name


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "文字编码与文件开头写的不符"
    if isinstance(error, ParseError):
        line, column = error.position
        return f"第 {line} 行第 {column + 1} 列不是完整的 XML"
    return "不是完整的 XML"
