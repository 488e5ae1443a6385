"""成本: the budget as a tree, the accounts, contracts and bookings, and where the project stands in money."""

from __future__ import annotations
