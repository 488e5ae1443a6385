"""Commands that exchange with other offices and choose between values: sync, conflicts, resolve, quarantine."""

from __future__ import annotations

import getpass
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict

from lanyan_desktop.cli import secrets
from lanyan_desktop.cli.progress import stoppable
from lanyan_desktop.cli.result import Result
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.sharing.sharing import Sharing
from lanyan_desktop.services.sharing.values import ConflictView, QuarantineView, SyncReport
from lanyan_desktop.services.sharing.wording import moment, report_words, size_words


@contextmanager
def beside(options: Namespace) -> Iterator[Sharing]:
    """The sharing of the ledger a command names, without its keys: what lies on this computer needs none.

    Raises:
        LanyanError: what opening a ledger raises.
    """
    with ledgers.using(options.ledger, user=person_of(options)) as ledger:
        sharing = Sharing.of_ledger(ledger)
        try:
            yield sharing
        finally:
            sharing.close()


@contextmanager
def opened(options: Namespace) -> Iterator[Sharing]:
    """The same with its keys open, so the passphrase is asked for where a file holds them.

    Raises:
        LanyanError: as `beside`; keys.passphrase_wrong, secret.missing.
    """
    with beside(options) as sharing:
        unlock(sharing)
        yield sharing


def unlock(sharing: Sharing) -> None:
    """Open the keys, if they are not."""
    if sharing.is_locked:
        sharing.unlock(secrets.secret("共享口令", secrets.PASSPHRASE))


def person_of(options: Namespace) -> str:
    """Who sits here: as told, else by the name of his account."""
    if options.user:
        return str(options.user)
    with suppress(Exception):  # getpass raises whatever the platform does where there is no account
        return getpass.getuser()
    return ""


def sync(options: Namespace) -> Result:
    with opened(options) as sharing, stoppable("同步") as step:
        reports = sharing.sync_now(options.remote, step=step)
    bad = [one for one in reports if not one.is_good]
    data: dict[str, object] = {"ledger": str(options.ledger), **_sums(reports)}
    data["remotes"] = [{**asdict(one), "problems": list(one.problems)} for one in reports]
    if bad:
        data |= {"error": bad[0].code, "message": bad[0].problems[0]}
    return Result(
        data,
        [line for one in reports for line in _report_lines(one)],
        is_good=not bad,
        errors=[one.problems[0] for one in bad],
    )


def _sums(reports: list[SyncReport]) -> dict[str, object]:
    last = reports[-1]
    return {
        "sent": sum(one.sent for one in reports),
        "received": sum(one.received for one in reports),
        "conflicts": last.conflicts,
        "quarantined": last.quarantined,
        "requests": sum(one.requests for one in reports),
        "bytes": sum(one.sent_bytes + one.received_bytes for one in reports),
        "seconds": round(sum(one.seconds for one in reports), 3),
        "problems": [words for one in reports for words in one.problems],
    }


def _report_lines(report: SyncReport) -> list[str]:
    if not report.is_good:
        return []  # its sentence goes to stderr
    size = size_words(report.sent_bytes + report.received_bytes)
    cost = f"{report.requests} 次请求，{size}，{report.seconds:.1f} 秒"
    return [f"{report.remote}：{report_words(report)}（{cost}）", *report.problems]


def conflicts(options: Namespace) -> Result:
    with beside(options) as sharing:
        found = sharing.conflicts()
    lines = [line for one in found for line in _conflict_lines(one)] or ["没有冲突。"]
    return Result({"ledger": str(options.ledger), "conflicts": [_conflict_data(one) for one in found]}, lines)


def _conflict_lines(one: ConflictView) -> list[str]:
    lines = [f"{one.id}  {one.kind_title}  {one.words}"]
    for side in one.sides:
        mark = "✓" if side.is_shown else " "
        lines.append(f"  {mark} {side.n}. {side.text}  {side.person} {moment(side.at_ms)} {side.device} {side.intent}")
    return lines


def _conflict_data(one: ConflictView) -> dict[str, object]:
    return {**asdict(one), "row_id": one.row_id.hex(), "project_id": one.project_id.hex() if one.project_id else None}


def resolve(options: Namespace) -> Result:
    with beside(options) as sharing:
        taken = sharing.resolve(options.id, take=options.take)
    return Result({"id": options.id, "take": options.take, "text": taken}, [f"已采用：{taken}"])


def quarantine(options: Namespace) -> Result:
    with beside(options) as sharing:
        if options.release:
            unlock(sharing)
            sharing.release(options.release)
            return Result({"released": options.release}, ["已放行：作为您的修改写入账套"])
        if options.dismiss:
            sharing.dismiss(options.dismiss)
            return Result({"dismissed": options.dismiss}, ["已不再列出；内容仍在操作日志里"])
        found = sharing.quarantined()
    lines = [f"{one.id}  {moment(one.at_ms)}  {one.words}" for one in found] or ["没有被隔离的修改。"]
    return Result({"ledger": str(options.ledger), "quarantined": [_quarantine_data(one) for one in found]}, lines)


def _quarantine_data(one: QuarantineView) -> dict[str, object]:
    return asdict(one)


def history(options: Namespace) -> Result:
    with beside(options) as sharing:
        notes = sharing.history(limit=options.limit)
    lines = [f"{moment(one.at_ms)}  {one.remote}  {one.words}" for one in notes] or ["还没有同步过。"]
    return Result({"ledger": str(options.ledger), "exchanges": [asdict(one) for one in notes]}, lines)
