"""An import as plain data for a command's `--json` and for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.core.forms.problem import Problem, Tie
from lanyan_desktop.core.forms.sheet import column_letters
from lanyan_desktop.core.forms.taken import Taken
from lanyan_desktop.core.records.text import fixed
from lanyan_desktop.core.values import Fen
from lanyan_desktop.services.imports.committing import Committed
from lanyan_desktop.services.imports.previewing import Preview
from lanyan_desktop.services.messages.excel import problem_text

Json = dict[str, object]
_GRAVITY = ("error", "warning", "info")


def as_json(done: Preview | Committed) -> Json:
    """What was recognised and, of a `Committed`, what was written.

    `rows` by class; `total` in 元 as text or None; `problems` and `ties` with sheet and cell; `changeset` is None
    until something was written.
    """
    preview = done.preview if isinstance(done, Committed) else done
    data: Json = {
        "form": preview.form.name,
        "file": preview.path.name,
        "sheets": [_sheet(taken) for taken in preview.sheets],
        "other_sheets": list(preview.others),
        "items": preview.items,
        "sections": preview.sections,
        "records": preview.reading.records,
        "rows": preview.rows,
        "unclassified": preview.unclassified,
        "total": None if preview.total is None else _yuan(preview.total),
        "problems": [_problem(problem) for problem in preview.problems],
        "ties": [_tie(tie) for tie in preview.ties],
        "changeset": None,
    }
    return data | _outcome(done) if isinstance(done, Committed) else data


def _outcome(done: Committed) -> Json:
    outcome = done.outcome
    return {
        "changeset": done.intent or None,
        "added": outcome.added,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "absent": outcome.absent,
        "changes": [
            {"kind": c.kind, "record": c.record, "field": c.field, "old": c.old, "new": c.new} for c in outcome.changes
        ],
    }


def _sheet(taken: Taken) -> Json:
    header = taken.header
    return {
        "sheet": taken.sheet.name,
        "header_rows": [header.first_row + 1, header.last_row + 1],
        "columns": {name: column_letters(at) for name, at in header.columns.items()},
        "days": len({day.column for day in header.days}),
        "unmapped": {column_letters(at): path for at, path in header.unmapped},
        "unit": "万元" if taken.times == 10_000 else "元",
        "signature": header.signature,
    }


def _problem(problem: Problem) -> Json:
    return {
        "sheet": problem.sheet,
        "cell": problem.cell,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem_text(problem),
    }


def _tie(tie: Tie) -> Json:
    return {
        "label": tie.label,
        "sheet": tie.sheet,
        "cell": tie.cell,
        "stated": _yuan(tie.stated),
        "computed": _yuan(tie.computed),
        "difference": _yuan(tie.difference),
        "holds": tie.holds,
    }


def _yuan(money: Fen) -> str:
    return fixed(money, 2, grouped=False)


def lines(done: Preview | Committed, *, most: int = 20) -> Sequence[str]:
    """The same for people: a few lines, the first problems and the sums that differ."""
    preview = done.preview if isinstance(done, Committed) else done
    names = "、".join(taken.sheet.name for taken in preview.sheets)
    found = f"{preview.items:,} 行，{preview.sections} 个分组，{preview.unclassified} 行没认出"
    told = [f"{preview.form.title}（{names}）：{found}"]
    if preview.total is not None:
        told.append(f"合计 {fixed(preview.total, 2)} 元")
    differing = [tie for tie in preview.ties if not tie.holds]
    told.append(f"勾稽 {len(preview.ties)} 处，差额超过 0.05 元的 {len(differing)} 处")
    for tie in differing[:most]:
        sums = f"表上 {fixed(tie.stated, 2)}，算得 {fixed(tie.computed, 2)}"
        told.append(f"  {tie.sheet} {tie.cell} {tie.label}：{sums}")
    gravest = sorted(preview.problems, key=lambda problem: _GRAVITY.index(problem.severity))
    told += [f"  {p.sheet} {p.cell}：{problem_text(p)}" for p in gravest[:most]]
    if len(preview.problems) > most:
        told.append(f"  …… 共 {len(preview.problems):,} 个问题")
    if isinstance(done, Committed):
        outcome = done.outcome
        told.append(f"新增 {outcome.added:,} 条，更新 {outcome.changed:,} 条，未变 {outcome.unchanged:,} 条")
        told.append("已写入账套" if done.intent else "没有写入账套")
    return told
