"""Plans of other programs into the ledger: looked at, with what is not taken and what differs; then in one step."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lanyan_desktop.core.schedule.exchanged import ExchangedActivity, ExchangedPlan
from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, compute_exchanged
from lanyan_desktop.core.values import Id, Moment
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services import projects
from lanyan_desktop.services.imports.plan_file_writing import write_plan_file
from lanyan_desktop.services.imports.plan_source import read_file
from lanyan_desktop.services.imports.reading import Outcome
from lanyan_desktop.services.schedule.report import comparison, comparison_lines, iso, warnings
from lanyan_desktop.store.ledger import Edit, Ledger

_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class PlanFilePreview:
    """What a file would bring. Nothing is written; what is shown here is what comes in."""

    path: Path
    file_hash: str
    computed: ComputedPlan

    @property
    def records(self) -> int:
        return len(self.computed.source.activities)

    @property
    def warnings(self) -> Sequence[str]:
        """What is taken otherwise than it stands in the file, and rings among the relations."""
        return warnings(self.computed)

    @property
    def not_taken(self) -> Sequence[str]:
        """What the ledger has no place for."""
        source = self.computed.source
        extra = sum(len(activity.extra) for activity in source.activities)
        left = len(source.links) - len(self.computed.links)
        told = [f"自定义字段和本程序不用的内容 {extra:,} 处"] if extra else []
        return [*told, f"没有算的逻辑关系 {left:,} 条"] if left else told

    @property
    def comparison(self) -> Mapping[str, object]:
        """Stored dates beside computed ones: counts, and each difference with its reason."""
        return comparison(self.computed)


@dataclass(frozen=True, slots=True)
class PlanFileImported:
    """A preview that was written; `intent` is its line in the log, "" where only tried or nothing changed."""

    preview: PlanFilePreview
    outcome: Outcome
    intent: str
    project_id: Id | None = None  # where it is now; None where only tried


class _TriedOut(Exception):
    """Ends a changeset that was only to be tried."""


def preview_plan_file(path: Path, *, code: str | None = None, step: Step = no_step) -> PlanFilePreview:
    """Read and compute a plan file; `code` chooses among the projects of a P6 file.

    Raises:
        LanyanError: plan_file.*, calendar.*.
    """
    source = without_root(read_file(path, code=code, step=step))
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return PlanFilePreview(path, digest.hexdigest(), compute_exchanged(source))


def commit_plan_file(
    ledger: Ledger,
    seen: PlanFilePreview,
    *,
    project_id: Id | None = None,
    is_new: bool = False,
    dry_run: bool = False,
    step: Step = no_step,
) -> PlanFileImported:
    """Write what the preview shows, as one step; with `dry_run` all is done and taken back.

    Without a `project_id`, for a ledger without a project, or where `is_new`, one is made by the name of the plan.

    Raises:
        LanyanError: record.invalid; what the ledger raises.
        Cancelled: `step` said so; nothing is written.
    """
    intent = f"导入进度计划 {seen.path.name}：{seen.records:,} 行"
    outcome = Outcome()
    try:
        with ledger.changeset(intent) as edit:
            if project_id is None:
                name = seen.computed.source.name.strip() or seen.path.stem
                made = None if is_new else projects.find_project(ledger)
                project_id = made.id if made is not None else projects.insert_project(ledger, edit, name=name[:200])
            outcome = write_plan_file(ledger, edit, project_id, seen.computed, step=step)
            if outcome.added or outcome.changed:
                _batch(edit, project_id, seen, outcome)
            if dry_run:
                raise _TriedOut
    except _TriedOut:
        return PlanFileImported(seen, outcome, "")
    return PlanFileImported(seen, outcome, intent if outcome.added or outcome.changed else "", project_id)


def import_plan_file(
    ledger: Ledger,
    path: Path,
    *,
    code: str | None = None,
    part: str | None = None,
    dry_run: bool = False,
    step: Step = no_step,
) -> PlanFileImported:
    """A plan file into the project of this number, or the only one, or, in an empty ledger, a new one.

    `part` is the number of the project in a P6 file that holds several.

    Raises:
        LanyanError: as `preview_plan_file`, `commit_plan_file` and `projects.find_project`.
    """
    project = projects.find_project(ledger, code=code)
    seen = preview_plan_file(path, code=part, step=step)
    return commit_plan_file(ledger, seen, project_id=project.id if project is not None else None, dry_run=dry_run)


def without_root(source: ExchangedPlan) -> ExchangedPlan:
    """Without the row that stands for the project itself: in the ledger the project is that."""
    rows = source.activities
    roots = [at for at, row in enumerate(rows) if row.parent < 0]
    if roots != [0] or rows[0].nature != "summary" or source.format not in ("MSPDI", "XER") or len(rows) < 2:
        return source
    if source.format == "MSPDI" and rows[0].uid != "0":
        return source
    if any(0 in (link.before, link.after) for link in source.links):
        return source
    kept: list[ExchangedActivity] = [replace(row, parent=row.parent - 1) for row in rows[1:]]
    return replace(
        source,
        name=source.name or rows[0].name,
        activities=kept,
        links=[replace(link, before=link.before - 1, after=link.after - 1) for link in source.links],
        assignments=[replace(one, activity=one.activity - 1) for one in source.assignments if one.activity > 0],
    )


def _batch(edit: Edit, project_id: Id, seen: PlanFilePreview, outcome: Outcome) -> None:
    edit.insert(
        "import_batch",
        project_id=project_id,
        form="plan",
        file_name=seen.path.name[:260],
        file_hash=seen.file_hash,
        sheet=seen.computed.source.format,
        signature=seen.computed.source.format,
        mapping="-",
        added=outcome.added,
        changed=outcome.changed,
        at=Moment(time.time_ns() // 1_000_000),
    )


def as_json(done: PlanFileImported) -> dict[str, object]:
    """For another program."""
    seen, outcome = done.preview, done.outcome
    schedule = seen.computed.schedule
    return {
        "form": "plan",
        "file": seen.path.name,
        "format": seen.computed.source.format,
        "records": seen.records,
        "relations": len(seen.computed.links),
        "start": iso(schedule.project_start),
        "finish": iso(schedule.project_finish),
        "warnings": list(seen.warnings),
        "not_taken": list(seen.not_taken),
        **seen.comparison,
        "changeset": done.intent or None,
        "added": outcome.added,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "absent": outcome.absent,
    }


def lines(done: PlanFileImported) -> list[str]:
    """For a person at a terminal."""
    seen, outcome = done.preview, done.outcome
    told = [f"进度计划（{seen.computed.source.format}）：{seen.records:,} 行，{len(seen.computed.links):,} 个逻辑关系"]
    told += comparison_lines(seen.computed, most=_MOST_LINES)
    told += [f"注意：{text}" for text in seen.warnings[:_MOST_LINES]]
    told += [f"没有取：{text}" for text in seen.not_taken]
    told.append(f"新增 {outcome.added:,} 条，更新 {outcome.changed:,} 条，未变 {outcome.unchanged:,} 条")
    return [*told, "已写入账套" if done.intent else "没有写入账套"]
