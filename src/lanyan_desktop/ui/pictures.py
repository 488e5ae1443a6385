"""Pictures of the program as it is: every tab, light and dark, on a small and a large screen, without a screen.

What the README and the manual show is drawn by the program itself with the sample project, so it cannot be untrue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from lanyan_desktop.ui.shell.program import Program
from lanyan_desktop.ui.theme import Scheme, theme

SIZES = ((1366, 768), (1920, 1080))
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_TURNS = 6
"""Rounds of the event loop in which a page lays itself out, hears of its size and paints."""


def take(program: Program, folder: Path, *, sizes: tuple[tuple[int, int], ...] = SIZES) -> Iterator[Path]:
    """Draw the start page and every tab of the open ledger into PNG files: ``schedule_light_1920.png``.

    The program must run its jobs at once (`Parts.at_once`), so that no picture is of a page that is still loading.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        theme().use(scheme)
        for width, height in sizes:
            program.window.resize(width, height)
            for name, show in _scenes(program):
                show()
                yield _grab(program.window, folder / f"{name}_{scheme}_{width}.png")


def _scenes(program: Program) -> Iterator[tuple[str, Callable[[], None]]]:
    desk = program.desk
    for index, spec in enumerate(desk.tabs.specs if desk.workspace is not None else ()):
        yield spec.name, partial(program.window.top.set_current, index)
    if desk.workspace is None:
        yield "start", lambda: None


def _grab(window: QWidget, path: Path) -> Path:
    for _ in range(_TURNS):
        QApplication.processEvents()
    window.grab().save(str(path))
    return path
