"""What the month grid shows beside its marks: sums by worker and day as text, and why a cell is odd."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.labour.checks import Finding
from lanyan_desktop.core.labour.workdays import Work, workdays_text
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.text import fixed, trimmed
from lanyan_desktop.core.values import Day, date_of
from lanyan_desktop.services.labour.month import MonthGrid, Place

_FRACTIONS = {0: "", 25: "¼", 50: "½", 75: "¾"}


@dataclass(frozen=True, slots=True)
class RowSums:
    """出勤, 加班(h), 总工日 and 应发 of a worker, ready to show; "—" where a worker has no rate."""

    days: str
    overtime: str
    total: str
    wage: str


class GridSums:
    """Sums of a grid as text, made when they are looked at and forgotten when a cell changes."""

    def __init__(self, grid: MonthGrid) -> None:
        self._grid = grid
        self._rows: dict[int, RowSums] = {}
        self._days: dict[int, str] = {}

    def forget(self, place: Place) -> None:
        """A cell has another mark."""
        self._rows.pop(place[0], None)
        self._days.pop(place[1], None)

    def row(self, row: int) -> RowSums:
        """The sums of a worker."""
        if row not in self._rows:
            work = self._grid.work_of(row)
            wage = self._grid.wage(row, work)
            self._rows[row] = _sums(self._grid, work, "—" if wage is None else fixed(wage, 2))
        return self._rows[row]

    def day(self, column: int) -> str:
        """How many 工日 were worked on a day, overtime aside: 37½."""
        if column not in self._days:
            self._days[column] = halves(self._grid.work_on(column).normal_min, self._grid.rule.workday_min)
        return self._days[column]

    def total(self) -> RowSums:
        """The sums of the month."""
        return _sums(self._grid, self._grid.total(), fixed(self._grid.wages(), 2))


def _sums(grid: MonthGrid, work: Work, wage: str) -> RowSums:
    return RowSums(
        days=workdays_text(Work(normal_min=work.normal_min), grid.rule, places=1),
        overtime=hours_text(work.overtime_min),
        total=workdays_text(work, grid.rule),
        wage=wage,
    )


def hours_text(minutes: int) -> str:
    """Hours without zeros at the end.

    >>> hours_text(90), hours_text(14_040)
    ('1.5', '234')
    """
    return trimmed(divide_half_up(minutes * 100, 60), 2)


def halves(minutes: int, workday_min: int) -> str:
    """工日 in little room: quarters as fractions, anything finer with two decimals.

    >>> halves(37 * 480 + 240, 480), halves(480, 480), halves(100, 480)
    ('37½', '1', '0.21')
    """
    hundredths = divide_half_up(minutes * 100, workday_min)
    whole, part = divmod(hundredths, 100)
    if hundredths * workday_min == minutes * 100 and part in _FRACTIONS:
        return f"{whole or ('' if part else 0)}{_FRACTIONS[part]}"
    return fixed(hundredths, 2)


def finding_title(finding: Finding) -> str:
    """What is wrong, in two to four signs."""
    return {
        "worker_day_twice": "重复记录",
        "too_much": "重复计工",
        "before_entry": "未进场",
        "after_leaving": "已退场",
        "day_outside": "日期不符",
    }.get(finding.code, "待核对")


def finding_text(grid: MonthGrid, place: Place, finding: Finding) -> str:
    """Why a cell is odd, in one sentence with its figures."""
    worker = grid.workers[place[0]]
    match finding.code:
        case "worker_day_twice":
            return f"这一天有 {len(finding.sources)} 条记录（{'、'.join(finding.sources)}），只应有一条。"
        case "before_entry":
            return f"早于进场日期 {_date(worker.enter_day)}，请核对考勤或进场日期。"
        case "after_leaving":
            return f"晚于退场日期 {_date(worker.leave_day)}，请核对考勤或退场日期。"
        case "too_much":
            return _too_much(grid, place)
    return "这一天不在本月。"


def _too_much(grid: MonthGrid, place: Place) -> str:
    mark = grid.mark(*place)
    parts: list[tuple[str, Work]] = []
    if mark is not None:
        parts.append(("考勤", Work(normal_min=mark.normal_min, overtime_min=mark.overtime_min)))
    slips = grid.slips.get((grid.workers[place[0]].id, grid.day(place[1])), [])
    parts += [(f"点工单 {number}", work) for number, work in slips]
    said = " + ".join(f"{name} {_days(grid, work)} 工" for name, work in parts)
    total = sum((work for _, work in parts), Work())
    return f"{said} = {_days(grid, total)} 工，超过 1.5 工。" if len(parts) > 1 else f"{said}，一天超过 1.5 工。"


def _days(grid: MonthGrid, work: Work) -> str:
    return workdays_text(work, grid.rule, places=3).rstrip("0").rstrip(".")


def _date(day: Day | None) -> str:
    return date_of(day).isoformat() if day is not None else ""
