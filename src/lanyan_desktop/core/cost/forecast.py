"""What the S-curve will be: the rest of the work as planned, as much later as it is late now, at a forecast cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Day, Fen


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days from the data date on, and how much of the rest of the work is done by each: ‱, 0 to 10000."""

    days: tuple[Day, ...]
    done: tuple[int, ...]

    def cost(self, *, actual: Fen, eac: Fen) -> list[Fen]:
        """The cumulative cost on each day when all ends at `eac`.

        >>> Forecast((Day(0), Day(30)), (0, 10_000)).cost(actual=Fen(100), eac=Fen(300))
        [100, 300]
        """
        return [Fen(actual + divide_half_up((eac - actual) * part, 10_000)) for part in self.done]


def forecast(days: Sequence[Day], plan: Sequence[int], *, today: Day, earned: int) -> Forecast:
    """The rest of the plan from where it stood when it meant to have earned what is earned now (earned schedule).

    `days` and `plan` are the cumulative plan at the ends of months. Nothing is left to forecast, or nothing was
    planned: just today.

    >>> forecast([Day(10), Day(20), Day(30)], [100, 200, 400], today=Day(25), earned=200)
    Forecast(days=(25, 35), done=(0, 10000))
    """
    whole = plan[-1] if plan else 0
    if whole <= earned:
        return Forecast((today,), (10_000 if whole else 0,))
    late = today - _day_of(days, plan, earned)
    rest = [(day, planned) for day, planned in zip(days, plan, strict=True) if planned > earned and day + late > today]
    ends = [today, *(Day(day + late) for day, _ in rest)]
    done = [0, *(divide_half_up((planned - earned) * 10_000, whole - earned) for _, planned in rest)]
    return Forecast(tuple(ends), tuple(done))


def _day_of(days: Sequence[Day], plan: Sequence[int], earned: int) -> int:
    """The day the plan meant to have earned so much, between the ends of months in proportion."""
    after = next(place for place, planned in enumerate(plan) if planned > earned)
    if after == 0:  # before the end of the first month
        return days[0] - divide_half_up(30 * (plan[0] - earned), plan[0])
    before = plan[after - 1]
    return days[after - 1] + divide_half_up((days[after] - days[after - 1]) * (earned - before), plan[after] - before)
