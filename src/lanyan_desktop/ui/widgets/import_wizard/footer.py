"""The foot of the wizard: one sentence, how far a job is, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import elastic, label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import Job
from lanyan_desktop.ui.tokens import L, S

_HEIGHT, _BAR = 50, 140
_TICK_MS = 100


class Footer(QWidget):
    """Watches one job at a time; its progress is shown once a person would wonder."""

    stopped = Signal()  # the job was cancelled: nothing else will say so

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._said = label("", tone="text2")
        self._progress = QProgressBar()
        self._progress.setFixedWidth(_BAR)
        self._progress.setTextVisible(False)
        self._stop = button(tr("停止"), "quiet")
        self.back = button(tr("返回"))
        self.take_all = button(tr("全部按建议处理"))
        self.commit = button("", "primary", icon="check")
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show_progress)
        self._stop.clicked.connect(self._cancel)
        self.setFixedHeight(_HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(L, 0, L, 0)
        line.setSpacing(S)
        line.addWidget(elastic(self._said), 1)
        for shown in (self._progress, self._stop, self.back, self.take_all, self.commit):
            line.addWidget(shown)
        self._show_progress()

    def say(self, text: str) -> None:
        """One sentence at the left."""
        self._said.setText(text)
        self._said.setToolTip(text)

    def watch(self, job: Job) -> None:
        """Show this job until it ends; nothing is committed meanwhile."""
        self._job = job
        self._timer.start()
        self.commit.setEnabled(False)
        self._show_progress()

    def unwatch(self) -> None:
        """It has answered."""
        self._job = None
        self._timer.stop()
        self._show_progress()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_progress(self) -> None:
        job = self._job
        if job is not None and job.state != "running":
            self._job = job = None
            self._timer.stop()
            self.stopped.emit()
        is_shown = job is not None and job.is_worth_showing
        self._progress.setVisible(is_shown)
        self._stop.setVisible(is_shown)
        if job is not None and is_shown:
            progress = job.progress
            self._progress.setRange(0, progress.total)
            self._progress.setValue(progress.done)
            self._said.setText(progress.label)
