"""Changesets: operations, their bytes, and the merge that decides which values stand."""
