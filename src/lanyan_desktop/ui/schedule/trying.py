"""试算 on the 进度 tab: while it is on, every edit goes to a copy; a banner says the effect, 采用 or 放弃 end it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.trial import Trial, adopt, effect_of
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import elastic, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import BODY, L, S

if TYPE_CHECKING:
    from lanyan_desktop.services.session import Touched
    from lanyan_desktop.ui.shell.tab import TabContext


class TrialBar(QWidget):
    """The banner: what the trial does so far."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.words = label("", BODY, tone="warn")
        self.keep = button(tr("采用"), "primary", tip=tr("把试算的改动写进计划，一步可撤销"))
        self.drop = button(tr("放弃"), tip=tr("回到试算前的计划；什么都没有写入"))
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, L, S)
        row.addWidget(label(tr("试算中"), BODY, 600, tone="warn"))
        row.addWidget(elastic(self.words), 1)
        row.addWidget(self.drop)
        row.addWidget(self.keep)
        self.hide()

    def say(self, text: str) -> None:
        self.words.setText(text)
        self.words.setToolTip(text)
        self.setAccessibleName(tr("试算中：%1", text))


class Trying(QObject):
    """`use` is told through which context the tab reads and writes; `refresh` reads the plan anew."""

    def __init__(
        self,
        context: TabContext,
        *,
        view: Callable[[], PlanView],
        use: Callable[[TabContext], None],
        refresh: Callable[[Touched | None], None],
    ) -> None:
        super().__init__()
        self.bar = TrialBar()
        self._context, self._view, self._use, self._refresh = context, view, use, refresh
        self._trial: Trial | None = None
        self._tried: TabContext | None = None
        self._before: PlanView | None = None
        self.bar.keep.clicked.connect(self.keep)
        self.bar.drop.clicked.connect(self.drop)

    @property
    def is_on(self) -> bool:
        return self._trial is not None

    def begin(self) -> None:
        """From here on edits are tried, not written."""
        if self.is_on or self._context.session.is_read_only:
            return
        try:
            self._trial = Trial(self._context.session.path, user=self._context.user)
        except LanyanError as error:
            self._context.show_failure(error)
            return
        session = self._trial.session
        bus = ChangeBus(session)
        bus.changed.connect(self._hear)
        self._before = self._view()
        self._tried = replace(self._context, session=session, bus=bus, jobs=self._context.jobs.beside(session, bus))
        self._use(self._tried)
        self.bar.say(tr("改工期、搭接、日历都只在试算里；还没有改动"))
        self.bar.show()

    def _hear(self, touched: Touched, _by: object) -> None:
        self._refresh(touched)

    def take(self) -> None:
        """There is a new plan: say what the trial does to it."""
        if self._trial is not None and self._before is not None:
            self.bar.say(effect_of(self._before, self._view(), self._trial.session.reader))

    def keep(self) -> None:
        """采用: all that was tried as one step."""
        if self._trial is None:
            return
        changes = self._trial.changes()
        self.drop()
        if changes:
            self._context.jobs.write(lambda ledger: adopt(ledger, changes), owner=self.bar)

    def drop(self) -> None:
        """放弃: back to the plan as it is."""
        trial, tried, self._trial, self._tried = self._trial, self._tried, None, None
        if trial is None or tried is None:
            return
        self.bar.hide()
        tried.jobs.close()
        tried.bus.close()
        self._use(self._context)
        trial.close()
        self._before = None
        self._refresh(None)

    def close(self) -> None:
        """The tab goes: nothing of the trial stays."""
        trial, tried, self._trial, self._tried = self._trial, self._tried, None, None
        if trial is not None and tried is not None:
            tried.jobs.close()
            tried.bus.close()
            trial.close()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """While a trial is on, 撤销 and 恢复 belong to it: the window's own would undo what was written before."""
        if self._tried is None or not isinstance(event, QKeyEvent):
            return False
        is_undo, is_redo = (
            event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        )
        if not (is_undo or is_redo):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._tried.jobs.write(lambda ledger: ledger.undo() if is_undo else ledger.redo(), owner=self.bar)
            return True
        return False
