"""另填一个值 and 改号: neither of the values is right, so a third is typed; writing it settles the conflict."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.text import show
from lanyan_desktop.core.table.rows import CellEdit
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.services.registers import RegisterSource, edit_cells
from lanyan_desktop.services.sharing.values import ConflictView
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.sharing.host import Host
from lanyan_desktop.ui.sharing.words import subject
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.widgets.form import RecordForm


def ask_other_value(host: Host, conflict: ConflictView, *, done: Callable[[str], object]) -> None:
    """Ask for the value by its declaration and write it; `done` gets it as text."""
    field = KINDS[conflict.kind].field(conflict.field)
    row = Id(conflict.row_id)
    now = host.session.reader.page(conflict.kind, [row], [field.name]).get(row)
    choices = partial(RegisterSource(host.session.reader, conflict.kind).choices) if field.about.refers else None
    form = RecordForm([field], save=lambda _values: None, choices=choices, has_buttons=False)
    form.show_record({field.name: now[0] if now else None}, labels=_labels(host, conflict, now[0] if now else None))
    keep = button(tr("采用这个值"), "primary")
    back = button(tr("返回"))
    sentence = tr("“%1”填成别的值；原来的几个值仍留在历史里。", subject(conflict))
    dialog = Dialog(host.window(), tr("另填一个值"), sentence=sentence, body=form, buttons=(back, keep))
    back.clicked.connect(dialog.reject)
    keep.clicked.connect(lambda: dialog.accept() if _is_fit(form) else None)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    value = form.values()[field.name]
    text = form.editors[field.name].text() or show(field, value)
    host.jobs.write(
        lambda ledger: edit_cells(ledger, conflict.kind, [CellEdit(row, field.name, value)]),
        done=lambda _made: done(text),
    )


def _is_fit(form: RecordForm) -> bool:
    reasons = form.problems()
    form.show_problems(reasons)
    return not reasons


def _labels(host: Host, conflict: ConflictView, value: Value) -> dict[str, str]:
    refers = KINDS[conflict.kind].field(conflict.field).about.refers
    if not refers or not isinstance(value, bytes):
        return {}
    return {conflict.field: host.session.reader.labels(refers, {Id(value)}).get(Id(value), "")}
