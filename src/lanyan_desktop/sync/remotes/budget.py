"""How often a place may be asked, and how long to wait when it did not answer.

坚果云 answers 503 for a long while once a free account has sent 600 requests within 30 minutes: we stop before it does.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lanyan_desktop.sync.remotes.remote import RemoteError

LONGEST_WAIT_S = 6 * 3600.0
"""A server that asks for more is asked again after this."""


class Budget:
    """At most `most` requests in any `window_s` seconds; the count lasts as long as this object."""

    def __init__(self, *, most: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._window_s = window_s
        self._clock = clock
        self._sent: deque[float] = deque()

    def take(self, *, place: str) -> None:
        """Count one request.

        Raises:
            RemoteError: remote.busy, with the seconds until there is room again; the request is not counted.
        """
        now = self._clock()
        while self._sent and self._sent[0] <= now - self._window_s:
            self._sent.popleft()
        if len(self._sent) >= self._most:
            wait_s = self._sent[0] + self._window_s - now
            raise RemoteError("remote.busy", is_passing=True, wait_s=wait_s, place=place)
        self._sent.append(now)


def pauses_s(*, tries: int, first_s: float = 0.3) -> Iterator[float]:
    """Pauses between tries, each about twice the last; jitter keeps a hundred offices from coming back together.

    >>> [0.15 <= pause <= 1.2 for pause in pauses_s(tries=3)]
    [True, True]
    """
    for number in range(tries - 1):
        yield first_s * 2**number * random.uniform(0.5, 1.0)


def asked_wait_s(header: str | None, *, now: datetime | None = None) -> float | None:
    """Seconds of a ``Retry-After``, which is a number or a date; None where there is none that can be read.

    >>> asked_wait_s("120"), asked_wait_s("soon"), asked_wait_s("-5"), asked_wait_s("9" * 12)
    (120.0, None, 0.0, 21600.0)
    """
    if not header:
        return None
    try:
        wait_s = float(int(header))
    except ValueError:
        try:
            then = parsedate_to_datetime(header)
        except ValueError:
            return None
        if then.tzinfo is None:
            then = then.replace(tzinfo=UTC)
        wait_s = (then - (now or datetime.now(UTC))).total_seconds()
    return min(max(wait_s, 0.0), LONGEST_WAIT_S)
