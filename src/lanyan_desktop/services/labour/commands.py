"""What a clerk does to slips, crews and workers: one changeset, one undo step each.

A slip is a draft until it is confirmed; confirming asks for what is needed to settle it: 费用承担, 单价, 用工明细. What
is settled is locked, and so is what was confirmed in a month whose wages are agreed; a draft left there can only be
moved to an open month or taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.records.labour import DayWork
from lanyan_desktop.core.values import Day, Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.payroll import load_sheet
from lanyan_desktop.services.labour.slips import next_number
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Where

Fields = Mapping[str, Value]
SETTLED, CONFIRMED, DRAFT = "已结清", "已确认", "草稿"


def add_slip(ledger: Ledger, *, project_id: Id, day: Day, values: Fields = {}, lines: Sequence[Fields] = ({},)) -> Id:  # noqa: B006  # read only
    """A new draft, numbered by rule unless `values` has a number; without `lines`: one head for a whole day.

    Raises:
        LanyanError: record.invalid; daywork.number when the number is taken; daywork.closed.
    """
    number = str(values.get("number") or next_number(ledger, project_id=project_id, day=day))
    _check_month(ledger, project_id, day, number)
    _check_number(ledger, project_id, number)
    with ledger.changeset(f"新增点工单 {number}") as edit:
        whole: dict[str, Value] = {**values, "project_id": project_id, "day": day, "number": number}
        slip_id = edit.insert("day_work", **whole)  # type: ignore[arg-type]  # no field is called id
        for line in lines:
            edit.insert("day_work_line", **{**line, "day_work_id": slip_id})  # type: ignore[arg-type]  # likewise
    return slip_id


def copy_slip(ledger: Ledger, *, slip_id: Id, day: Day) -> Id:
    """The same again on another day, as a draft: 和昨天一样.

    Raises:
        LanyanError: record.gone; daywork.closed.
    """
    slip = _need(ledger, slip_id)
    kept = ("team_id", "place", "content", "bearer", "activity_id", "account_id", "note")
    fields = ("worker_id", "trade", "heads", "minutes", "rate_fen_per_day", "note")
    rows = ledger.columns("day_work_line", fields, where=[Where("day_work_id", "=", slip_id)])
    lines = [dict(zip(fields, row, strict=True)) for row in rows]
    values = {name: getattr(slip, name) for name in kept}
    return add_slip(ledger, project_id=slip.project_id, day=day, values=values, lines=lines)


def edit_slip(ledger: Ledger, *, slip_id: Id, values: Fields) -> None:
    """New values of a slip's own fields.

    Raises:
        LanyanError: daywork.settled; daywork.closed, of its month or the one it would be moved to; daywork.bearer
            when a confirmed slip would lose its bearer; daywork.number; record.invalid.
    """
    slip = _need_open(ledger, slip_id)
    if isinstance(day := values.get("day"), int) and day != slip.day:
        _check_month(ledger, slip.project_id, Day(day), slip.number)
    if slip.state == CONFIRMED and "bearer" in values and values["bearer"] is None:
        raise LanyanError("daywork.bearer", number=slip.number)
    if "number" in values and values["number"] != slip.number:
        _check_number(ledger, slip.project_id, values["number"])
    with ledger.changeset(f"修改点工单 {slip.number}") as edit:
        edit.set("day_work", slip_id, **values)


def set_lines(ledger: Ledger, *, slip_id: Id, lines: Sequence[Fields]) -> None:
    """The lines of a slip anew: one with an ``id`` is changed, others are added, those left out are taken away.

    Raises:
        LanyanError: daywork.settled; daywork.closed; daywork.lines when none is left; record.invalid.
    """
    slip = _need_open(ledger, slip_id)
    if not lines:
        raise LanyanError("daywork.lines", number=slip.number)
    before = set(ledger.ids("day_work_line", where=[Where("day_work_id", "=", slip_id)]))
    with ledger.changeset(f"修改点工单 {slip.number} 的用工明细") as edit:
        for line in lines:
            values = {name: value for name, value in line.items() if name != "id"}
            key = line.get("id")
            if isinstance(key, bytes) and key in before:
                before.discard(Id(key))
                edit.set("day_work_line", Id(key), **values)
            else:
                edit.insert("day_work_line", **{**values, "day_work_id": slip_id})  # type: ignore[arg-type]  # no field is called id
        if before:
            edit.delete("day_work_line", sorted(before))


def add_line(ledger: Ledger, *, slip_id: Id) -> Id:
    """One more line on a slip, of the trade and the price of its last.

    Raises:
        LanyanError: daywork.settled, daywork.closed, record.gone.
    """
    slip = _need_open(ledger, slip_id)
    fields = ("id", "trade", "minutes", "rate_fen_per_day")
    rows = sorted(ledger.columns("day_work_line", fields, where=[Where("day_work_id", "=", slip_id)]))
    last = dict(zip(fields[1:], rows[-1][1:], strict=True)) if rows else {}
    with ledger.changeset(f"点工单 {slip.number} 增加明细") as edit:
        return edit.insert("day_work_line", **{**last, "day_work_id": slip_id})  # type: ignore[arg-type]  # no id


def confirm_slips(ledger: Ledger, *, slip_ids: Sequence[Id]) -> int:
    """Drafts become 已确认; how many. All or none.

    Raises:
        LanyanError: daywork.bearer, daywork.content, daywork.price, daywork.lines, naming the slip that lacks it;
            daywork.closed.
    """
    slips = [slip for key in slip_ids if (slip := _need(ledger, key)).state == DRAFT]
    for slip in slips:
        _check_month(ledger, slip.project_id, slip.day, slip.number)
        _check_complete(ledger, slip)
    if not slips:
        return 0
    what = slips[0].number if len(slips) == 1 else f"{len(slips)} 张"
    with ledger.changeset(f"确认点工单 {what}") as edit:
        edit.set_many("day_work", "state", [slip.id for slip in slips], [CONFIRMED] * len(slips))
    return len(slips)


def reopen_slip(ledger: Ledger, *, slip_id: Id) -> None:
    """A confirmed slip becomes a draft again.

    Raises:
        LanyanError: daywork.settled, daywork.closed.
    """
    slip = _need_open(ledger, slip_id)
    with ledger.changeset(f"退回点工单 {slip.number}") as edit:
        edit.set("day_work", slip_id, state=DRAFT)


def delete_slips(ledger: Ledger, *, slip_ids: Sequence[Id]) -> None:
    """Take slips away with their lines.

    Raises:
        LanyanError: daywork.settled, daywork.closed.
    """
    slips = [_need_open(ledger, key) for key in slip_ids]
    lines = ledger.ids("day_work_line", where=[Where("day_work_id", "in", list(slip_ids))])
    what = slips[0].number if len(slips) == 1 else f"{len(slips)} 张"
    with ledger.changeset(f"删除点工单 {what}") as edit:
        edit.delete("day_work_line", lines)
        edit.delete("day_work", list(slip_ids))


def add_team(ledger: Ledger, *, project_id: Id, name: str) -> Id:
    """A new crew.

    Raises:
        LanyanError: team.repeated, record.invalid.
    """
    if ledger.count("team", where=[Where("project_id", "=", project_id), Where("name", "=", name)]):
        raise LanyanError("team.repeated", name=name)
    with ledger.changeset(f"新增班组 {name}") as edit:
        return edit.insert("team", project_id=project_id, name=name)


def add_worker(ledger: Ledger, *, project_id: Id, name: str, values: Fields = {}) -> Id:  # noqa: B006  # read only
    """A new worker, numbered W001 and on unless `values` has a number.

    Raises:
        LanyanError: worker.repeated when the number is taken, record.invalid.
    """
    numbers = {str(n) for (n,) in ledger.columns("worker", ["number"], where=[Where("project_id", "=", project_id)])}
    number = values.get("number") or next(n for i in range(1, len(numbers) + 2) if (n := f"W{i:03}") not in numbers)
    if number in numbers:
        raise LanyanError("worker.repeated", number=number)
    with ledger.changeset(f"新增工人 {name}") as edit:
        whole: dict[str, Value] = {**values, "project_id": project_id, "name": name, "number": number}
        return edit.insert("worker", **whole)  # type: ignore[arg-type]  # no field is called id


def _need(reader: Reader, slip_id: Id) -> DayWork:
    slip = reader.get(DayWork, slip_id)
    if slip is None:
        raise LanyanError("record.gone", kind="点工单", id=slip_id)
    return slip


def _need_open(reader: Reader, slip_id: Id) -> DayWork:
    slip = _need(reader, slip_id)
    if slip.state == SETTLED:
        raise LanyanError("daywork.settled", number=slip.number)
    if slip.state == CONFIRMED:
        _check_month(reader, slip.project_id, slip.day, slip.number)
    return slip


def _check_month(reader: Reader, project_id: Id, day: Day, number: str) -> None:
    month = Month.of(day)
    if load_sheet(reader, project_id=project_id, month=month) is not None:
        raise LanyanError("daywork.closed", number=number, month=month.title)


def _check_number(reader: Reader, project_id: Id, number: Value) -> None:
    if reader.count("day_work", where=[Where("project_id", "=", project_id), Where("number", "=", number)]):
        raise LanyanError("daywork.number", number=number)


def _check_complete(reader: Reader, slip: DayWork) -> None:
    rates = reader.columns("day_work_line", ["rate_fen_per_day"], where=[Where("day_work_id", "=", slip.id)])
    lacks = [
        code
        for code, is_missing in (
            ("daywork.lines", not rates),
            ("daywork.bearer", slip.bearer is None),
            ("daywork.content", not slip.content),
            ("daywork.price", any(rate is None for (rate,) in rates)),
        )
        if is_missing
    ]
    if lacks:
        raise LanyanError(lacks[0], number=slip.number)
