"""One record for the inspector: what names it, and its fields by their declaration."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lanyan_desktop.core.records import KINDS, Field, Shape
from lanyan_desktop.core.records.text import masked, show
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.session import Reader
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import CAPTION

_NAME_WIDTH = 84


def title_of(reader: Reader, kind_name: str, record_id: Id) -> str:
    """What names the record to people."""
    return reader.labels(kind_name, [record_id]).get(record_id, "") or KINDS[kind_name].title


def lines_of(reader: Reader, kind_name: str, record_id: Id) -> Iterator[QWidget]:
    """A line for each field that is shown, or one that says the record is gone."""
    kind = KINDS[kind_name]
    row = reader.page(kind_name, [record_id], [field.name for field in kind.shown]).get(record_id)
    if row is None:
        yield label(tr("这条记录已被删除"), tone="text3")
        return
    for field, value in zip(kind.shown, row, strict=True):
        yield _line(field.heading, _words(reader, field, value))


def _words(reader: Reader, field: Field, value: Value) -> str:
    if field.shape is Shape.REFERENCE and isinstance(value, bytes):
        return reader.labels(field.about.refers, [Id(value)]).get(Id(value), "—")
    text = show(field, value)
    return masked(text) if field.about.private else text or "—"


def _line(name: str, words: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 1, 0, 1)
    title = label(name, CAPTION, tone="text3", wraps=True)
    title.setFixedWidth(_NAME_WIDTH)
    shown = label(words, wraps=True, tone="text3" if words == "—" else "text")
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(shown, 1)
    return made
