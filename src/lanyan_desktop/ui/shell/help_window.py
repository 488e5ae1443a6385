"""The manual (F1): the pages of docs/manual, in Chinese, with their own little index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QWidget

from lanyan_desktop.kit.resources import resource
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.theme import font, theme, token
from lanyan_desktop.ui.tokens import BODY, CARD_TITLE, TITLE

_ROW, _LINE_PERCENT = 30, 140


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the manual: what the command palette finds."""

    page: Path
    title: str
    anchor: str  # "" for the page itself


@cache
def manual_pages() -> tuple[Path, ...]:
    """The pages in reading order (their names begin with a number)."""
    return tuple(sorted(resource("manual").glob("*.md")))


@cache
def manual_sections() -> tuple[Section, ...]:
    """Every heading of the manual."""
    found = []
    for page in manual_pages():
        for line in page.read_text("utf-8").splitlines():
            marks, _, title = line.partition(" ")
            if marks and set(marks) == {"#"} and len(marks) <= 2:
                found.append(Section(page, title.strip(), title.strip() if len(marks) == 2 else ""))
    return tuple(found)


class HelpWindow(QWidget):
    """Index at the left, page at the right; a window of its own beside the work."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("蓝燕 使用手册"))
        self.resize(860, 640)
        self._wanted = ""  # the heading to scroll to
        self._index = QListWidget()
        self._index.setAccessibleName(tr("目录"))
        self._index.setFixedWidth(220)
        self._browser = QTextBrowser()
        self._browser.setAccessibleName(tr("手册正文"))
        self._browser.setOpenExternalLinks(False)
        self._browser.setFont(font(BODY))
        self._browser.document().setDocumentMargin(24)
        for page in manual_pages():
            entry = QListWidgetItem(_title_of(page))
            entry.setSizeHint(QSize(0, _ROW))
            self._index.addItem(entry)
        self._index.currentRowChanged.connect(self._show)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._index)
        split.addWidget(self._browser)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        theme().changed.connect(self._on_theme)
        self._index.setCurrentRow(0)

    def open_section(self, section: Section | None) -> None:
        """Show a section, the first page for None, and come to the front."""
        if section is not None:
            self._index.setCurrentRow(manual_pages().index(section.page))
            self._wanted = section.anchor
            QTimer.singleShot(0, self, self._find)  # once the page has been laid out
        self.show()
        self.raise_()
        self.activateWindow()

    def _on_theme(self) -> None:
        self._show(self._index.currentRow())

    def _show(self, row: int) -> None:
        pages = manual_pages()
        if not 0 <= row < len(pages):
            self._browser.setPlainText(tr("手册没有随程序装上；请重新安装。"))
            return
        self._browser.document().setDefaultStyleSheet(f"a {{ color: {token('accent').name()} }}")
        self._browser.document().setBaseUrl(QUrl.fromLocalFile(f"{pages[row].parent}/"))
        self._browser.setMarkdown(pages[row].read_text("utf-8"))
        set_type(self._browser.document())

    def _find(self) -> None:
        """Scroll so that the wanted heading stands at the top."""
        block = self._browser.document().begin()
        while block.isValid() and not (block.blockFormat().headingLevel() and block.text() == self._wanted):
            block = block.next()
        if block.isValid():
            at = self._browser.document().documentLayout().blockBoundingRect(block).top()
            self._browser.verticalScrollBar().setValue(round(at))


def set_type(document: QTextDocument) -> None:
    """Sizes and spacing of the house for what Markdown gave: headings 18 and 14, lines with air, bullets apart."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        shape = QTextBlockFormat()
        in_list = block.textList() is not None
        shape.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin({0: 2, 1: 0}.get(level, 18) if in_list or level else 6)
        shape.setBottomMargin(8 if level else 2)
        cursor.mergeBlockFormat(shape)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = QTextCharFormat()
            letters.setFont(font(TITLE if level == 1 else CARD_TITLE, 600))
            letters.setProperty(QTextFormat.Property.FontSizeAdjustment.value, 0)  # Markdown asks for larger
            cursor.mergeCharFormat(letters)
        block = block.next()


def _title_of(page: Path) -> str:
    return page.read_text("utf-8").splitlines()[0].lstrip("# ").strip()
