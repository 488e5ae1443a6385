"""One computer of an office, as a process with its own data folder: does what it is told, a line of JSON each.

Commands run as `lanyan` runs them, without the half second that a new process takes; locks are cheap here.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from lanyan_desktop.__main__ import main
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.sharing.space import use_cost
from lanyan_desktop.store.reader import Where
from lanyan_desktop.sync.keys.passphrase import LOW

Answer = dict[str, Any]
_DAY_NS = 86_400 * 10**9


def command(words: list[str]) -> Answer:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as stopped:
            status = int(str(stopped.code or 0))
    return {"status": status, "out": out.getvalue(), "err": err.getvalue()}


def edit(ledger: str, *, kind: str, at: Mapping[str, Any], values: Mapping[str, Any], as_whoever: bool) -> Answer:
    """Set fields of the records that bear these values; `as_whoever`: a bent program asks no role."""
    with ledgers.using(Path(ledger), user=os.environ["LANYAN_PERSON"]) as opened:
        if as_whoever:
            opened.mask = None
        found = opened.ids(kind, where=[Where(name, "=", value) for name, value in at.items()])
        with opened.changeset(f"修改{kind}") as changes:
            for record_id in found:
                changes.set(kind, record_id, **values)
    return {"count": len(found)}


def look(ledger: str, *, kind: str, at: Mapping[str, Any], fields: list[str]) -> Answer:
    with ledgers.using(Path(ledger), read_only=True) as opened:
        found = opened.ids(kind, where=[Where(name, "=", value) for name, value in at.items()])
        return {"rows": sorted(opened.page(kind, found, fields).values(), key=repr)}


def answer(asked: Mapping[str, Any]) -> Answer:
    own, real = dict(os.environ), time.time_ns
    os.environ.update(asked.get("env", {}))
    days = int(os.environ.get("DAYS_LATER", "0"))
    time.time_ns = lambda: real() + days * _DAY_NS
    try:
        if "words" in asked:
            return command(asked["words"])
        return (edit if "values" in asked else look)(**{k: v for k, v in asked.items() if k != "env"})
    finally:
        time.time_ns = real
        for name in set(os.environ) - set(own):
            del os.environ[name]
        os.environ.update(own)


if __name__ == "__main__":
    use_cost(LOW)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
