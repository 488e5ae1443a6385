"""Day-work slips (点工单) of a month as they are read: with 工日 and amounts, summed by whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.labour.workdays import DayRule, Work, day_work_amount, workdays_text
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.labour import DayWork, DayWorkLine
from lanyan_desktop.core.values import Day, Fen, Id, Permyriad
from lanyan_desktop.services.labour.roster import load_teams
from lanyan_desktop.store.reader import Reader, Sort, Where

By = Literal["team", "trade", "bearer", "place", "worker", "activity", "month"]
BY_TITLE: dict[By, str] = {
    "team": "班组",
    "trade": "工种",
    "bearer": "费用承担",
    "place": "施工部位",
    "worker": "工人",
    "activity": "关联工作",
    "month": "月份",
}
BEARERS = ("项目承担", "业主签证", "分包承担(扣款)")
RECOVERABLE = ("业主签证", "分包承担(扣款)")
"""What the project does not bear in the end: 可追回."""
_SLICE = 10_000


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line with what it comes to."""

    record: DayWorkLine
    work: Work
    amount_fen: Fen
    worker: str = ""  # name, where one is named


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip with its lines and their sums."""

    record: DayWork
    team: str
    lines: tuple[SlipLine, ...]
    activity: str = ""  # name of the linked activity

    @property
    def id(self) -> Id:
        return self.record.id

    @property
    def normal_min(self) -> int:
        """Minutes of all heads together: 工日 before the division."""
        return sum(line.work.normal_min for line in self.lines)

    @property
    def amount_fen(self) -> Fen:
        return Fen(sum(line.amount_fen for line in self.lines))

    @property
    def is_priced(self) -> bool:
        return all(line.record.rate_fen_per_day is not None for line in self.lines)

    @property
    def trades(self) -> str:
        return "、".join(dict.fromkeys(line.record.trade or "" for line in self.lines if line.record.trade))

    @property
    def crew(self) -> str:
        """人×时: 5×6, and + where lines differ."""
        return "+".join(f"{line.record.heads}×{_hours(line.record.minutes)}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Group:
    """Slips that have something in common."""

    key: str
    slips: int
    normal_min: int
    amount_fen: Fen
    share: Permyriad  # of all slips' amount


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips of a month, or of the months up to `until`, in the order of their day and number."""

    month: Month
    rule: DayRule
    slips: tuple[Slip, ...]
    until: Month | None = None

    @property
    def title(self) -> str:
        """The months in words."""
        is_one = self.until is None or self.until == self.month
        return self.month.title if is_one or self.until is None else f"{self.month.title}至{self.until.title}"

    @property
    def normal_min(self) -> int:
        return sum(slip.normal_min for slip in self.slips)

    @property
    def amount_fen(self) -> Fen:
        return Fen(sum(slip.amount_fen for slip in self.slips))

    @property
    def recoverable_fen(self) -> Fen:
        """业主签证 and 分包扣款 together."""
        return Fen(sum(slip.amount_fen for slip in self.slips if slip.record.bearer in RECOVERABLE))

    def workdays(self, normal_min: int, *, places: int = 3) -> str:
        """Minutes as 工日, as the forms write them."""
        return workdays_text(Work(normal_min=normal_min), self.rule, places=places)

    def grouped(self, by: By) -> list[Group]:
        """The slips by crew, trade, bearer, place …: every line in exactly one group, the largest amount first.

        Months stand in their order.
        """
        parts: dict[str, list[tuple[Slip, SlipLine]]] = {}
        for slip in self.slips:
            for line in slip.lines:
                parts.setdefault(key_of(by, slip, line), []).append((slip, line))
        total = self.amount_fen
        groups = [_group(key, pairs, total) for key, pairs in parts.items()]
        return sorted(groups, key=lambda group: (0 if by == "month" else -group.amount_fen, group.key))

    def bearers(self) -> list[Group]:
        """费用承担, always all three in their order, and 未填 where money of drafts has none."""
        found = {group.key: group for group in self.grouped("bearer")}
        empty = [Group(key, 0, 0, Fen(0), Permyriad(0)) for key in BEARERS if key not in found]
        known = found | {group.key: group for group in empty}
        unfilled = ("未填",) if "未填" in found and found["未填"].amount_fen else ()
        return [known[key] for key in (*BEARERS, *unfilled)]


