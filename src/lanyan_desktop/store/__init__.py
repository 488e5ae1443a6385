"""The ledger: SQLite tables, changesets, undo, reads, backup, integrity. The only room with SQL."""
