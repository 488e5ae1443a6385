"""Commands on the ledger as a file: new, log, undo, redo, check, backup, restore."""

from __future__ import annotations

from argparse import Namespace

from lanyan_desktop.cli.result import Result
from lanyan_desktop.services import ledgers


def new(options: Namespace) -> Result:
    ledgers.create(options.ledger, user=options.user)
    if options.sample:
        from lanyan_desktop.services import sample  # its data is read only when wanted

        with ledgers.using(options.ledger, user=options.user) as ledger:
            sample.build_sample(ledger)
    data = {"ledger": str(options.ledger), "sample": options.sample}
    return Result(data, [f"已新建账套 {options.ledger}" + ("（样例工程）" if options.sample else "")])


def log(options: Namespace) -> Result:
    with ledgers.using(options.ledger, read_only=True) as ledger:
        entries = ledgers.log_entries(ledger, limit=options.limit)
    return Result(
        {"ledger": str(options.ledger), "entries": entries},
        [f"{e['at']}  {e['user'] or e['device']}  {e['intent']}（{e['count']} 项）" for e in entries],
    )


def undo(options: Namespace) -> Result:
    with ledgers.using(options.ledger, user=options.user) as ledger:
        intent = ledgers.undo(ledger)
    return Result({"ledger": str(options.ledger), "undone": intent}, [f"已撤销：{intent}"])


def redo(options: Namespace) -> Result:
    with ledgers.using(options.ledger, user=options.user) as ledger:
        intent = ledgers.redo(ledger)
    return Result({"ledger": str(options.ledger), "redone": intent}, [f"已重做：{intent}"])


def check(options: Namespace) -> Result:
    found = ledgers.check(options.ledger)
    lines = found or [f"账套完好：{options.ledger}"]
    return Result({"ledger": str(options.ledger), "ok": not found, "findings": found}, lines, is_good=not found)


def backup(options: Namespace) -> Result:
    made = ledgers.backup(options.ledger, folder=options.dir)
    return Result({"ledger": str(options.ledger), "backup": str(made)}, [f"已备份到 {made}"])


def restore(options: Namespace) -> Result:
    kept = ledgers.restore(options.backup, options.ledger)
    lines = [f"已从 {options.backup} 恢复为 {options.ledger}"] + ([f"原账套保留为 {kept}"] if kept else [])
    data = {"ledger": str(options.ledger), "backup": str(options.backup), "kept": str(kept) if kept else None}
    return Result(data, lines)
