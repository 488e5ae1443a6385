"""Keeps the tabs of the open project: made when first shown, told of changes only while shown, remembered by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from lanyan_desktop.core.values import Id
from lanyan_desktop.services.session import Touched
from lanyan_desktop.ui.change_bus import merged
from lanyan_desktop.ui.components.buttons import button
from lanyan_desktop.ui.components.empty_state import EmptyState
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.shell.tab import Tab, TabContext, TabSpec

States = dict[str, Any]
_IDLE_MS = 700


def _import(modules: Sequence[str]) -> None:
    for module in modules:
        import_module(module)


class _Place:
    """Where a tab will be: its frame in the stack, the tab once made, what it has not yet heard."""

    def __init__(self, spec: TabSpec) -> None:
        self.spec = spec
        self.frame = QWidget()
        self.frame.setObjectName("surface")
        self.column = QVBoxLayout(self.frame)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.tab: Tab | None = None
        self.unheard: Touched = {}


class TabHost(QStackedWidget):
    """The page area while a project is open."""

    shown = Signal(str)  # the name of the tab that came into view, made and refreshed

    def __init__(self, specs: Sequence[TabSpec], on_error: Callable[[BaseException], None]) -> None:
        super().__init__()
        self.specs = tuple(specs)
        self._on_error = on_error
        self._places: dict[str, _Place] = {}
        self._context: TabContext | None = None
        self._states: States = {}
        self._warmed: set[str] = set()
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._prepare_others)

    def enter(self, context: TabContext, states: Mapping[str, Any]) -> None:
        """Begin with a project: no tab is made before it is shown."""
        self.leave()
        self._context, self._states = context, dict(states)
        for spec in self.specs:
            place = self._places[spec.name] = _Place(spec)
            self.addWidget(place.frame)

    def leave(self) -> None:
        """Close the tabs; their state is kept for `states`."""
        self._states = self.states()
        for place in self._places.values():
            if place.tab is not None:
                place.tab.close()
            self.removeWidget(place.frame)
            place.frame.deleteLater()
        self._places.clear()
        self._context = None

    def states(self) -> States:
        """What the tabs want remembered, by name; those never shown keep what they had."""
        made = {name: dict(place.tab.save_state()) for name, place in self._places.items() if place.tab is not None}
        return {**self._states, **made}

    @property
    def current_name(self) -> str:
        index = self.currentIndex()
        return self.specs[index].name if 0 <= index < len(self.specs) and self._places else ""

    @property
    def current(self) -> Tab | None:
        place = self._places.get(self.current_name)
        return place.tab if place is not None else None

    @property
    def made(self) -> list[Tab]:
        """The tabs there are by now."""
        return [place.tab for place in self._places.values() if place.tab is not None]

    def show_tab(self, name: str, *, at_once: bool = False) -> None:
        """Bring a tab into view. A new one is made after the empty page has been painted, unless `at_once`."""
        place = self._places[name]
        self.setCurrentWidget(place.frame)
        if place.tab is not None or at_once:
            self._complete(place)
        else:
            self._prepare(place.spec, place.frame, lambda: self._complete(place))

    def _prepare(self, spec: TabSpec, owner: QObject, then: Callable[[], None]) -> None:
        """Import what a tab needs in steps, none of which holds up the window for long, then go on."""
        context = self._context
        if context is None:
            return

        def load() -> None:
            spec.load()
            QTimer.singleShot(0, owner, then)

        if spec.name in self._warmed:
            QTimer.singleShot(0, owner, load)
            return
        self._warmed.add(spec.name)
        context.jobs.run("", lambda _token: _import(spec.warm), done=lambda _none: load(), owner=owner)

    def _prepare_others(self) -> None:
        """While nothing else is to do: so that a tab is shown at once when it is first asked for."""
        waiting = [spec for spec in self.specs if spec.name not in self._warmed]
        if waiting and self._context is not None:
            self._prepare(waiting[0], self, self._idle.start)

    def _complete(self, place: _Place) -> None:
        if place.tab is None:
            self._make(place)
        if place.tab is not None and place.unheard:
            touched, place.unheard = place.unheard, {}
            place.tab.refresh(touched)
        self.shown.emit(place.spec.name)
        self._idle.start()

    def _make(self, place: _Place) -> None:
        context = self._context
        if context is None or not shiboken6.isValid(place.frame):
            return
        try:
            tab = place.spec.load()(context)
            state = self._states.get(place.spec.name)
            if isinstance(state, dict):
                tab.restore_state(state)
        except Exception as error:  # noqa: BLE001  # a tab that cannot start must not take the window with it
            self._show_broken(place)
            self._on_error(error)
            return
        place.tab = tab
        place.unheard = {}
        place.column.addWidget(tab.widget)

    def _show_broken(self, place: _Place) -> None:
        again = button(tr("再试一次"))
        page = EmptyState(
            tr("“%1”没有打开", place.spec.title),
            tr("账套没有变动；可以再试，或在别的模块继续工作。"),
            normal=again,
        )
        again.clicked.connect(lambda: self._try_again(place, page))
        place.column.addWidget(page)

    def _try_again(self, place: _Place, page: QWidget) -> None:
        page.hide()
        page.deleteLater()
        self._complete(place)

    def hear(self, touched: Touched) -> None:
        """Pass on what changed: at once to the tab in view, later to the others."""
        for name, place in self._places.items():
            if place.tab is None:
                continue
            if name == self.current_name:
                place.tab.refresh(touched)
            else:
                place.unheard = merged([place.unheard, touched])

    def actions_in_view(self) -> Sequence[QAction]:
        """What the tab in view can do."""
        return self.current.actions() if self.current is not None else ()

    def reveal(self, kind: str, record_id: Id) -> bool:
        """Show a record in the tab that shows its kind; False when none does."""
        for spec in self.specs:
            if kind in spec.kinds and spec.name in self._places:
                self.show_tab(spec.name, at_once=True)
                tab = self.current
                if tab is not None and tab.show_record(kind, record_id):
                    return True
        return False
