"""Commands on the exchange with other offices: digest."""

from __future__ import annotations

from argparse import Namespace

from lanyan_desktop.cli.result import Result
from lanyan_desktop.services import sync


def digest(options: Namespace) -> Result:
    found = sync.digest(options.ledger)
    return Result({"ledger": str(options.ledger), "digest": found}, [found])
