"""All work that runs or ran lately: what, how far, how long, and a way to stop it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from lanyan_desktop.ui.components.buttons import icon_button
from lanyan_desktop.ui.components.label import Tone, elastic, label, retone, rule
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import Job, State
from lanyan_desktop.ui.shell.popup import Popup
from lanyan_desktop.ui.shell.status_bar import progress_words, show_progress
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE

_WIDTH, _MOST = 420, 12


def _state_of(job: Job) -> tuple[str, Tone]:
    words: dict[State, tuple[str, Tone]] = {
        "running": (tr("运行中"), "text2"),
        "done": (tr("已完成"), "ok"),
        "failed": (tr("没有完成"), "crit"),
        "cancelled": (tr("已取消"), "text2"),
    }
    return words[job.state]


class JobPanel(Popup):
    """Opens above the status bar; its rows follow the runner."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, name=tr("任务"))
        self.setFixedWidth(_WIDTH)
        self._rows: dict[int, _Row] = {}
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.addWidget(label(tr("任务"), CARD_TITLE, 600))
        self._none = label(
            tr("没有运行中的任务。导入、导出、计算超过 0.3 秒的会列在这里。"), CAPTION, tone="text3", wraps=True
        )
        self.column.addWidget(self._none)

    def open_for(self, jobs: Sequence[Job], above: QPoint) -> None:
        """Show these jobs, oldest first, the panel's lower left corner at a point of the window."""
        self.follow(jobs)
        self.adjustSize()
        self.open_at(QPoint(above.x(), above.y() - self.height() - 4))

    def follow(self, running: Sequence[Job]) -> None:
        """Bring the rows up to date."""
        jobs = [job for job in reversed(running) if job.is_listed][:_MOST]
        self._none.setVisible(not jobs)
        for key in [key for key in self._rows if key not in {id(job) for job in jobs}]:
            self._rows.pop(key).deleteLater()
        for job in reversed(jobs):
            if id(job) not in self._rows:
                self._rows[id(job)] = row = _Row(job)
                self.column.insertWidget(1, row)
            self._rows[id(job)].follow()


class _Row(QWidget):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._name = label("")
        self._state = label("", CAPTION, tone="text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cross = icon_button("x", tr("取消 %1", job.label), size=20)
        self._cross.setIconSize(QSize(11, 11))
        self._cross.clicked.connect(job.cancel)
        line = QHBoxLayout()
        line.addWidget(elastic(self._name), 1)
        line.addWidget(self._state)
        line.addWidget(self._cross)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(rule())
        column.addLayout(line)
        column.addWidget(self._bar)

    def follow(self) -> None:
        job = self._job
        is_running = job.state == "running"
        word, tone = _state_of(job)
        self._name.setText(progress_words(job) if is_running else job.label)
        self._state.setText(tr("%1 · %2 秒", word, f"{job.seconds:.1f}"))
        retone(self._state, tone)
        self._bar.setVisible(is_running)
        self._cross.setVisible(is_running)
        if is_running:
            show_progress(self._bar, job)
