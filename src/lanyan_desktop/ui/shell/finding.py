"""What the command palette finds: actions of shell and tab, records of the ledger, sections of the manual."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.services.session import Hit
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.command_palette import Option, Source
from lanyan_desktop.ui.shell.commands import ShellCommands
from lanyan_desktop.ui.shell.desk import Desk

_MOST_ACTIONS, _MOST_RECORDS, _MOST_SECTIONS = 6, 30, 4


def sources_for(desk: Desk, commands: ShellCommands) -> Sequence[Source]:
    """Where the palette looks, in the order it lists."""
    return (
        lambda text: _actions(desk, text),
        lambda text: _tabs(desk, text),
        lambda text: _records(desk, text),
        lambda text: _sections(commands, text),
    )


def matches(text: str, words: str) -> bool:
    """Whether every part of the typed text is in the words, in any order, whatever the case.

    >>> matches("excel 导入", "从 Excel 导入…")
    True
    """
    return all(part in words.casefold() for part in text.casefold().split())


def _actions(desk: Desk, text: str) -> list[Option]:
    offered = [*desk.tabs.actions_in_view(), *desk.window.actions_.offered]
    fit = [a for a in offered if a.isEnabled() and a.text() and not a.isSeparator() and matches(text, a.text())]
    most = _MOST_ACTIONS if text else 2 * _MOST_ACTIONS
    return [Option("action", a.text(), a.shortcut().toString(), "bolt", _trigger(a)) for a in fit[:most]]


def _trigger(action: QAction) -> Callable[[], None]:
    return action.trigger


def _tabs(desk: Desk, text: str) -> list[Option]:
    work = desk.workspace
    if work is None or work.project is None or not text:
        return []
    fit = [(n, spec) for n, spec in enumerate(desk.tabs.specs) if matches(text, spec.title)]
    return [Option("action", tr("转到 %1", s.title), f"Ctrl+{n + 1}", "chev", _go(desk, n)) for n, s in fit]


def _go(desk: Desk, index: int) -> Callable[[], None]:
    return lambda: desk.window.top.set_current(index)


def _records(desk: Desk, text: str) -> list[Option]:
    work = desk.workspace
    if work is None or not text:
        return []
    hits = work.session.reader.search(text, limit=_MOST_RECORDS)
    return [Option("record", hit.label, KINDS[hit.kind].title, "file", _open(desk, hit)) for hit in hits]


def _open(desk: Desk, hit: Hit) -> Callable[[], None]:
    def run() -> None:
        if hit.project_id is not None:
            desk.show_project(hit.project_id)
        desk.open_record(hit.kind, hit.id)

    return run


def _sections(commands: ShellCommands, text: str) -> list[Option]:
    if not text:
        return []
    from lanyan_desktop.ui.shell.help_window import manual_sections  # reads the manual

    fit = [section for section in manual_sections() if matches(text, section.title)]
    return [
        Option("help", section.title, tr("手册"), "chat", lambda chosen=section: commands.open_manual(chosen))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        for section in fit[:_MOST_SECTIONS]
    ]
