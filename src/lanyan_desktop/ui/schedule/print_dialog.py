"""打印与 PDF: paper, how it is fitted, who signs; a preview; then a PDF or the printer."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from lanyan_desktop.core.chart.paging import Fit, Paper, Setup
from lanyan_desktop.ui.components.buttons import button, icon_button
from lanyan_desktop.ui.components.label import label
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.schedule.paper import Drawing, TitleBlock, picture
from lanyan_desktop.ui.shell.dialog import Dialog
from lanyan_desktop.ui.tokens import CAPTION, M

_PAPERS: tuple[Paper, ...] = get_args(Paper)
_FITS: tuple[tuple[Fit, str], ...] = (
    ("width", "按页宽，行分页"),
    ("page", "全部在一页"),
    ("tiles", "按屏幕比例，分页拼接"),
)
_PREVIEW = 560
Answer = Literal["", "pdf", "print"]


class PrintDialog(Dialog):
    """Asks how; `answer` says what was chosen, `setup` and `block` how."""

    def __init__(self, parent: QWidget | None, drawing: Drawing, block: TitleBlock, setup: Setup) -> None:
        self.answer: Answer = ""
        self.setup, self.block = setup, block
        self._drawing, self._page, self._count = drawing, 0, 1
        leave, paper, pdf = button(tr("取消")), button(tr("打印…"), icon="print"), button(tr("导出 PDF…"), "primary")
        body = QWidget()
        super().__init__(parent, tr("打印与 PDF"), body=body, buttons=(leave, paper, pdf), width=960)
        leave.clicked.connect(self.reject)
        paper.clicked.connect(lambda: self._choose("print"))
        pdf.clicked.connect(lambda: self._choose("pdf"))
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M * 2)
        row.addLayout(self._make_form(), 0)
        row.addLayout(self._make_preview(), 1)
        self._look()

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        self.paper, self.way, self.fit = QComboBox(), QComboBox(), QComboBox()
        self.paper.addItems(list(_PAPERS))
        self.paper.setCurrentText(self.setup.paper)
        self.way.addItems([tr("横向"), tr("纵向")])
        self.way.setCurrentIndex(0 if self.setup.is_landscape else 1)
        self.fit.addItems([tr(text) for _, text in _FITS])
        self.fit.setCurrentIndex([name for name, _ in _FITS].index(self.setup.fit))
        self.title = QLineEdit(self.block.title or self._drawing.name)
        self.drawn, self.checked = QLineEdit(self.block.drawn), QLineEdit(self.block.checked)
        self.approved = QLineEdit(self.block.approved)
        rows: tuple[tuple[str, QWidget], ...] = (
            (tr("纸张"), self.paper), (tr("方向"), self.way), (tr("缩放"), self.fit), (tr("图名"), self.title),
            (tr("编制"), self.drawn), (tr("审核"), self.checked), (tr("审批"), self.approved),
        )  # fmt: skip
        for text, field in rows:
            field.setAccessibleName(text)
            field.setMinimumWidth(190)
            form.addRow(text, field)
        for box in (self.paper, self.way, self.fit):
            box.currentIndexChanged.connect(lambda _at: self._look())
        for line in (self.title, self.drawn, self.checked, self.approved):
            line.editingFinished.connect(self._look)
        return form

    def _make_preview(self) -> QVBoxLayout:
        self.preview = label("")
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setMinimumSize(_PREVIEW, round(_PREVIEW * 0.75))
        self.preview.setAccessibleName(tr("预览"))
        self.pages = label("", CAPTION, tone="text3")
        back, forth = icon_button("prev", tr("上一页")), icon_button("next", tr("下一页"))
        back.clicked.connect(lambda: self._turn(-1))
        forth.clicked.connect(lambda: self._turn(1))
        bar = QHBoxLayout()
        bar.addStretch(1)
        for widget in (back, self.pages, forth):
            bar.addWidget(widget)
        bar.addStretch(1)
        column = QVBoxLayout()
        column.addWidget(self.preview, 1)
        column.addLayout(bar)
        return column

    def _turn(self, step: int) -> None:
        self._page = min(max(self._page + step, 0), self._count - 1)
        self._look()

    def _look(self) -> None:
        """Take what stands in the fields and draw the page they give."""
        self.setup = Setup(
            paper=_PAPERS[self.paper.currentIndex()],
            is_landscape=self.way.currentIndex() == 0,
            fit=_FITS[self.fit.currentIndex()][0],
        )
        self.block = replace(
            self.block,
            title=self.title.text().strip(),
            drawn=self.drawn.text().strip(),
            checked=self.checked.text().strip(),
            approved=self.approved.text().strip(),
        )
        self._count = self._drawing.lay(self.setup)
        self._page = min(self._page, self._count - 1)
        sharp = 1.5
        scale = sharp * _PREVIEW / max(self.setup.size)
        shown = QPixmap.fromImage(picture(self._drawing, self.setup, self.block, page=self._page, scale=scale))
        shown.setDevicePixelRatio(sharp)
        self.preview.setPixmap(shown)
        self.pages.setText(tr("第 %1 页 共 %2 页", self._page + 1, self._count))

    def _choose(self, answer: Answer) -> None:
        self._look()
        self.answer = answer
        self.accept()
