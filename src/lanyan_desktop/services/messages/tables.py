"""Sentences about tables, registers and forms."""

from __future__ import annotations

SENTENCES = {
    "record.cycle": "{kind}不能放到自己下面，没有移动；请选别的位置。",
}
