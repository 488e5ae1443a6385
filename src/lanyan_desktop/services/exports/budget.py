"""A budget version out, in the layout of 表-08."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from lanyan_desktop.core.cost.outline import outline_of, parent_rows
from lanyan_desktop.core.records.cost import BudgetVersion
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.core.values import Fen, Id
from lanyan_desktop.exchange.excel.writing.budget import Budget, Line, write_budget
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.cost.budget import main_version
from lanyan_desktop.services.exports.done import Exported
from lanyan_desktop.store.reader import Reader, Sort, Where

_FIELDS = (
    "name", "serial", "code", "feature", "unit", "quantity", "unit_price", "amount_fen", "provisional_fen",
)  # fmt: skip


def export_budget(
    reader: Reader, path: Path, *, project: Project, version_id: Id | None = None, step: Step = no_step
) -> Exported:
    """Write a version (None: the one the project's cost is measured by).

    Raises:
        LanyanError: export.nothing; those of the writer.
    """
    key = version_id or main_version(reader, project.id)
    version = reader.get(BudgetVersion, key) if key is not None else None
    lines = load_lines(reader, version.id) if version is not None else []
    if version is None or not lines:
        raise LanyanError("export.nothing", what="预算")
    budget = Budget(
        project=project.name,
        section=version.section or "",
        lines=lines,
        is_2013=project.pricing_standard == "GB 50500-2013",
    )
    pages = write_budget(path, budget, step=step)
    items = [line for line in lines if not line.is_section]
    total = Fen(sum(line.amount_fen or 0 for line in items))
    return Exported(
        form="budget", title=budget.title, path=path, rows=len(items), unit="项", total_fen=total, pages=pages
    )


def load_lines(reader: Reader, version_id: Id) -> list[Line]:
    """The lines of a version in the order of its tree; sections and all that have others under them are sections."""
    rows = reader.columns(
        "budget_line", ["id", "parent_id", "type", *_FIELDS], where=[Where("version_id", "=", version_id)],
        order=[Sort("rank")],
    )  # fmt: skip
    ids = [cast("Id", row[0]) for row in rows]
    tree = outline_of(parent_rows(ids, [cast("Id | None", row[1]) for row in rows]))
    leaves = tree.is_leaf.tolist()
    made = []
    for place, at in enumerate(tree.order.tolist()):
        _, _, kind, *values = rows[at]
        fields = dict(zip(_FIELDS, values, strict=True))
        if kind == "分部" or not leaves[place]:
            made.append(Line(name=str(fields["name"]), is_section=True))
        else:
            made.append(Line(**fields))
    return made
