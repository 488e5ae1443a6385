"""What a page of 协同 is given: the companion to work through, and the ways to tell the rest of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.jobs import JobRunner


@dataclass(frozen=True, slots=True)
class Host:
    """Plain functions, so that a page can be tested without a window around it."""

    companion: Companion
    session: Session
    jobs: JobRunner
    reload: Callable[[], None]
    """Read everything anew and show it."""
    notify: Callable[[str], None]
    """A green bar for what was done, with 撤销."""
    say: Callable[[str], None]
    """A green bar for what was done outside the ledger: nothing to take back."""
    caution: Callable[[str], None]
    """A yellow bar for what needs a look."""
    show_failure: Callable[[BaseException], None]
    open_record: Callable[[str, Id], None]
    window: Callable[[], QWidget]
    """What dialogs stand over."""
