"""In a window: edits go out by themselves, others' work comes in, and closing waits no longer than it was told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Cancelled, Step
from lanyan_desktop.services.sharing.auto import Auto
from lanyan_desktop.services.sharing.folder import KnownRemote
from lanyan_desktop.services.sharing.policy import Outcome, Pace
from lanyan_desktop.services.sharing.sharing import Sharing
from lanyan_desktop.services.sharing.values import State, Status
from lanyan_desktop.store.ledger import Ledger
from tests.services.sharing.desks import Site

QUICK = Pace(settle_s=0.01, poll_s=1000.0)
WAIT_S = 20.0  # for what comes soon; a test that meets it has failed


def rename(name: str) -> Callable[[Ledger], None]:
    def write(ledger: Ledger) -> None:
        with ledger.changeset("改名") as edit:
            edit.set("project", ledger.ids("project")[0], name=name)

    return write


def when(sharing: Sharing, is_so: Callable[[Status], bool]) -> threading.Event:
    """Set as soon as a status is told of which this is true."""
    event = threading.Event()

    def hear(status: Status) -> None:
        if is_so(status):
            event.set()

    sharing.on_status(hear)
    return event


def test_an_edit_goes_out_by_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    there = site.joined("王")
    with site.first.window() as (session, sharing):
        monkeypatch.setattr(sharing._exchanges.auto, "_pace", QUICK)  # two seconds less
        first = when(sharing, lambda status: status.state is State.FRESH)
        sharing.start_auto()
        assert first.wait(WAIT_S)
        sent = when(sharing, lambda status: status.state is State.RUNNING)
        session.write(rename("自动发出")).result()
        assert sent.wait(WAIT_S)
        sharing.stop_auto(wait_s=WAIT_S)
    there.sync()
    assert there.project_name() == "自动发出"


def test_leaving_sends_what_waits(site: Site) -> None:
    there = site.joined("王")
    with site.first.window() as (session, sharing):
        first = when(sharing, lambda status: status.state is State.FRESH)
        sharing.start_auto()
        assert first.wait(WAIT_S)
        session.write(rename("临走改的")).result()
        sharing.stop_auto(wait_s=WAIT_S)
    there.sync()
    assert there.project_name() == "临走改的"


def test_a_window_exchanges_and_chooses_as_a_command_does(site: Site) -> None:
    there = site.joined("王")
    there.name_project("乙")
    there.sync()
    with site.first.window() as (session, sharing):
        session.write(rename("甲")).result()
        (report,) = sharing.sync_now()
        assert (report.sent, report.received, report.conflicts) == (1, 1, 1)
        (conflict,) = sharing.conflicts()
        sharing.resolve(conflict.id, take=1)
        assert sharing.status.conflicts == 0
        sharing.sync_now()
    there.sync()
    assert there.digest() == site.first.digest()


def test_closing_twice_and_before_anything_began(site: Site) -> None:
    with site.first.window() as (_, sharing):
        sharing.close()
        sharing.close()
        with pytest.raises(Cancelled):
            sharing.refresh()


PLACE = KnownRemote("NAS", "folder:/没有这里")


def run_auto(exchange: Callable[[Auto, Step], None]) -> tuple[Auto, threading.Event]:
    done = threading.Event()

    def carry_out(one: KnownRemote, step: Step) -> None:
        auto.began(one.name)
        try:
            exchange(auto, step)
        finally:
            done.set()

    auto = Auto(lambda: [PLACE], carry_out, pace=QUICK)
    auto.start()
    return auto, done


def test_an_exchange_that_hangs_ends_with_the_time_given_to_leave() -> None:
    cancelled = threading.Event()

    def hang(_auto: Auto, step: Step) -> None:
        try:
            while True:
                step(0, 0)
                threading.Event().wait(0.001)
        except Cancelled:
            cancelled.set()
            raise

    auto, _ = run_auto(hang)
    auto.stop(wait_s=0.05)
    assert cancelled.wait(WAIT_S)


@pytest.mark.parametrize("error", [LanyanError("keys.store", detail="x"), ZeroDivisionError()])
def test_an_error_does_not_end_the_thread(error: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    calls = []

    def fail(auto: Auto, _step: Step) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise error
        auto.ended("NAS", Outcome(is_good=True))

    auto, done = run_auto(fail)
    assert done.wait(WAIT_S)
    done.clear()
    auto.asked()
    assert done.wait(WAIT_S)
    auto.stop(wait_s=WAIT_S)
    assert len(calls) == 2
    assert caplog.records


def test_a_stick_that_is_plugged_in_again_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lanyan_desktop.services.sharing.auto._LOOK_S", 0.01)
    stick = KnownRemote("U 盘", f"folder:{tmp_path / 'stick'}")
    calls: list[int] = []
    tried, again = threading.Event(), threading.Event()

    def carry_out(one: KnownRemote, _step: Step) -> None:
        auto.began(one.name)
        calls.append(1)
        is_there = (tmp_path / "stick").is_dir()
        auto.ended(one.name, Outcome(is_good=is_there))
        tried.set()
        if is_there:
            again.set()

    auto = Auto(lambda: [stick], carry_out, pace=Pace(first_wait_s=1000.0, longest_wait_s=1000.0))
    auto.start()
    assert tried.wait(WAIT_S)
    (tmp_path / "stick").mkdir()
    assert again.wait(WAIT_S)
    auto.stop(wait_s=WAIT_S)
    assert len(calls) == 2
