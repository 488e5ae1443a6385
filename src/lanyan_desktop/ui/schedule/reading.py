"""The plan read again after a change: at once while it is small, beside the window's thread when it is large."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.schedule.finding import Finding, find
from lanyan_desktop.services.schedule.live import LivePlan
from lanyan_desktop.services.schedule.view import PlanView, load_view
from lanyan_desktop.ui.i18n import tr

if TYPE_CHECKING:
    from lanyan_desktop.services.session import Reader, Touched
    from lanyan_desktop.ui.shell.tab import TabContext

AT_ONCE = 1_000
"""Up to this many rows a plan is read on the window's thread: under 16 ms."""
_KINDS = frozenset(
    {
        "activity",
        "relation",
        "calendar",
        "calendar_exception",
        "project",
        "baseline",
        "baseline_activity",
        "team",
        "progress_check",
        "attachment",
        "resource",
        "resource_period",
        "assignment",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a reading asks of the tab and tells it."""

    view: Callable[[], PlanView]  # what is shown now
    show: Callable[[PlanView, Finding], None]
    begin: Callable[[], None]  # a long reading begins
    fail: Callable[[], None]  # it came to nothing


class Reading:
    """Reads one project's plan; of two changes in a row the second waits for the first."""

    def __init__(self, context: TabContext, owner: QWidget, shown: Shown) -> None:
        self.context, self._owner, self._shown = context, owner, shown
        self._live = (
            LivePlan()
        )  # after an edit only a part is computed; one reading at a time, as `_is_reading` sees to
        self._is_reading = self._is_stale = False
        self._is_behind = False  # a reading failed: what is shown lacks what was touched then
        self.baseline_id: Id | None = None  # the one compared with; None: the latest

    def refresh(self, touched: Touched | None) -> None:
        """Read again when the plan, its calendar or its project was touched."""
        if touched is not None and not _KINDS & touched.keys():
            return
        if touched is not None and "baseline" in touched:
            self.baseline_id = None  # the one just saved is compared with
        if self._is_behind:
            touched = None
        keeps_relations = touched is not None and "relation" not in touched and not self._is_stale
        works = touched["activity"] if touched is not None and touched.keys() & _KINDS == {"activity"} else None
        if self._is_reading:
            self._is_stale = True
        elif len(self._shown.view()) <= AT_ONCE:
            try:
                read = self._read(self.context.session.reader, keeps_relations=keeps_relations, works=works)
            except LanyanError as error:  # a calendar that cannot be read: what was seen stays
                self._stop(error)
            else:
                self._is_behind = False
                self._shown.show(*read)
        else:
            self.read_beside(keeps_relations=keeps_relations, works=works)

    def forget(self) -> None:
        """Another ledger is read from here on: nothing of the one before serves."""
        self._live = LivePlan()
        self._is_reading = self._is_stale = False  # a reading of the one before that nobody will hear of

    def drop(self) -> None:
        """Nothing more is wanted."""
        self._is_stale = False

    def read_beside(self, *, keeps_relations: bool, works: Collection[Id] | None = None) -> None:
        self._is_reading = True
        self._shown.begin()
        self.context.jobs.read(
            tr("读取进度计划"),
            lambda reader, _token: self._read(reader, keeps_relations=keeps_relations, works=works),
            done=lambda read: self._take(*read),
            failed=self._stop,
            owner=self._owner,
        )

    def _read(self, reader: Reader, *, keeps_relations: bool, works: Collection[Id] | None) -> tuple[PlanView, Finding]:
        """All that takes long, off the window's thread for large plans."""
        view = load_view(
            reader,
            self.context.project_id,
            baseline_id=self.baseline_id,
            before=self._shown.view(),
            keeps_relations=keeps_relations,
            live=self._live,
            touched=works,
        )
        view.prepare()
        return view, find(view)

    def _take(self, view: PlanView, finding: Finding) -> None:
        self._is_reading = self._is_behind = False
        self._shown.show(view, finding)
        if self._is_stale:
            self._is_stale = False
            self.refresh(None)

    def _stop(self, error: BaseException) -> None:
        self._is_reading = self._is_stale = False
        self._is_behind = True
        self._shown.fail()
        if not (isinstance(error, LanyanError) and error.code == "project.unknown"):  # gone: the shell leaves it
            self.context.show_failure(error)
