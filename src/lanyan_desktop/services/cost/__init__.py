"""Cost as the 成本 tab and the commands see it: the budget tree, where the project stands, its accounts, its edits."""

from __future__ import annotations
