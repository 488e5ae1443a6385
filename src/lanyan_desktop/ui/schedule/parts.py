"""The views of the 进度 tab behind one switch: made when first looked at, told of a new plan when next seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QStackedWidget, QWidget

from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.components.segmented import Segmented
from lanyan_desktop.ui.i18n import tr


class Part(Protocol):
    """One view beside the Gantt: a widget that is shown plans."""

    def show_view(self, view: PlanView) -> None: ...

    def enter(self) -> None: ...


Make = Callable[[], Part]


class Parts:
    """The first view stands from the beginning; the others wait until they are wanted."""

    def __init__(self, first: QWidget, others: Sequence[tuple[str, Make]], view: Callable[[], PlanView]) -> None:
        self._makers = [make for _, make in others]
        self._made: dict[int, Part] = {}
        self._seen: dict[int, PlanView] = {}
        self._view = view
        self.widget = QStackedWidget()
        self.widget.addWidget(first)
        self.switch = Segmented([tr("横道图"), *(name for name, _ in others)], name=tr("视图"))
        self.switch.chosen.connect(self.show)

    @property
    def current(self) -> int:
        return self.switch.current

    def show(self, index: int) -> None:
        """Bring a view to the front."""
        self.switch.set_current(index)
        if index == 0:
            self.widget.setCurrentIndex(0)
            return
        part = self.part(index)
        assert isinstance(part, QWidget)
        self.widget.setCurrentWidget(part)
        self.take()
        part.enter()

    def part(self, index: int) -> Part:
        """A view, made if it was not."""
        if index not in self._made:
            part = self._makers[index - 1]()
            assert isinstance(part, QWidget)
            self._made[index] = part
            self._seen[index] = self._view()
            self.widget.addWidget(part)
        return self._made[index]

    def take(self) -> None:
        """There is a new plan: the view in front shows it, the others when they come to the front."""
        index, view = self.current, self._view()
        if index in self._made and self._seen.get(index) is not view:
            self._seen[index] = view
            self._made[index].show_view(view)
