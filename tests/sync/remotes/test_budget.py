from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lanyan_desktop.sync.remotes.budget import Budget, asked_wait_s
from lanyan_desktop.sync.remotes.remote import RemoteError


def test_no_more_requests_than_allowed_in_any_window() -> None:
    now = [0.0]
    budget = Budget(most=3, window_s=10, clock=lambda: now[0])
    for at in (0.0, 4.0, 5.0):
        now[0] = at
        budget.take(place="x")
    now[0] = 6.0
    with pytest.raises(RemoteError, match=r"remote\.busy") as told:
        budget.take(place="x")
    assert told.value.wait_s == 4.0
    assert told.value.is_passing
    now[0] = 10.0
    budget.take(place="x")
    with pytest.raises(RemoteError):
        budget.take(place="x")


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert asked_wait_s("Thu, 01 Jan 2026 00:02:00 GMT", now=now) == 120
    assert asked_wait_s("Thu, 01 Jan 2025 00:02:00 GMT", now=now) == 0
    assert asked_wait_s("Fri, 99 Foo", now=now) is None
    assert asked_wait_s(None) is None
