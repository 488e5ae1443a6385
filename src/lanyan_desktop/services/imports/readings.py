"""Which function makes the records of which form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.services.imports.attendance import read_attendance
from lanyan_desktop.services.imports.budget import read_budget
from lanyan_desktop.services.imports.daywork import read_daywork
from lanyan_desktop.services.imports.plan import read_plan
from lanyan_desktop.services.imports.reading import Reading, Settings

READ: dict[str, Callable[[Sequence[Taken], Settings], Reading]] = {
    "budget": lambda taken, settings: read_budget(taken[0], settings),
    "attendance": read_attendance,
    "daywork": read_daywork,
    "plan": lambda taken, settings: read_plan(taken[0], settings),
}
