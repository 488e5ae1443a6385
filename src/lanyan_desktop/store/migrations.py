"""How a ledger of an older program becomes one of this program: numbered steps, never edited after release.

`user_version` counts them. Kinds and fields need no step here: `schema.widen` makes what the declarations have and the
file has not. A step is for the log tables, and for what ALTER TABLE ADD COLUMN cannot do.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from lanyan_desktop.store.schema import FIRST_TABLES, SHARING_TABLES, make_tables

MIGRATIONS = Migrations("ledger")


@MIGRATIONS()
def m0001_log(db: Database) -> None:
    """The tables of the log (LEDGER.md §2)."""
    make_tables(db.conn, FIRST_TABLES)


@MIGRATIONS()
def m0002_sharing(db: Database) -> None:
    """What sharing a ledger adds to the log: verdicts, what waits, writer ids that follow from a key."""
    make_tables(db.conn, SHARING_TABLES)


def migrate(db: sqlite3.Connection, *, version: int) -> None:
    """Run the steps this file has not seen; inside a write transaction."""
    MIGRATIONS.apply(Database(db))
    db.execute(f"PRAGMA user_version={version}")
