"""Plan files bent in a thousand ways: every one is either read and computed, or refused with a sentence.

For long: ``PYTHONPATH=src:. python -m tests.exchange.plan_files.fuzzing --seconds 600 --seed 1``. A short slice runs
with the tests. What escapes is written beside, so that it can be looked at.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lanyan_desktop.core.schedule.exchanged_plan import compare, compute_exchanged
from lanyan_desktop.exchange.plan_files import read_plan_file
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.services.messages import sentence

SEEDS = (
    "mspdirelations.mspdi.xml",
    "task-links-project2003-mspdi.xml",
    "legacy_sample.mspdi.xml",
    "mpp14baseline_progress.from_mpp.xml",
    "HouseBuildingSample.gan",
    "MDL4D.xer",
)
Bend = Callable[[random.Random, bytes], bytes]
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_EXTREMES = (
    b"-1",
    b"0",
    b"99999999999999999999",
    b"1e99",
    b"-2147483649",
    b"NaN",
    b"",
    b"0.0000001",
    b"1,5",
    b"\xe4\xb8\x80",
)
_DATES = (b"0001-01-01T00:00:00", b"9999-12-31T23:59:59", b"2001-02-30T08:00:00", b"1899-12-30 00:00", b"NA", b"")
_DATE = re.compile(rb"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_TAG = re.compile(rb"</?[A-Za-z]+[^<>]{0,80}>")
_LINE = re.compile(rb"[^\n]*\n?")


@dataclass(slots=True)
class Figures:
    """What came of it."""

    cases: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)
    slowest: float = 0.0


def fuzz(seeds: Sequence[tuple[str, bytes]], folder: Path, *, seed: int, seconds: float = 0, cases: int = 0) -> Figures:
    """Bend the seeds for so long, or so often."""
    chance, figures = random.Random(seed), Figures()
    began = time.monotonic()
    while figures.cases < cases or time.monotonic() - began < seconds:
        name, content = chance.choice(seeds)
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            content = chance.choice(BENDS)(chance, content)
        path = folder / f"case{Path(name).suffix}"
        path.write_bytes(content)
        _try(path, figures, kept=folder / f"escaped-{figures.cases}{path.suffix}")
    return figures


def _try(path: Path, figures: Figures, *, kept: Path) -> None:
    figures.cases += 1
    began = time.monotonic()
    try:
        compare(compute_exchanged(read_plan_file(path)))
        figures.read += 1
    except LanyanError as error:
        if not sentence(error).strip():
            figures.escaped.append(f"no sentence: {error}")
        figures.refused[error.code] += 1
    except Exception as error:  # noqa: BLE001  # whatever it is: that is what is looked for
        figures.escaped.append(f"{type(error).__name__}: {error} ({kept.name})")
        kept.write_bytes(path.read_bytes())
    figures.slowest = max(figures.slowest, time.monotonic() - began)


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _flip(chance: random.Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        if made:
            made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _one_of(pattern: re.Pattern[bytes], values: Sequence[bytes]) -> Bend:
    def bend(chance: random.Random, content: bytes) -> bytes:
        start = chance.randrange(len(content) + 1)
        match = pattern.search(content, start) or pattern.search(content)
        if match is None:
            return content
        value = chance.choice(values) if values else chance.choice(pattern.findall(content))
        return content[: match.start()] + value + content[match.end() :]

    return bend


def _repeat(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content) + 1)
    piece = content[start : start + chance.choice((1, 20, 400, 5_000))]
    return content[:start] + piece * chance.choice((2, 3, 10)) + content[start + len(piece) :]


def _drop(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice((1, 10, 300, 4_000)) :]


def _move(chance: random.Random, content: bytes) -> bytes:
    start, length, to = chance.randrange(len(content) + 1), chance.choice((5, 100, 2_000)), chance.random()
    piece, rest = content[start : start + length], content[:start] + content[start + length :]
    at = int(to * len(rest))
    return rest[:at] + piece + rest[at:]


def _recode(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("latin-1")
    return text.encode(chance.choice(("utf-16", "utf-8", "utf-16-be", "utf-32")), "replace")


def _entity(chance: random.Random, content: bytes) -> bytes:
    bomb = b'<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return content.replace(b"?>", b"?>" + bomb, 1) if chance.random() < 0.5 else bomb + content


BENDS: tuple[Bend, ...] = (
    _cut,
    _flip,
    _one_of(_NUMBER, _EXTREMES),
    _one_of(_NUMBER, ()),
    _one_of(_DATE, _DATES),
    _one_of(_DATE, ()),
    _one_of(_TAG, ()),
    _one_of(_LINE, (b"", b"%T\tTASK\n", b"%R\n", b"\x00\n")),
    _repeat,
    _drop,
    _move,
    _recode,
    _entity,
)


def load_seeds(folder: Path) -> list[tuple[str, bytes]]:
    """The files that are bent."""
    return [(name, (folder / name).read_bytes()) for name in SEEDS if (folder / name).exists()]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[4] / "shared/data/schedules")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lanyan-fuzz-"))
    figures = fuzz(load_seeds(options.data), folder, seed=options.seed, seconds=options.seconds)
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{figures.cases} cases in {options.seconds:g} s, {figures.read} read, {len(figures.escaped)} escaped")
    print(f"slowest {figures.slowest:.2f} s, at most {peak // 1024} MB, refused: {dict(figures.refused)}")
    print("\n".join(dict.fromkeys(figures.escaped[:50])), folder if figures.escaped else "")
    return 1 if figures.escaped else 0


if __name__ == "__main__":
    sys.exit(main())
