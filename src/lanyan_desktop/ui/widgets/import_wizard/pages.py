"""The first and the last page of the wizard: choosing a file, and what came in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from lanyan_desktop.services.imports import Committed
from lanyan_desktop.services.imports.plan_file import PlanFileImported
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.tokens import CAPTION, CARD_TITLE, TITLE, L, M, S


class FilePage(QWidget):
    """One sentence, one button, a hint that a file may be dropped; why the last file was refused."""

    wanted = Signal()
    part_chosen = Signal(str)  # one of several that the file holds

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", CARD_TITLE, 600)
        self.problem = label("", tone="crit", wraps=True)
        self.problem.setMaximumWidth(560)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choose = button(tr("选择文件…"), "primary", icon="import")
        choose.clicked.connect(self.wanted)
        self.setFocusProxy(choose)
        column = QVBoxLayout(self)
        column.setSpacing(M)
        column.addStretch(2)
        self.parts = QComboBox()
        self.parts.setAccessibleName(tr("文件里的工程"))
        self.parts.activated.connect(lambda _at: self.part_chosen.emit(self.parts.currentText()))
        for shown in (self.title, self.problem, self.parts, choose):
            column.addWidget(shown, 0, Qt.AlignmentFlag.AlignHCenter)
        hint = label(
            tr("也可把 .xlsx、.xls 文件拖到这里；进度计划还可用 Project 的 .xml、P6 的 .xer、GanttProject 的 .gan"),
            CAPTION,
            tone="text3",
        )
        column.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.say("")

    def say(self, problem: str, parts: Sequence[str] = ()) -> None:
        """Why the last file was refused, "" if there was none; `parts` are offered to choose one."""
        self.parts.clear()
        self.parts.addItems(list(parts))
        self.parts.setCurrentIndex(-1)
        self.parts.setPlaceholderText(tr("选要导入的工程"))
        self.parts.setVisible(bool(parts))
        self.title.setText(tr("这个文件没有导入") if problem else tr("选一个文件，先看清再入账"))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


class DonePage(QWidget):
    """What came in, and the ways on."""

    undo_wanted = Signal()
    again_wanted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", TITLE, 600)
        self.remark = label("", tone="text2", wraps=True)
        close, again = button(tr("完成"), "primary"), button(tr("再导入一个文件"))
        undo = button(tr("撤销这次导入"), icon="undo")
        close.clicked.connect(self.closed)
        self.setFocusProxy(close)
        again.clicked.connect(self.again_wanted)
        undo.clicked.connect(self.undo_wanted)
        line = QHBoxLayout()
        line.setSpacing(S)
        for shown in (undo, again, close):
            line.addWidget(shown)
        column = QVBoxLayout(self)
        column.setSpacing(L)
        column.addStretch(2)
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.remark, 0, Qt.AlignmentFlag.AlignHCenter)
        holder = QWidget()
        holder.setLayout(line)
        column.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._undo = undo

    def show_done(self, done: Committed | PlanFileImported) -> None:
        outcome = done.outcome
        self._undo.setVisible(bool(done.intent))
        if not done.intent:
            self.title.setText(tr("和账上完全一样，没有改动"))
            self.remark.setText(tr("%1 条都已在账套里", f"{outcome.unchanged:,}"))
            return
        self.title.setText(tr("已入账 %1 条", f"{outcome.added + outcome.changed:,}"))
        came = ((tr("新增"), outcome.added), (tr("更新"), outcome.changed), (tr("未变"), outcome.unchanged))
        parts = [tr("%1 %2 条", word, f"{count:,}") for word, count in came if count]
        if outcome.absent:
            parts.append(tr("账上另有 %1 条不在表里，原样保留", f"{outcome.absent:,}"))
        self.remark.setText("，".join(parts))
