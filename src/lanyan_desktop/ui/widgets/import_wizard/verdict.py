"""Whether what is shown may be committed, and what committing will do, in one sentence."""

from __future__ import annotations

from lanyan_desktop.core.forms.classify import RowClass
from lanyan_desktop.services.imports import Preview
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.widgets.import_wizard.words import class_word


def why_not(count: int, *, is_read_only: bool) -> str:
    """Why nothing can be committed, "" where it can."""
    if is_read_only:
        return tr("账套是只读的，不能入账")
    return "" if count else tr("没有可以入账的行，请看右边的问题")


def promise(shown: Preview, outcome: Outcome | None) -> str:
    """What committing a sheet will do; `outcome` None: not tried out yet."""
    if outcome is None:
        word = class_word(RowClass.ITEM, shown.form.name)
        return tr("将新增 %1 条%2、%3 个分组；入账后可一步撤销。", f"{shown.items:,}", word, shown.sections)
    return promised(outcome, shown.reading.records)


def promised(outcome: Outcome, records: int) -> str:
    """What was tried out, as a promise; `records` is what the file itself holds."""
    if not outcome.added and not outcome.changed:
        return tr("和账上完全一样，入账不会有改动。")
    parts = [tr("将新增 %1 条", f"{outcome.added:,}")]
    if outcome.changed:
        parts.append(tr("更新 %1 条", f"{outcome.changed:,}"))
    if outcome.unchanged:
        parts.append(tr("%1 条不变", f"{outcome.unchanged:,}"))
    along = outcome.added + outcome.changed + outcome.unchanged > records
    also = tr("（含一并建立的记录）") if along else ""
    return "、".join(parts) + also + tr("；入账后可一步撤销。")
