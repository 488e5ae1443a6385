"""An XER file as its tables: lines of tab-separated text, in whatever encoding the exporting machine had."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from lanyan_desktop.exchange.guarded import MOST_ACTIVITIES, MOST_LINKS, check_size
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

Row = dict[str, str]
WANTED = {
    "PROJECT": 2_000,
    "CALENDAR": 5_000,
    "SCHEDOPTIONS": 2_000,
    "PROJWBS": MOST_ACTIVITIES,
    "RSRC": MOST_ACTIVITIES,
    "TASK": MOST_ACTIVITIES,
    "TASKPRED": MOST_LINKS,
    "TASKRSRC": MOST_LINKS,
}
"""The tables that are read, and how many rows each may have."""
_LONGEST_LINE = 16 << 20
_WORDS = {"TASK": "工作", "TASKPRED": "逻辑关系", "TASKRSRC": "资源分配", "CALENDAR": "日历", "PROJWBS": "WBS"}


def read_tables(path: Path, *, step: Step = no_step) -> tuple[dict[str, list[Row]], str]:
    """The wanted tables by name, their rows as texts by field, and the encoding that was found.

    Raises:
        LanyanError: plan_file.unknown when it is no XER; plan_file.too_many, plan_file.damaged; those of `check_size`.
    """
    size = check_size(path)
    encoding = encoding_of(path)
    found: dict[str, list[Row]] = {name: [] for name in WANTED}
    table, fields, is_whole, read = "", list[str](), False, 0
    for number, line in enumerate(_lines(path, encoding)):
        read += len(line)
        if number == 0 and not line.startswith("ERMHDR"):
            raise LanyanError("plan_file.unknown", file=path.name)
        if number % 2_000 == 0:
            step(min(read, size), size)
        mark, _, rest = line.partition("\t")
        if mark == "%T":
            table, fields = rest.strip(), []
        elif mark == "%F":
            fields = rest.split("\t")
        elif mark == "%R" and table in found:
            rows = found[table]
            if len(rows) >= WANTED[table]:
                what = _WORDS.get(table, table)
                raise LanyanError("plan_file.too_many", file=path.name, what=what, limit=WANTED[table])
            rows.append(dict(zip(fields, rest.split("\t"), strict=False)))
        elif mark == "%E":
            is_whole = True
    if not is_whole:
        raise LanyanError("plan_file.damaged", file=path.name, detail="没有文件末尾的 %E 行")
    return found, encoding


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Lines without their ends; a line of 16 MB is no line of a plan."""
    with path.open(encoding=encoding, errors="replace", newline="\n") as file:
        while line := file.readline(_LONGEST_LINE):
            if len(line) >= _LONGEST_LINE:
                raise LanyanError("plan_file.damaged", file=path.name, detail="有一行过长")
            yield line.rstrip("\r\n")


def encoding_of(path: Path) -> str:
    """UTF-8 where the bytes are that; GBK where bytes beyond ASCII come in pairs as in Chinese text; else Western.

    P6 writes in the code page of the machine and says nowhere which that was.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = singles = 0
    is_utf8 = True
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            if is_utf8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    is_utf8 = False
            paired, alone = _high_bytes(piece)
            pairs, singles = pairs + paired, singles + alone
    if is_utf8:
        return "utf-8-sig"
    return "gb18030" if pairs > 4 * singles else "cp1252"


def _high_bytes(piece: bytes) -> tuple[int, int]:
    """Runs of bytes beyond ASCII: how many bytes stand in runs of an even length, how many in others."""
    paired = alone = run = 0
    if piece.isascii():
        return 0, 0
    for byte in piece:
        if byte >= 0x80:
            run += 1
        elif run:
            if run % 2:
                alone += run
            else:
                paired += run
            run = 0
    return paired, alone
