"""The one style sheet, made from the tokens. Widgets opt in by object name or by the property `kind`."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from lanyan_desktop.kit.resources import resource

_SHEET = Template("""
QPushButton, QToolButton, QTabBar, QTableView, QTreeView, QListView, QCheckBox, QRadioButton { outline: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $line2; padding: 4px 6px; }
QMainWindow, QDialog { background: $win; }
#top, #status { background: $header; }
#top { border-bottom: 1px solid $line; }
#status { border-top: 1px solid $line; }
#pageHeader, #toolbar { background: $surface; border-bottom: 1px solid $line; }
#card, #panel { background: $surface; border: 1px solid $line; border-radius: 6px; }
#card[chosen="true"] { border: 2px solid $accent; }
#card:focus { border: 2px solid $accent; }
#differing { background: $warnSoft; border-radius: 4px; }
#surface { background: $surface; }
#backdrop { background: $win; }
#sunken { background: $sunken; }
#side { background: $surface; border-left: 1px solid $line; }
#popup { background: $surface; border: 1px solid $line2; border-radius: 6px; }
#rule { background: $line; } #rule2 { background: $line2; }
QLabel { background: transparent; color: $text; }
QLabel[tone="text2"] { color: $text2; } QLabel[tone="text3"] { color: $text3; }
QLabel[tone="crit"] { color: $crit; } QLabel[tone="warn"] { color: $warn; } QLabel[tone="ok"] { color: $ok; }
QLabel[tone="front"] { color: $front; } QLabel[tone="accent"] { color: $accent; }
QLabel#key { color: $text3; background: $surface; border: 1px solid $line2; border-radius: 3px; padding: 0 4px; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $text2; padding: 0 13px; border: 0; border-bottom: 2px solid transparent;
  min-height: 28px; }
#moduleTabs::tab { height: 41px; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:hover:!selected { color: $text; background: $hover; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QLineEdit, QComboBox, QSpinBox, QDateEdit { background: $surface; color: $text; border: 1px solid $ctrl;
  border-radius: 4px; padding: 0 8px; min-height: 26px; selection-background-color: $accentFill;
  selection-color: $onAccent; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus { border: 2px solid $accent; padding: 0 7px;
  min-height: 24px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDateEdit:disabled { background: $sunken; color: $text3;
  border-color: $line2; }
QLineEdit:read-only { background: $sunken; color: $text2; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] { background: $critSoft;
  border-color: $crit; color: $crit; }
QLineEdit#search { background: $sunken; border: 1px solid $line2; }
QLineEdit#search:focus { background: $surface; border: 2px solid $accent; }
QLineEdit#cellEditor, QComboBox#cellEditor { border: 2px solid $accent; border-radius: 0; padding: 0 4px;
  min-height: 0; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($chevron); width: 14px; height: 14px; }
QSpinBox::up-button, QSpinBox::down-button { border: 0; width: 18px; background: transparent; }
QSpinBox::up-arrow { image: url($chevron_up); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url($chevron); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line2; padding: 4px 0;
  selection-background-color: $accentSoft; selection-color: $text; }
QPlainTextEdit, QTextEdit { background: $surface; color: $text; border: 1px solid $ctrl; border-radius: 4px;
  padding: 2px 4px; selection-background-color: $accentFill; selection-color: $onAccent; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 1px 3px; }
QTextBrowser, QTextBrowser:focus { border: 0; padding: 0; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0 8px;
  min-height: 26px; color: $text; }
QToolButton[iconOnly="true"] { padding: 0 6px; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $accentSoft; color: $accent; }
QToolButton:disabled { color: $text3; }
QToolButton:focus { border: 2px solid $accent; padding: 0 7px; min-height: 24px; }
QToolButton[iconOnly="true"]:focus { padding: 0 5px; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton { background: $surface; border: 1px solid $line2; border-radius: 4px; padding: 0 12px; min-height: 26px;
  color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { background: $sunken; color: $text3; border: 1px solid $line2; }
QPushButton[kind="primary"] { background: $accentFill; color: $onAccent; border: 1px solid $accentFill;
  font-weight: 600; }
QPushButton[kind="primary"]:hover { border-color: $accent; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $text3; border: 1px solid $line2; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 0 6px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 0 5px; }
QPushButton[kind="quiet"]:disabled { color: $text3; }
QPushButton[kind="danger"] { color: $crit; border: 1px solid $crit; }
QPushButton[kind="danger"]:hover { background: $critSoft; }
QPushButton[kind="danger"]:focus { border: 2px solid $crit; }
#segmented { background: $sunken; border-radius: 5px; }
#segmented QToolButton { min-height: 22px; padding: 0 11px; margin: 2px; color: $text2; border: 1px solid transparent; }
#segmented QToolButton:checked { background: $surface; color: $accent; border: 1px solid $line2; font-weight: 600; }
#segmented QToolButton:focus { border: 2px solid $accent; min-height: 20px; padding: 0 10px; }
#failure, #notice { border-radius: 4px; }
#failure { background: $critSoft; border: 1px solid $crit; }
#notice { background: $okSoft; border: 1px solid $ok; }
#caution { background: $warnSoft; border: 1px solid $warnFill; border-radius: 4px; }
QTableView, QTreeView, QListView { background: $surface; color: $text; border: 0; gridline-color: $line;
  selection-background-color: $accentSoft; selection-color: $text; }
QListView::item { min-height: 28px; padding: 0 8px; }
QListView::item:selected { background: $accentSoft; color: $text; }
QListView::item:hover:!selected { background: $hover; }
QHeaderView { background: $header; border: 0; }
QHeaderView::section { background: $header; color: $text2; border: 0; border-right: 1px solid $line;
  border-bottom: 1px solid $line2; padding: 0 6px; }
QTableCornerButton::section { background: $header; border: 0; border-bottom: 1px solid $line2; }
QScrollBar:vertical { width: 10px; background: transparent; }
QScrollBar:horizontal { height: 10px; background: transparent; }
QScrollBar::handle { background: $line2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; } QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $ctrl; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QScrollArea, #scrolled { background: transparent; border: 0; }
QSplitter::handle { background: $line2; } QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
QMenu { background: $surface; color: $text; border: 1px solid $line2; padding: 4px 0; }
QMenu::item { padding: 5px 24px 5px 12px; } QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accentSoft; color: $text; } QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QCheckBox, QRadioButton { color: $text; spacing: 6px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $ctrl; border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked { background: $accentFill; border-color: $accentFill; image: url($tick); }
QCheckBox::indicator:indeterminate { background: $ctrl; }
QCheckBox::indicator:disabled { background: $sunken; border-color: $line2; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $text3; }
QGroupBox { border: 0; margin-top: 18px; color: $text2; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
""")


def style_sheet(colours: Mapping[str, str], *, is_dark: bool) -> str:
    """The sheet in these colours; icons a sheet needs as files come in both schemes from resources/icons/sheet."""
    scheme = "dark" if is_dark else "light"
    files = {"chevron": f"chev-{scheme}.svg", "chevron_up": f"chevup-{scheme}.svg", "tick": "tick.svg"}
    urls = {name: resource("icons", "sheet", file).as_posix() for name, file in files.items()}
    return _SHEET.substitute(colours, **urls)
