"""Exchanging by itself while a window is open: one thread that asks a `Policy` for each place when it is time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled, Step
from lanyan_desktop.services.sharing.folder import KnownRemote
from lanyan_desktop.services.sharing.policy import Outcome, Pace, Policy
from lanyan_desktop.services.sharing.remotes import is_plugged_in

_LOOK_S = 3.0  # how often a folder that was not there is looked for again
_log = logging.getLogger(__name__)

Places = Callable[[], Sequence[KnownRemote]]
"""The places to exchange with now; none while the keys are locked."""
Exchange = Callable[[KnownRemote, Step], object]
"""Carries one out, and tells `began` and `ended`."""


class Auto:
    """The thread and its policies. All methods may be called from any thread."""

    def __init__(
        self,
        places: Places,
        exchange: Exchange,
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = places
        self._exchange = exchange
        self._pace = pace or Pace()
        self._clock = clock
        self._guard = threading.RLock()
        self._wake = threading.Event()
        self._policies: dict[str, Policy] = {}
        self._failed: set[str] = set()
        self._thread: threading.Thread | None = None
        self._deadline: float | None = None  # set when it is to end: until then it may exchange

    # ---- beginning and end

    def start(self) -> None:
        """Begin; nothing if it runs."""
        with self._guard:
            if self._thread is None and self._deadline is None:
                self._thread = threading.Thread(target=self._run, name="exchanging", daemon=True)
                self._thread.start()

    def stop(self, *, wait_s: float) -> None:
        """End it, with one last exchange of at most `wait_s` where there is something to send."""
        with self._guard:
            self._deadline = self._clock() + wait_s
            thread, self._thread = self._thread, None
        self._wake.set()
        if thread is not None:
            thread.join(wait_s + 1.0)  # what hangs in the network hangs on alone: it is a daemon, and cancelled

    # ---- what happens

    def edited(self, *, but: str = "") -> None:
        """Something was written here; `but`: the place it came from."""
        self._tell(lambda name, policy: None if name == but else policy.edited(self._clock()))

    def asked(self) -> None:
        """Exchange with every place at once."""
        self._tell(lambda _, policy: policy.asked())

    def mended(self) -> None:
        """A place, a password, or the keys: try again."""
        with self._guard:
            self._renew(self._clock())
        self._tell(lambda _, policy: policy.mended(self._clock()))

    def began(self, name: str) -> None:
        with self._guard:
            if name in self._policies:
                self._policies[name].began(self._clock())

    def ended(self, name: str, outcome: Outcome) -> None:
        with self._guard:
            if name in self._policies:
                self._policies[name].ended(self._clock(), outcome)
            (self._failed.discard if outcome.is_good else self._failed.add)(name)
        self._wake.set()

    def _tell(self, tell: Callable[[str, Policy], None]) -> None:
        with self._guard:
            for name, policy in self._policies.items():
                tell(name, policy)
        self._wake.set()

    # ---- the thread

    def _run(self) -> None:
        while self._deadline is None:
            self._wake.clear()
            due, pause = self._next()
            if due is None:
                self._wake.wait(pause)
            else:
                self._exchange_with(due)
        now = self._clock()
        for one in self._renew(now):
            if self._policies[one.name].leaves_with_work(now):
                self._exchange_with(one)

    def _next(self) -> tuple[KnownRemote | None, float | None]:
        """A place that is due, else how long to wait; None: until something happens."""
        with self._guard:
            now = self._clock()
            places = self._renew(now)
            for one in places:
                if one.name in self._failed and is_plugged_in(one.url):
                    self._policies[one.name].reachable(now)
            due = next((one for one in places if self._policies[one.name].due(now)), None)
            times = [at for one in places if (at := self._policies[one.name].next_at()) is not None]
            pauses = [max(min(times) - now, 0.01)] if times else []
            if any(one.name in self._failed and one.url.startswith("folder:") for one in places):
                pauses.append(_LOOK_S)
            return due, min(pauses, default=None)

    def _renew(self, now: float) -> Sequence[KnownRemote]:
        places = self._places()
        with self._guard:
            for one in places:
                policy = self._policies.setdefault(one.name, Policy(now=now, pace=self._pace))
                policy.is_paused = one.is_paused
            for name in self._policies.keys() - {one.name for one in places}:
                del self._policies[name]
        return places

    def _exchange_with(self, one: KnownRemote) -> None:
        try:
            self._exchange(one, self._step)
        except Cancelled:
            return
        except LanyanError as error:
            _log.warning("exchange with %s: %s", one.name, error.code)
            self.ended(one.name, Outcome(is_good=False, is_passing=False))
        except Exception:  # noqa: BLE001  # a mistake of ours must not end the thread, nor be tried every second
            _log.exception("exchange with %s", one.name)
            self.ended(one.name, Outcome(is_good=False, is_passing=False))

    def _step(self, done: int, total: int) -> None:  # noqa: ARG002  # the shape of a Step
        if self._deadline is not None and self._clock() >= self._deadline:
            raise Cancelled
