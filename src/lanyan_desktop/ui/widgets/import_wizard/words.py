"""How the wizard calls and colours the classes of rows."""

from __future__ import annotations

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.ui.components.chip import ChipKind

_MUTE: ChipKind = "mute"
CLASS_LOOK: dict[RowClass, tuple[str, ChipKind]] = {
    RowClass.TITLE: ("标题", _MUTE),
    RowClass.META: ("页眉", _MUTE),
    RowClass.HEADER: ("表头", "info"),
    RowClass.SECTION: ("分部", "front"),
    RowClass.ITEM: ("明细", "ok"),
    RowClass.CONTINUATION: ("续行", "ok"),
    RowClass.PAGE_SUBTOTAL: ("本页小计", "warn"),
    RowClass.SUBTOTAL: ("小计", "warn"),
    RowClass.CUMULATIVE: ("合计", "warn"),
    RowClass.NOTE: ("注", _MUTE),
    RowClass.SIGNATURE: ("签字", _MUTE),
    RowClass.TABLE_NUMBER: ("表号", _MUTE),
    RowClass.BLANK: ("空行", _MUTE),
    RowClass.UNKNOWN: ("不认识", "crit"),
}
"""Word and status of each class; the ground of its rows is that of the status."""
GROUND = {"mute": "sunken", "info": "accentSoft", "front": "frontSoft", "warn": "warnSoft", "crit": "critSoft"}
"""The ground of rows by status; items and blank rows stay white."""
CHOICES = (RowClass.ITEM, RowClass.SECTION, RowClass.CUMULATIVE, RowClass.NOTE, RowClass.HEADER)
"""What a person may say a row is."""
_ITEM_WORD = {"budget": "清单项", "attendance": "工人", "daywork": "点工", "plan": "工作"}
_SECTION_WORD = {"attendance": "班组", "daywork": "班组", "plan": "分组"}


def class_word(kind: RowClass, form: str) -> str:
    """What a class is called in a form.

    >>> class_word(RowClass.ITEM, "budget"), class_word(RowClass.BLANK, "plan")
    ('清单项', '空行')
    """
    if kind is RowClass.ITEM:
        return _ITEM_WORD.get(form, "明细")
    if kind is RowClass.SECTION:
        return _SECTION_WORD.get(form, "分部")
    return CLASS_LOOK[kind][0]


def ground_of(kind: RowClass) -> str:
    """The token of the ground of such rows, "" for white."""
    if kind in (RowClass.ITEM, RowClass.CONTINUATION, RowClass.BLANK):
        return ""
    return GROUND[CLASS_LOOK[kind][1]]
