"""Errors the user can act on, as a code and its particulars; the sentence is found in `services.messages`."""

from __future__ import annotations

from collections.abc import Mapping


class LanyanError(Exception):
    """Something the user can put right: bad input, a locked file, a full disk, a refused undo.

    Raise it with a code and the particulars of the sentence, never with a sentence: ``LanyanError("file.empty",
    file="预算.xlsx")``. Anything else that is raised is a bug and goes to the crash log.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        return f"{self.code} {dict(self.params)}" if self.params else self.code
