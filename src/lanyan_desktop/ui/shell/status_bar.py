"""The bottom line of the window: saved, sync, running work; at the right what the tab says and the data date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from lanyan_desktop.ui.components.buttons import icon_button
from lanyan_desktop.ui.components.label import Tone, divider, label, retone
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.icons import pixmap
from lanyan_desktop.ui.theme import theme, token
from lanyan_desktop.ui.tokens import CAPTION, RADIUS, STATUS

if TYPE_CHECKING:  # brings the store: not for the first paint
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from lanyan_desktop.ui.jobs import Job

_SAID_MS = 6000


class StatusItem(QWidget):
    """An icon and a word; hidden while it has no word. A button takes click, Enter and Space and the focus by Tab."""

    clicked = Signal()

    def __init__(self, name: str, *, is_button: bool = False) -> None:
        super().__init__()
        self._is_button = is_button
        if is_button:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon, self._icon_tone = "", "text2"
        self._picture = QLabel()
        self._words = label("", CAPTION, tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self._picture)
        row.addWidget(self._words)
        self._name = name
        theme().changed.connect(self._draw)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, text: str, *, icon: str = "", tone: Tone = "text2", icon_tone: str = "", tip: str = "") -> None:
        """Show this; an empty text hides the item."""
        self._words.setText(text)
        retone(self._words, tone)
        self._icon, self._icon_tone = icon, icon_tone or tone
        self._draw()
        self.setToolTip(tip or text)
        self.setAccessibleName(f"{self._name} {text}")
        self.setVisible(bool(text))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_button and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_button and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(token("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _draw(self) -> None:
        self._picture.setVisible(bool(self._icon))
        if self._icon:
            self._picture.setPixmap(pixmap(self._icon, self._icon_tone, 14))


class RunningItem(QWidget):
    """The job that runs, how far it is, and a cross; a click opens the job panel."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._words = label("", CAPTION, tone="text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(110)
        self._cross = icon_button("x", tr("取消"), size=20, draw=False)
        self._cross.setIconSize(QSize(11, 11))
        self._cross.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._words, self._bar, self._cross):
            row.addWidget(part)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("查看所有任务"))
        self.hide()

    def follow(self, jobs: Sequence[Job]) -> None:
        """Show the first of these that runs long enough to be shown."""
        running = [job for job in jobs if job.is_listed and job.is_worth_showing]
        self._job = running[0] if running else None
        self.setVisible(bool(running))
        if self._job is None:
            return
        more = tr("，另有 %1 项", len(running) - 1) if len(running) > 1 else ""
        self._words.setText(f"{progress_words(self._job)}{more}")
        self.setAccessibleName(self._words.text())
        show_progress(self._bar, self._job)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.clicked.emit()


def progress_words(job: Job) -> str:
    """A job and how far it is: "导入预算 6,200 / 10,000"."""
    at = job.progress
    label_now = at.label if at.label and at.label != job.label else ""
    name = f"{job.label} · {label_now}" if label_now else job.label
    return f"{name} {at.done:,} / {at.total:,}" if at.total else name


def show_progress(bar: QProgressBar, job: Job) -> None:
    """Set a bar to how far a job is; it wanders while the whole is not known."""
    at = job.progress
    bar.setRange(0, 1000 if at.total else 0)
    if at.total:
        bar.setValue(1000 * at.done // at.total)
    bar.setAccessibleName(progress_words(job))


class StatusBar(QWidget):
    """26 px; items left to right as declared. Empty until `fill`, which the desk calls after the first paint."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, on=True)
        self.setFixedHeight(STATUS)

    def fill(self) -> None:
        """Make the items."""
        self.saved = StatusItem(tr("保存"))
        self.sync = StatusItem(tr("同步"), is_button=True)
        self.read_only = StatusItem(tr("只读"))
        self.running = RunningItem()
        self.said = StatusItem(tr("刚才"))
        self.data_date = StatusItem(tr("数据日期"))
        self.of_tab = StatusItem(tr("视图"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(10)
        self._dividers: list[tuple[QWidget, QWidget]] = []
        for item in (self.saved, self.sync, self.read_only, self.running, self.said):
            self._put(item, divider_before=item is not self.saved)
        self._row.addStretch(1)
        self._put(self.data_date, divider_before=False)
        self._put(self.of_tab, divider_before=True)
        self._forget = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._forget.timeout.connect(lambda: self.say(""))

    def _put(self, item: QWidget, *, divider_before: bool) -> None:
        if divider_before:
            line = divider(12)
            line.hide()
            self._dividers.append((line, item))
            self._row.addWidget(line)
        self._row.addWidget(item)

    def settle(self) -> None:
        """Show a divider only before what is shown."""
        for line, item in self._dividers:
            line.setVisible(item.isVisibleTo(self))

    def say(self, text: str) -> None:
        """Say what was just done, for a few seconds."""
        self.said.say(text)
        self.settle()
        if text:
            self._forget.start()
