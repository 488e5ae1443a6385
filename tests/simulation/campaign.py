"""Many seeds, on several cores, and what they met; a seed that fails is told with what did not hold."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tests.simulation.engine import EngineWorld, small_blocks
from tests.simulation.machine import Count
from tests.simulation.scenario import World, run

CHUNK = 500


@dataclass
class Result:
    count: Count = field(default_factory=Count)
    seconds: float = 0.0  # of processor time, summed over the cores: others may work beside it
    failures: list[tuple[int, str]] = field(default_factory=list)


def run_seeds(seeds: Iterable[int], make: Callable[..., World] = World) -> Result:
    """These histories one after the other; the cyclic collector rests meanwhile, as it does in a merge."""
    result = Result()
    begin = time.process_time()
    gc.disable()
    try:
        for seed in seeds:
            try:
                result.count += run(seed, make=make)
            except Exception as error:  # noqa: BLE001  # any way of failing is a finding
                result.failures.append((seed, repr(error)))
    finally:
        gc.enable()
        gc.collect()
    result.seconds = time.process_time() - begin
    return result


def run_engine(seeds: Iterable[int]) -> Result:
    """As `run_seeds`, with the real exchange between the offices."""
    with small_blocks():
        return run_seeds(seeds, make=EngineWorld)


def run_campaign(first: int, seeds: int, *, jobs: int, has_engine: bool = False) -> Iterator[Result]:
    """Results chunk by chunk, as they come."""
    chunks = [range(i, min(i + CHUNK, first + seeds)) for i in range(first, first + seeds, CHUNK)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(run_engine if has_engine else run_seeds, chunks)


def first_caught(seeds: Iterable[int], make: Callable[..., World] = World) -> int | None:
    """The first seed whose history fails; None if none does."""
    for seed in seeds:
        try:
            run(seed, make=make)
        except Exception:  # noqa: BLE001  # any way of failing is being caught
            return seed
    return None