_KEYS: dict[By, Callable[[Slip, SlipLine], str | None]] = {
    "team": lambda slip, _line: slip.team,
    "trade": lambda _slip, line: line.record.trade,
    "bearer": lambda slip, _line: slip.record.bearer,
    "place": lambda slip, _line: slip.record.place,
    "worker": lambda _slip, line: line.worker,
    "activity": lambda slip, _line: slip.activity,
    "month": lambda slip, _line: str(Month.of(slip.record.day)),
}


def key_of(by: By, slip: Slip, line: SlipLine) -> str:
    """The group of a line, 未填 where nothing is filled in."""
    return _KEYS[by](slip, line) or "未填"


def _group(key: str, pairs: Sequence[tuple[Slip, SlipLine]], total: Fen) -> Group:
    amount = Fen(sum(line.amount_fen for _, line in pairs))
    share = Permyriad(divide_half_up(amount * 10_000, total) if total else 0)
    return Group(
        key, len({slip.id for slip, _ in pairs}), sum(line.work.normal_min for _, line in pairs), amount, share
    )


def load_slips(reader: Reader, *, project_id: Id, month: Month, rule: DayRule, until: Month | None = None) -> Slips:
    """The slips of a month with their lines; with `until`, of all months up to and with that one."""
    where = [
        Where("project_id", "=", project_id),
        Where("day", ">=", month.first_day),
        Where("day", "<=", (until or month).last_day),
    ]
    records = reader.load(DayWork, where=where, order=[Sort("day"), Sort("number")])
    return Slips(month, rule, tuple(_joined(reader, project_id, records, rule)), until)


def load_slip(reader: Reader, *, slip_id: Id, rule: DayRule) -> Slip | None:
    """One slip, None if it is gone."""
    record = reader.get(DayWork, slip_id)
    return None if record is None else next(iter(_joined(reader, record.project_id, [record], rule)))


def _joined(reader: Reader, project_id: Id, records: Sequence[DayWork], rule: DayRule) -> Iterable[Slip]:
    teams = load_teams(reader, project_id)
    lines: dict[Id, list[DayWorkLine]] = {record.id: [] for record in records}
    ids = list(lines)
    for start in range(0, len(ids), _SLICE):
        of_slips = [Where("day_work_id", "in", ids[start : start + _SLICE])]
        for line in reader.load(DayWorkLine, where=of_slips, order=[Sort("id")]):
            lines[line.day_work_id].append(line)
    works = reader.labels("activity", {record.activity_id for record in records if record.activity_id is not None})
    names = reader.labels("worker", {x.worker_id for found in lines.values() for x in found if x.worker_id is not None})
    for record in records:
        made = tuple(_line(line, names, rule) for line in lines[record.id])
        team = teams.get(record.team_id, "") if record.team_id else ""
        yield Slip(record, team, made, works.get(record.activity_id, "") if record.activity_id else "")


def _line(record: DayWorkLine, names: dict[Id, str], rule: DayRule) -> SlipLine:
    amount = day_work_amount(
        heads=record.heads, minutes=record.minutes, rate_fen_per_day=record.rate_fen_per_day, rule=rule
    )
    name = names.get(record.worker_id, "") if record.worker_id is not None else ""
    return SlipLine(record, Work(normal_min=record.heads * record.minutes), amount, name)


def _hours(minutes: int) -> str:
    return f"{divide_half_up(minutes * 100, 60) / 100:g}"


def next_number(reader: Reader, *, project_id: Id, day: Day) -> str:
    """The next 单号 by rule: DG-年月-流水, counted within the month."""
    month = Month.of(day)
    head = f"DG-{month.year}{month.month:02}-"
    where = [
        Where("project_id", "=", project_id),
        Where("day", ">=", month.first_day),
        Where("day", "<=", month.last_day),
    ]
    numbers = [str(number) for (number,) in reader.columns("day_work", ["number"], where=where)]
    used = [int(rest) for number in numbers if (rest := number.removeprefix(head)) != number and rest.isdigit()]
    return f"{head}{max(used, default=0) + 1:03}"
