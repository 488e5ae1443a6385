"""The one place where colours come from: light or dark, following the system or the setting, switchable at run time.

Painters ask ``token("barDone")`` each time they paint and need do nothing else; what caches colours (pixmaps, curves,
item texts) listens to ``theme().changed``. Style comes from one sheet for the whole program: no widget sets its own
colours, it takes a property (``kind="primary"``) or an object name the sheet knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from lanyan_desktop.ui.fonts import font, metrics
from lanyan_desktop.ui.stylesheet import style_sheet
from lanyan_desktop.ui.tokens import DARK, LIGHT

__all__ = ["Scheme", "Theme", "font", "metrics", "palette", "theme", "token"]

Scheme = Literal["system", "light", "dark"]

_ROLES: Mapping[QPalette.ColorRole, str] = {
    QPalette.ColorRole.Window: "win", QPalette.ColorRole.WindowText: "text", QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "header", QPalette.ColorRole.Text: "text", QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text", QPalette.ColorRole.Highlight: "accentFill",
    QPalette.ColorRole.HighlightedText: "onAccent", QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.ToolTipBase: "surface", QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Link: "accent", QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface", QPalette.ColorRole.Midlight: "line", QPalette.ColorRole.Mid: "line2",
    QPalette.ColorRole.Dark: "ctrl", QPalette.ColorRole.Shadow: "ctrl", QPalette.ColorRole.Accent: "accent",
}  # fmt: skip
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


class Theme(QObject):
    """The colours in force, and the wish they follow. Get the program's one from `theme()`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wish: Scheme = "system"
        self.is_dark = False
        self.colours: dict[str, QColor] = {}
        self._take(is_dark=False)

    def install(self, app: QApplication, wish: Scheme = "system") -> None:
        """Dress the application (made with ``-style Fusion``); follow the system's scheme if that is the wish."""
        app.setFont(font())
        self.wish = wish
        self._dress(app, is_dark=self._wanted())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def use(self, wish: Scheme) -> None:
        """Change the wish at run time; emits `changed` when the colours differ afterwards."""
        self.wish = wish
        self._settle()

    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._settle()

    def _settle(self) -> None:
        app = QApplication.instance()
        is_dark = self._wanted()
        if is_dark == self.is_dark or not isinstance(app, QApplication):
            return
        self._dress(app, is_dark=is_dark)
        self.changed.emit()

    def _wanted(self) -> bool:
        if self.wish != "system":
            return self.wish == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _dress(self, app: QApplication, *, is_dark: bool) -> None:
        self._take(is_dark=is_dark)
        if app.styleSheet():
            app.setStyleSheet("")  # one sheet straight after another takes four times as long as with none between
        app.setPalette(palette())
        app.setStyleSheet(style_sheet(DARK if is_dark else LIGHT, is_dark=is_dark))

    def _take(self, *, is_dark: bool) -> None:
        self.is_dark = is_dark
        # in place: `token` reads this very dictionary
        self.colours.update((name, QColor(value)) for name, value in (DARK if is_dark else LIGHT).items())


@cache
def theme() -> Theme:
    """The program's theme, made on first use."""
    return Theme()


def token(name: str, alpha: int = 255) -> QColor:
    """The colour a token has now; `alpha` 0–255.

    The colour is shared when opaque: do not change it in place.

    Raises:
        KeyError: no such token.
    """
    colour = theme().colours[name]
    if alpha == 255:
        return colour
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint


def palette() -> QPalette:
    """The palette of the scheme in force, for Fusion and whatever the style sheet leaves alone."""
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, token(name))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, token("text3"))
    return made
