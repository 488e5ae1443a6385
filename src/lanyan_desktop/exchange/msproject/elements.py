"""XML elements as text: pairs of name and value, without what XML cannot hold."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
Pair = tuple[str, str]


def decimal(ten_thousandths: int) -> str:
    """Ten-thousandths as a decimal number.

    >>> decimal(15_000)
    '1.5000'
    """
    return f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04d}"


def elements(pairs: Sequence[Pair], indent: int) -> str:
    """One element a line, indented by as many blanks.

    >>> elements([("Name", "A & B")], 1).rstrip()
    ' <Name>A &amp; B</Name>'
    """
    blank = " " * indent
    return "".join(f"{blank}<{name}>{text_of(text)}</{name}>\n" for name, text in pairs)


def text_of(text: str) -> str:
    """Without the characters that XML cannot hold."""
    clean = text.translate(_CONTROL).encode("utf-8", "replace").decode("utf-8")
    return escape(clean)


def name_of(element: str) -> str:
    """The name of an element given as text: <Name>… or <Name attr="…">…"""
    end = next((at for at, sign in enumerate(element) if sign in " />"), 1)
    return element[1:end]
