"""The slips of a month as the shared table takes them: their own fields, and what their lines come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lanyan_desktop.core.labour.period import Month
from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.table.rows import CellEdit, Dress, RowId
from lanyan_desktop.core.values import Id, Value
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.labour.commands import CONFIRMED, SETTLED
from lanyan_desktop.services.labour.slips import Slip, SlipLine, Slips
from lanyan_desktop.services.registers import Compute, RegisterSource, edit_cells
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where

Given = Callable[[], Slips]
_TYPED = {"number", "day", "place", "content", "bearer", "note"}
"""What is typed into a slip; none of it once it is settled."""


def thousandths(values: Mapping[str, Value]) -> dict[str, Dress]:
    """工日 with three decimals, as the forms print them."""
    days = values.get("workdays")
    return {"workdays": Dress(text=fixed(divide_half_up(days, 10), 3))} if isinstance(days, int) else {}


def of_month(project_id: Id, month: Month) -> tuple[Where, ...]:
    """Slips of a month, as a condition of the register."""
    return (
        Where("project_id", "=", project_id),
        Where("day", ">=", month.first_day),
        Where("day", "<=", month.last_day),
    )


def of_slip(slip_id: Id) -> tuple[Where, ...]:
    """Lines of a slip, as a condition of the register."""
    return (Where("day_work_id", "=", slip_id),)


def slip_source(reader: Reader, *, project_id: Id, slips: Given) -> RegisterSource:
    """The slips of the month that `slips` gives; sums are taken from it each time a page is asked for.

    For another month set its `where` to `of_month` and reload the table.
    """

    def column(value: Callable[[Slip], Value]) -> Compute:
        def values(_reader: Reader, ids: Sequence[Id]) -> Mapping[Id, Value]:
            wanted = set(ids)
            return {slip.id: value(slip) for slip in slips().slips if slip.id in wanted}

        return values

    def dress(_id: Id, values: Mapping[str, Value]) -> Mapping[str, Dress]:
        locked = values.keys() & _TYPED if values.get("state") == SETTLED else ()
        return dict.fromkeys(locked, Dress(is_fixed=True)) | thousandths(values)

    return RegisterSource(
        reader,
        "day_work",
        where=of_month(project_id, slips().month),
        order=[Sort("day"), Sort("number")],
        computed={
            "crew": column(lambda slip: slip.crew or None),
            "trades": column(lambda slip: slip.trades or None),
            "workdays": column(lambda slip: divide_half_up(slip.normal_min * 10_000, slips().rule.workday_min)),
            "amount": column(lambda slip: slip.amount_fen if slip.is_priced else None),
        },
        decorate=dress,
    )


def line_source(reader: Reader, *, project_id: Id, slip_id: Id, slips: Given) -> RegisterSource:
    """The lines of one slip with 工日 and 金额; for another slip set its `where` to `of_slip`."""

    def column(value: Callable[[SlipLine], Value]) -> Compute:
        def values(_reader: Reader, ids: Sequence[Id]) -> Mapping[Id, Value]:
            wanted = set(ids)
            lines = (line for slip in slips().slips for line in slip.lines)
            return {line.record.id: value(line) for line in lines if line.record.id in wanted}

        return values

    def amount(line: SlipLine) -> Value:
        return line.amount_fen if line.record.rate_fen_per_day is not None else None

    return RegisterSource(
        reader,
        "day_work_line",
        where=of_slip(slip_id),
        order=[Sort("id")],
        computed={
            "workdays": column(lambda line: divide_half_up(line.work.normal_min * 10_000, slips().rule.workday_min)),
            "amount": column(amount),
        },
        refer_where={"worker_id": [Where("project_id", "=", project_id)]},
        decorate=lambda _id, values: thousandths(values),
    )


def edit_slip_cells(ledger: Ledger, edits: Sequence[CellEdit]) -> dict[RowId, Id]:
    """Cells of slips as one step, under the rules of `commands`.

    Raises:
        LanyanError: daywork.settled, daywork.bearer, daywork.number; record.invalid.
    """
    ids = {Id(edit.id) for edit in edits if isinstance(edit.id, bytes)}
    known = ledger.page("day_work", list(ids), ["number", "state", "project_id"])
    for edit in edits:
        number, state, project_id = known[Id(edit.id)] if isinstance(edit.id, bytes) else (None, None, None)
        if state == SETTLED:
            raise LanyanError("daywork.settled", number=number)
        if edit.name == "bearer" and edit.value is None and state == CONFIRMED:
            raise LanyanError("daywork.bearer", number=number)
        if edit.name == "number" and edit.value != number:
            taken = [Where("project_id", "=", project_id), Where("number", "=", edit.value)]
            if ledger.count("day_work", where=taken):
                raise LanyanError("daywork.number", number=edit.value)
    return edit_cells(ledger, "day_work", edits)


def edit_line_cells(ledger: Ledger, edits: Sequence[CellEdit], *, slip_id: Id) -> dict[RowId, Id]:
    """Cells of a slip's lines as one step.

    Raises:
        LanyanError: daywork.settled; record.invalid.
    """
    ((number, state),) = ledger.page("day_work", [slip_id], ["number", "state"]).values()
    if state == SETTLED:
        raise LanyanError("daywork.settled", number=number)
    return edit_cells(ledger, "day_work_line", edits, new_values={"day_work_id": slip_id})
