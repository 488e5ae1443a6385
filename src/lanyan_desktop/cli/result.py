"""What a command gives back: data for `--json` and lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Result:
    """A command's outcome; `is_good` False: exit status 1 though nothing was raised (a check that found faults)."""

    data: Mapping[str, object]
    lines: Sequence[str] = field(default_factory=tuple)
    is_good: bool = True
