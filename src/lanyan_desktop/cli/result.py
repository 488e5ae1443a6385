"""What a command gives back: data for `--json` and lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Result:
    """A command's outcome; `is_good` False: exit status 1 though nothing was raised (a check that found faults).

    `errors` go to stderr: sentences about the part of the work that failed while another part was done.
    """

    data: Mapping[str, object]
    lines: Sequence[str] = field(default_factory=tuple)
    is_good: bool = True
    errors: Sequence[str] = field(default_factory=tuple)
