"""Makes the words of a PDF the ones that were written.

Fonts draw a radical (U+2F2F ⼯) and the character it is (U+5DE5 工) with one glyph, and a PDF of Qt names each glyph by
the first code it finds: 工程 would be copied as ⼯程 and found by no search. The names (ToUnicode) are plain text in
Qt's files, and a name is as long as another: it is put right in place, and no offset of the file moves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

_TABLE = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
_NAMES = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车辶长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals without a compatibility mapping in Unicode (CJK Radicals Supplement) that stand for whole characters."""


def written(sign: str) -> str:
    """The character that people write for what a font calls it.

    >>> written("⼯"), written("⻚"), written("工"), written(chr(9)) == " "
    ('工', '页', '工', True)
    """
    if sign == "\t":
        return " "
    if "\u2f00" <= sign <= "\u2fd5":
        return unicodedata.normalize("NFKC", sign)
    return _SUPPLEMENT.get(sign, sign)


def mend_words(path: Path, right: Callable[[str], str] = written) -> int:
    """Put the names of a PDF that Qt wrote right; how many glyphs were misnamed. `right` knows a font better."""
    body, mended = path.read_bytes(), 0

    def rename(code: re.Match[bytes]) -> bytes:
        nonlocal mended
        sign = chr(int(code[1], 16))
        name = right(sign)
        mended += name != sign
        return b"<%04X>" % ord(name)

    def in_names(names: re.Match[bytes]) -> bytes:
        return _CODE.sub(rename, names[0])

    whole = _TABLE.sub(lambda table: _NAMES.sub(in_names, table[0]), body)
    if mended:
        path.write_bytes(whole)
    return mended
