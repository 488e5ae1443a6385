"""Use cases: what a button or a command does, in one function each. No Qt, no SQL."""
