"""When to exchange with one place, decided from what happened and when: no clock, no thread, no network in here.

A batch closes 2 s after the last edit, at once at 500 operations, and at leaving; between edits a place is looked at
now and then. A place that does not answer is asked less and less often, one that asked for a pause is given it, and
one that can be reached again is asked at once. Seconds are those of any clock that only goes forward.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Why(Enum):
    """What makes an exchange due."""

    ASKED = "asked"
    FULL = "full"
    EDITED = "edited"
    AGAIN = "again"  # after one that failed, or left something over
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds and operations. The gap keeps a place with a budget of requests from running dry."""

    settle_s: float = 2.0
    longest_settle_s: float = 20.0  # who types without a pause is sent all the same
    most_operations: int = 500
    poll_s: float = 60.0
    gap_s: float = 0.0  # between exchanges that nobody asked for
    first_wait_s: float = 5.0
    longest_wait_s: float = 600.0
    exit_s: float = 5.0  # longest wait at leaving


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an exchange ended.

    `is_passing` False: only a person can mend it (password, address), so it is not tried again before he does
    something. `wait_s`: the pause the server asked for.
    """

    is_good: bool
    is_passing: bool = True
    wait_s: float | None = None
    has_more: bool = False  # something was left for the next one


class Policy:
    """When the next exchange with one place is due.

    >>> policy = Policy(now=0.0)
    >>> policy.due(0.0)
    <Why.POLL: 'poll'>
    >>> policy.began(0.0); policy.ended(1.0, Outcome(is_good=True))
    >>> policy.edited(10.0); policy.due(11.0), policy.due(12.0)
    (None, <Why.EDITED: 'edited'>)
    """

    def __init__(
        self,
        *,
        now: float,
        pace: Pace | None = None,
        jitter: Callable[[], float] = random.random,
        is_paused: bool = False,
    ) -> None:
        self.pace = pace or Pace()
        self._jitter = jitter
        self._poll_at: float = now  # at the start: see what others did
        self._first_edit: float | None = None
        self._last_edit = now
        self._operations = 0
        self._asked = False
        self._again_at: float | None = None
        self._not_before = now  # the gap, the pause a server asked for, and the back-off
        self._failures = 0
        self._is_waiting_for_server = False
        self._is_stuck = False
        self._is_running = False
        self.is_paused = is_paused

    # ---- what happens

    def edited(self, now: float, operations: int = 1) -> None:
        """Something was written here."""
        if self._first_edit is None:
            self._first_edit = now
        self._last_edit = now
        self._operations += operations

    def asked(self) -> None:
        """立即同步: also in a pause, and before a failed try would be repeated."""
        self._asked = True

    def mended(self, now: float) -> None:
        """A person changed the address or the password, or unlocked the keys: try again."""
        self._is_stuck = self._is_waiting_for_server = False
        self._failures = 0
        self._again_at = self._not_before = now

    def reachable(self, now: float) -> None:
        """The network or the stick is there again: the back-off need not be sat out, a server's own pause must."""
        if self._failures and not self._is_waiting_for_server and not self._is_stuck:
            self._again_at = self._not_before = now

    def began(self, now: float) -> None:
        """An exchange starts: it takes all edits so far along."""
        self._is_running = True
        self._asked = False
        self._first_edit, self._operations = None, 0
        self._again_at = None
        self._not_before = max(self._not_before, now)

    def ended(self, now: float, outcome: Outcome) -> None:
        """It is over."""
        self._is_running = False
        self._poll_at = now + self.pace.poll_s
        self._is_waiting_for_server = outcome.wait_s is not None
        self._is_stuck = not outcome.is_good and not outcome.is_passing
        if outcome.is_good:
            self._failures = 0
            self._not_before = now + max(self.pace.gap_s, outcome.wait_s or 0.0)
            self._again_at = self._not_before if outcome.has_more else None
            return
        self._failures += 1
        self._not_before = now + (self._back_off() if outcome.wait_s is None else outcome.wait_s)
        self._again_at = self._not_before

    def _back_off(self) -> float:
        """Doubles, between half and the whole of it: many devices of one office must not come back in step."""
        whole = min(self.pace.first_wait_s * 2.0 ** min(self._failures - 1, 16), self.pace.longest_wait_s)
        return whole * (0.5 + 0.5 * self._jitter())

    # ---- what follows

    def due(self, now: float) -> Why | None:
        """Why an exchange should start now; None if none should."""
        if self._is_running:
            return None
        if self._asked:
            return Why.ASKED
        if self.is_paused or self._is_stuck:
            return None
        return next((why for at, why in self._plans() if max(at, self._not_before) <= now), None)

    def next_at(self) -> float | None:
        """When something becomes due if nothing happens; None: never."""
        if self._is_running:
            return None
        if self._asked:
            return -math.inf
        if self.is_paused or self._is_stuck:
            return None
        return max(min(at for at, _ in self._plans()), self._not_before)

    def _plans(self) -> list[tuple[float, Why]]:
        plans = [(self._poll_at, Why.POLL)]
        if self._again_at is not None:
            plans.insert(0, (self._again_at, Why.AGAIN))
        if self._first_edit is not None:
            settled = min(self._last_edit + self.pace.settle_s, self._first_edit + self.pace.longest_settle_s)
            plans.insert(0, (settled, Why.EDITED))
            if self._operations >= self.pace.most_operations:
                plans.insert(0, (self._last_edit, Why.FULL))
        return plans

    def leaves_with_work(self, now: float) -> bool:
        """At leaving: True if a last exchange is worth its wait: something to send, and a place that may answer."""
        if self.is_paused or self._is_stuck or (self._is_waiting_for_server and now < self._not_before):
            return False
        return self._first_edit is not None and self._failures == 0
