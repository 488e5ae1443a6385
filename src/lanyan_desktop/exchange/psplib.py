"""PSPLIB project files (.sm, one mode): the reference instances of resource-constrained scheduling."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError

_LARGEST = 4_000_000  # bytes; the greatest of the library has 30,000


@dataclass(frozen=True, slots=True, kw_only=True)
class PsplibProject:
    """Jobs in the order of the file. Durations in periods; all relations are finish to start."""

    numbers: tuple[int, ...]
    durations: tuple[int, ...]
    successors: tuple[tuple[int, ...], ...]  # by position
    requests: tuple[tuple[int, ...], ...]  # by job, then resource
    capacity: tuple[int, ...]
    mpm_time: int | None  # the critical path as the file says it


def read_psplib(path: Path) -> PsplibProject:
    """Read a file.

    Raises:
        LanyanError: psplib.unreadable, also where jobs or resources are missing or numbers make no sense.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise LanyanError("psplib.unreadable", file=path.name)
        lines = path.read_text("ascii").splitlines()
        return _project(lines)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise LanyanError("psplib.unreadable", file=path.name) from error


def _project(lines: list[str]) -> PsplibProject:
    relations = _rows(lines, "jobnr.", 1)
    demands = _rows(lines, "REQUESTS/DURATIONS", 3)
    capacity = _numbers(lines[_at(lines, "RESOURCEAVAILABILITIES") + 2])
    place = {row[0]: at for at, row in enumerate(relations)}
    by_job = {row[0]: row for row in demands}
    durations = tuple(by_job[number][2] for number in place)
    requests = tuple(tuple(by_job[number][3 : 3 + len(capacity)]) for number in place)
    if min(durations) < 0 or any(len(row) != len(capacity) or min(row, default=0) < 0 for row in requests):
        raise ValueError("a duration or request that cannot be")
    return PsplibProject(
        numbers=tuple(place),
        durations=durations,
        successors=tuple(tuple(place[number] for number in row[3:]) for row in relations),
        requests=requests,
        capacity=tuple(capacity),
        mpm_time=_mpm_time(lines),
    )


def _mpm_time(lines: list[str]) -> int | None:
    found = [at for at, line in enumerate(lines) if line.startswith("pronr.")]
    return _numbers(lines[found[0] + 1])[-1] if found else None


def _at(lines: list[str], heading: str) -> int:
    return next((at for at, line in enumerate(lines) if line.startswith(heading)), len(lines))


def _rows(lines: list[str], heading: str, below: int) -> list[list[int]]:
    rows = []
    for line in lines[_at(lines, heading) + below :]:
        if line.startswith("*"):
            break
        rows.append(_numbers(line))
    if not rows:
        raise ValueError(heading)
    return rows


def _numbers(line: str) -> list[int]:
    return [int(word) for word in line.split()]
