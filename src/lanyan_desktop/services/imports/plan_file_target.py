"""Where the plan of a file is written to, and what was done so far."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan
from lanyan_desktop.core.values import Id
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Where


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """Where the plan goes, and what was done so far."""

    reader: Reader
    edit: Edit
    project_id: Id
    computed: ComputedPlan
    outcome: Outcome

    @property
    def mine(self) -> list[Where]:
        return [Where("project_id", "=", self.project_id)]
