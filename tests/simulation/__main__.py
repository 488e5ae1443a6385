"""The simulator as a command.

    PYTHONPATH=src python -m tests.simulation --seeds 1000000 --jobs 2     a campaign
    PYTHONPATH=src python -m tests.simulation --trace 1141                 what happens in one seed
    PYTHONPATH=src python -m tests.simulation --engine --seeds 100000      the engine itself

Ends with 1 if a seed failed. Two levels run the same kind of histories: the bare rules of SYNC.md (`rules.py`), and
with ``--engine`` the real `sync.exchange.Exchange` (`engine.py`) on shelves in memory and with cheap seals.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.simulation.campaign import run_campaign
from tests.simulation.engine import EngineWorld, small_blocks
from tests.simulation.machine import Count
from tests.simulation.scenario import World, run

TOLD_EVERY = 25_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--engine", action="store_true", help="the real exchange, not the model of its rules")
    parser.add_argument("--trace", type=int, metavar="SEED")
    told = parser.parse_args()
    if told.trace is not None:
        return trace(told.trace, has_engine=told.engine)
    return campaign(told.first, told.seeds, told.jobs, has_engine=told.engine)


def trace(seed: int, *, has_engine: bool) -> int:
    lines: list[str] = []
    try:
        with small_blocks():
            print(run(seed, trace=lines, make=EngineWorld if has_engine else World))
    finally:
        print("\n".join(lines))
    return 0


def campaign(first: int, seeds: int, jobs: int, *, has_engine: bool) -> int:
    begin, work, count, failed = time.perf_counter(), 0.0, Count(), 0
    done = 0
    for result in run_campaign(first, seeds, jobs=jobs, has_engine=has_engine):
        count += result.count
        work += result.seconds
        failed += len(result.failures)
        for seed, error in result.failures:
            print(f"seed {seed}: {error}", flush=True)
        before, done = done, count.scenarios + failed
        if before // TOLD_EVERY != done // TOLD_EVERY or done == seeds:
            wall = time.perf_counter() - begin
            print(f"{done} seeds, {failed} failed, {wall:.0f} s, {done / work:.0f} a second of a core", flush=True)
    print(count)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
