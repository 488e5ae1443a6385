"""What a module of the window (进度, 成本, 点工 …) looks like to the shell, and what the shell gives it.

A module has a package of its own (``ui/schedule``, ``ui/cost``, ``ui/labour``) with a ``tab.py`` that offers

    def make_tab(context: TabContext) -> Tab

`app.py` lists the modules as `TabSpec`s; the shell calls `make_tab` when the tab is first shown, and again (after
`Tab.close`) when the user switches to another project: a tab lives for one project of one ledger.

The page of a tab (`Tab.widget`) is, from above: `components.figures.FiguresBar` (54 px, view switch at its right),
`components.toolbar.Toolbar` (36 px), the work surface to the edges. The shell draws top bar, status bar, inspector and
failure bar around it. Rules:

- Reads of the first paint go through ``context.session.reader``; what takes longer than ~16 ms goes through
  ``context.jobs.read``; every write through ``context.jobs.write`` / ``.job`` and a function of services.
- Errors are not caught in a tab: without `failed=` they end in the failure bar by themselves.
- `refresh` is called with what a changeset touched, only while the tab is visible; while hidden the shell collects.
- On each change of selection call ``context.inspect(kind, ids)``: the inspector (F4) shows the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Session, Touched
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.companion import Companion
from lanyan_desktop.ui.jobs import JobRunner

State = Mapping[str, object]
"""What a tab remembers per ledger: values JSON can hold (numbers, text, lists, dicts, True/False)."""


class Tab(Protocol):
    """A module's page as the shell drives it. A plain class will do; only `widget` needs Qt."""

    @property
    def widget(self) -> QWidget:
        """The page; the shell takes it into its stack."""

    def refresh(self, touched: Touched | None) -> None:
        """Show what changed; None: everything may have."""

    def actions(self) -> Sequence[QAction]:
        """What can be done here, for shortcuts and the command palette (text, icon, shortcut, tooltip set)."""

    def status(self) -> str:
        """A few words for the right end of the status bar, such as "周 · 100%"; "" for none."""

    def show_record(self, kind: str, record_id: Id) -> bool:
        """Scroll to a record and select it (a jump from search or log); False if it is not here."""

    def save_state(self) -> State:
        """Columns, zoom, filters, splitter …: asked for when the ledger closes."""

    def restore_state(self, state: State) -> None:
        """What `save_state` gave last time, perhaps by an older program: ignore what does not fit."""

    def close(self) -> None:
        """The project or the ledger is left: stop timers, drop what is held."""


@dataclass(frozen=True, slots=True)
class TabContext:
    """What a tab is given: the open ledger, its project, and the shell's services."""

    session: Session
    project_id: Id
    jobs: JobRunner
    bus: ChangeBus
    show_failure: Callable[[BaseException], None]
    """Show an error in the failure bar: sentence of a `LanyanError`, crash dialog for anything else."""
    notify: Callable[[str], None]
    """A green bar for what was done ("已导入 312 条清单，合计 …"), with 撤销."""
    inspect: Callable[[str, Sequence[Id]], None]
    """Tell the inspector what is selected: kind and ids (empty: nothing)."""
    open_record: Callable[[str, Id], None]
    """Jump to a record wherever it is shown."""
    status_changed: Callable[[], None]
    """Ask the shell to read `Tab.status` again."""
    import_excel: Callable[[str], None]
    """Open the import wizard on a form: "budget", "attendance", "daywork", "plan", or "" to recognise it."""
    export_excel: Callable[[str], None]
    """Ask for a file name and export a form of the current project; with a month behind it: "attendance 2025-10"."""
    sharing: Companion | None = None
    """The exchange with other offices; None where a window shares nothing."""
    user: str = ""
    """Who works here."""
    say: Callable[[str], None] = field(default=lambda _text: None)
    """A green bar for what was done outside the ledger: nothing to take back."""
    caution: Callable[[str], None] = field(default=lambda _text: None)
    """A yellow bar for what needs a look."""


@dataclass(frozen=True, slots=True)
class TabSpec:
    """A tab before it is made: what the tab bar shows, and how to make it."""

    name: str  # "schedule": the key of its remembered state and of its pictures
    title: str  # 进度
    load: Callable[[], Callable[[TabContext], Tab]]  # imports the module's package and gives its `make_tab`
    kinds: frozenset[str] = frozenset()  # kinds whose records it shows: where a jump goes
    warm: tuple[str, ...] = ()  # modules that make no Qt object when imported: first, beside the window's thread
