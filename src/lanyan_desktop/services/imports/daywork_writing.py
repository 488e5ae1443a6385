"""Writes day-work slips: known ones by number, new ones with teams made where needed; locked slips are left alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lanyan_desktop.core.forms.words import plain
from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.values import Day, Fen, Id, Value, date_of
from lanyan_desktop.services.imports.people import Teams
from lanyan_desktop.services.imports.reading import Change, Outcome, update
from lanyan_desktop.services.labour.paying import check_open
from lanyan_desktop.services.labour.payroll import load_sheet
from lanyan_desktop.store.ledger import Edit
from lanyan_desktop.store.reader import Reader, Where

_FIELDS = ("number", "day", "team_id", "place", "content", "bearer", "state", "note")
_LINE_FIELDS = ("worker_id", "trade", "heads", "minutes", "rate_fen_per_day", "note")
_SETTLED = "已结清"
_AGREED = "当月工资已审定"


@dataclass(frozen=True, slots=True)
class SlipLine:
    """人数 × 工时 of a trade at a price, or one named worker."""

    worker: str | None
    trade: str | None
    heads: int
    minutes: int
    rate_fen: Fen | None


@dataclass(slots=True)
class Slip:
    """A slip to be written. `number` None: it gets one from its month."""

    row: int
    number: str | None
    team: str | None
    values: dict[str, Value]
    lines: list[SlipLine]


def write_slips(reader: Reader, edit: Edit, project_id: Id, slips: Sequence[Slip]) -> Outcome:
    """The slips into the project. A new one that says who bears the cost is confirmed: it comes from a signed list.

    Raises:
        LanyanError: payroll.closed where a new slip is of a month whose wages are agreed, or one would be moved there.
    """
    outcome = Outcome()
    teams = Teams.load(reader, edit, project_id, outcome)
    workers = _workers(reader, project_id)
    known = _known(reader, project_id)
    lines_of = _known_lines(reader, [Id(row["id"]) for row in known.values() if isinstance(row["id"], bytes)])
    for slip, number in zip(slips, _numbers(slips, known), strict=True):
        values = slip.values | {"team_id": teams.need(slip.team)}
        old = known.get(plain(number))
        if old is not None and (locked := _locked(reader, project_id, old)):
            outcome.unchanged += 1
            outcome.changes.append(Change("day_work", number, "状态", str(old["state"]), f"{locked}，没有改动"))
            continue
        if isinstance(values["day"], int):
            check_open(reader, project_id=project_id, month=Month.of(Day(values["day"])))
        if old is not None and isinstance(old["id"], bytes):
            id = Id(old["id"])
            update(edit, "day_work", [(id, number, old, {k: v for k, v in values.items() if v is not None})], outcome)
        else:
            state = "已确认" if values["bearer"] else "草稿"
            id = edit.insert("day_work", id=None, project_id=project_id, number=number, state=state, **values)
            outcome.added += 1
        _write_lines(edit, id, number, slip.lines, known=lines_of.get(id, []), workers=workers, outcome=outcome)
    return outcome


def _locked(reader: Reader, project_id: Id, slip: dict[str, Value]) -> str:
    """Why a slip takes no changes; empty where it does."""
    if slip["state"] == _SETTLED:
        return _SETTLED
    day = slip["day"]
    is_agreed = isinstance(day, int) and load_sheet(reader, project_id=project_id, month=Month.of(Day(day))) is not None
    return _AGREED if is_agreed else ""


def _write_lines(
    edit: Edit,
    slip_id: Id,
    number: str,
    lines: Sequence[SlipLine],
    *,
    known: Sequence[tuple[Id, dict[str, Value]]],
    workers: dict[str, Id],
    outcome: Outcome,
) -> None:
    """Lines by their order on the slip."""
    pairs = []
    for index, line in enumerate(lines):
        worker_id = workers.get(plain(line.worker)) if line.worker else None
        values: dict[str, Value] = {
            "worker_id": worker_id,
            "trade": line.trade,
            "heads": line.heads,
            "minutes": line.minutes,
            "rate_fen_per_day": line.rate_fen,
        }
        if line.worker and worker_id is None:
            values["note"] = line.worker  # not on the roll: the name is kept as written
        if index < len(known):
            pairs.append((known[index][0], f"{number} 明细 {index + 1}", known[index][1], values))
        else:
            edit.insert("day_work_line", id=None, day_work_id=slip_id, **values)
    kept = Outcome()
    update(edit, "day_work_line", pairs, kept)
    outcome.changed += kept.changed
    outcome.changes.extend(kept.changes)


def _numbers(slips: Sequence[Slip], known: dict[str, dict[str, Value]]) -> list[str]:
    """The number of each slip; without one, that of the known slip of the same day, team and work, else a new one."""
    used = {plain(slip.number) for slip in slips if slip.number} | set(known)
    seen: Counter[str] = Counter()
    numbers = []
    for slip in slips:
        if slip.number:
            numbers.append(slip.number)
            continue
        day = slip.values["day"]
        prefix = f"DG-{date_of(Day(day)):%Y%m%d}" if isinstance(day, int) else "DG"
        mark = plain(f"{prefix}{slip.team}{slip.values['content']!s}")
        seen[mark] += 1
        same = [row for row in known.values() if row["day"] == day and row["content"] == slip.values["content"]]
        if len(same) >= seen[mark] and same[seen[mark] - 1]["number"] not in numbers:
            numbers.append(str(same[seen[mark] - 1]["number"]))
            continue
        number = next(f"{prefix}-{n:02}" for n in range(1, len(used) + 2) if plain(f"{prefix}-{n:02}") not in used)
        used.add(plain(number))
        numbers.append(number)
    return numbers


def _known(reader: Reader, project_id: Id) -> dict[str, dict[str, Value]]:
    names = ("id", *_FIELDS)
    rows = reader.columns("day_work", names, where=[Where("project_id", "=", project_id)])
    return {plain(str(row[1])): dict(zip(names, row, strict=True)) for row in rows}


def _known_lines(reader: Reader, slip_ids: Sequence[Id]) -> dict[Id, list[tuple[Id, dict[str, Value]]]]:
    names = ("id", "day_work_id", *_LINE_FIELDS)
    found: dict[Id, list[tuple[Id, dict[str, Value]]]] = defaultdict(list)
    for start in range(0, len(slip_ids), 500):
        where = [Where("day_work_id", "in", list(slip_ids[start : start + 500]))]
        for row in reader.columns("day_work_line", names, where=where):
            values = dict(zip(names, row, strict=True))
            if isinstance(values["id"], bytes) and isinstance(values["day_work_id"], bytes):
                found[Id(values["day_work_id"])].append((Id(values["id"]), values))
    return found


def _workers(reader: Reader, project_id: Id) -> dict[str, Id]:
    """The workers of the project by name; a name that several have is nobody's."""
    rows = reader.columns("worker", ["id", "name"], where=[Where("project_id", "=", project_id)])
    times = Counter(plain(str(name)) for _, name in rows)
    return {plain(str(name)): Id(id) for id, name in rows if isinstance(id, bytes) and times[plain(str(name))] == 1}
