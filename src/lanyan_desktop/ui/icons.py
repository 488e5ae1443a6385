"""The icon family (resources/icons, 16 px, 1.5 px round strokes) in the colours of the theme.

`set_icon` remembers what it was given in properties of its target, so that one walk recolours every button and action
when the theme changes; nobody has to listen for that.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton, QWidget

from lanyan_desktop.kit.resources import resource
from lanyan_desktop.ui.theme import token

SIZE = 16


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=1024)
def _drawn(name: str, px: int, colour: str, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # 5 ms: not before the first icon

    drawn = QPixmap(QSize(px, px) * ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    svg = _source(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, px * ratio, px * ratio))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def pixmap(name: str, colour: str = "text2", px: int = SIZE, ratio: float = 0.0) -> QPixmap:
    """The icon `name` in the colour of a token, `px` wide at 100 %; ratio 0: that of the screen."""
    app = QApplication.instance()
    dots = ratio or (app.devicePixelRatio() if isinstance(app, QApplication) else 1.0)
    return _drawn(name, px, token(colour).name(), dots)


def icon(name: str, colour: str = "text2", *, on: str = "accent", px: int = SIZE) -> QIcon:
    """The icon `name` for buttons, menus and actions: `on` is its colour while checked, text3 while disabled.

    It keeps the colours of now; `set_icon` gives one that follows the theme.
    """
    made = QIcon()
    made.addPixmap(pixmap(name, colour, px), QIcon.Mode.Normal, QIcon.State.Off)
    made.addPixmap(pixmap(name, on, px), QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(pixmap(name, "text3", px), QIcon.Mode.Disabled)
    return made


def set_icon(
    target: QAbstractButton | QAction, name: str, colour: str = "text2", *, on: str = "accent", draw: bool = True
) -> None:
    """Give a button or an action an icon that follows the theme; `draw` False leaves it to the next `recolour`."""
    target.setProperty("iconOf", [name, colour, on])
    if draw:
        target.setIcon(icon(name, colour, on=on))


def recolour(root: QWidget) -> None:
    """Draw the icons of all buttons and actions under `root` in the colours of now."""
    widgets = [root, *root.findChildren(QWidget)]
    # an action need not be a child of what shows it
    actions = [action for widget in widgets for action in widget.actions()]
    given_by = [w.defaultAction() for w in widgets if isinstance(w, QToolButton) and w.defaultAction() is not None]
    for child in (*widgets, *actions, *given_by, *root.findChildren(QAction)):
        given = child.property("iconOf")
        if isinstance(given, list) and isinstance(child, (QAction, QAbstractButton)):
            name, colour, on = given
            child.setIcon(icon(str(name), str(colour), on=str(on)))
