"""What the glyphs of a PDF mean: a font shares one glyph among codes, and the text to copy must bear the usual one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QRawFont

from lanyan_desktop.exchange.pdf_words import written
from lanyan_desktop.ui.theme import font


def sign_of_glyph() -> Callable[[str], str]:
    """What a glyph of the program's font means, by a code it bears: of several the one in common use (GB/T 2312)."""
    face = QRawFont.fromFont(font(12))
    usual = [chr(code) for code in range(32, 127)]
    usual += [
        bytes((row, at)).decode("gb2312") for row in range(0xB0, 0xF8) for at in range(0xA1, 0xFF) if _is(row, at)
    ]
    by_glyph = dict(zip(face.glyphIndexesForString("".join(reversed(usual))), reversed(usual), strict=True))
    known = frozenset(usual)

    def sign_of(sign: str) -> str:
        glyphs = face.glyphIndexesForString(sign) if sign not in known else []
        return by_glyph.get(glyphs[0], written(sign)) if glyphs and glyphs[0] else written(sign)

    return sign_of


def _is(row: int, at: int) -> bool:
    return row != 0xD7 or at <= 0xF9  # the first level ends there
