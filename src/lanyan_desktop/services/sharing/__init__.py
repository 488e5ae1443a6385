"""Sharing a ledger with other offices: places, members, the exchange itself, conflicts, and what to tell about it."""
