"""Work elsewhere, results here: the runner."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.projects import create_project, load_projects
from lanyan_desktop.services.session import Session
from lanyan_desktop.ui.change_bus import ChangeBus
from lanyan_desktop.ui.jobs import Job, JobRunner


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "a.lanyan", create=True) as made:
        yield made


def test_results_come_back_on_the_threads_of_the_window(qtbot: QtBot, session: Session) -> None:
    runner = JobRunner(session)
    here: list[tuple[str, bool]] = []

    def note(door: str) -> None:
        here.append((door, threading.current_thread() is threading.main_thread()))

    with qtbot.waitSignal(runner.idle):
        runner.run("", lambda _token: threading.current_thread().name, done=lambda name: note(name[:4]))
        runner.read("", lambda reader, _token: len(load_projects(reader)), done=lambda _count: note("read"))
        runner.write(lambda ledger: create_project(ledger, name="甲"), done=lambda _id: note("write"))
        qtbot.waitUntil(lambda: len(here) == 3)
    assert sorted(here) == [("free", True), ("read", True), ("write", True)]
    runner.close()


def test_an_error_goes_to_who_asked_else_to_the_failure_bar(qtbot: QtBot, session: Session) -> None:
    shown: list[BaseException] = []
    caught: list[BaseException] = []
    runner = JobRunner(session, on_error=shown.append)

    def refuse(_token: JobToken) -> None:
        raise LanyanError("file.empty")

    runner.run("读取", refuse)
    job = runner.run("读取", refuse, failed=caught.append)
    qtbot.waitUntil(lambda: bool(shown and caught))
    assert job.state == "failed"
    assert isinstance(job.error, LanyanError)
    runner.close()


def test_a_job_that_is_stopped_says_nothing(qtbot: QtBot, session: Session) -> None:
    began = threading.Event()
    said: list[object] = []
    runner = JobRunner(session, on_error=said.append)

    def work(token: JobToken) -> None:
        done = 0
        while True:
            done += 1
            token.step(done, 0, "数")
            began.set()

    job = runner.run("数数", work, done=said.append)
    assert began.wait(10)
    assert job.progress.label == "数"
    job.cancel()
    qtbot.waitUntil(lambda: job.state == "cancelled")
    assert said == []
    runner.close()


def test_nothing_is_called_for_an_owner_that_is_gone(qtbot: QtBot, session: Session) -> None:
    import shiboken6

    owner, said = QObject(), list[object]()
    runner = JobRunner(session, on_error=said.append)
    go_on = threading.Event()
    job = runner.run("", lambda _token: go_on.wait(10), done=said.append, owner=owner)
    shiboken6.delete(owner)
    go_on.set()
    qtbot.waitUntil(lambda: job.state == "done")
    assert said == []
    runner.close()


def test_a_runner_that_was_closed_calls_no_one(qtbot: QtBot, session: Session) -> None:
    said: list[object] = []
    runner = JobRunner(session, on_error=said.append)
    runner.run("", lambda _token: 1, done=said.append)
    runner.close()
    session.write(lambda ledger: ledger.count("project")).result()
    qtbot.wait(1)
    assert said == []


def test_at_once_every_door_has_answered_when_it_returns(qtbot: QtBot, session: Session) -> None:
    runner = JobRunner(session, at_once=True)
    said: list[object] = []
    runner.run("", lambda _token: "run", done=said.append)
    runner.read("", lambda _reader, _token: "read", done=said.append)
    runner.job("写", lambda _ledger, _token: "job", done=said.append)
    assert said == ["run", "read", "job"]
    assert runner.running == []
    runner.close()


def test_only_what_has_a_label_is_listed_and_only_after_a_while(session: Session, qtbot: QtBot) -> None:
    runner = JobRunner(session, at_once=True)
    quick = runner.run("", lambda _token: None)
    listed = runner.run("导出", lambda _token: None)
    assert (quick.is_listed, listed.is_listed) == (False, True)
    fresh, old = Job("导出", is_listed=True), Job("导出", is_listed=True)
    old._began -= 1
    assert (fresh.is_worth_showing, old.is_worth_showing) == (False, True)
    runner.close()


def test_many_results_arrive_whole_and_in_order(qtbot: QtBot, session: Session) -> None:
    count = 2000
    seen: list[int] = []
    runner = JobRunner(session)
    with qtbot.waitSignal(runner.idle, timeout=20_000):
        for number in range(count):
            runner.write(lambda _ledger, n=number: n, done=seen.append)  # type: ignore[misc]  # a default in a lambda
        qtbot.waitUntil(lambda: len(seen) == count, timeout=20_000)
    assert seen == list(range(count))
    runner.close()


def test_a_write_tells_the_bus_who_did_it(qtbot: QtBot, session: Session) -> None:
    bus, me = ChangeBus(session), object()
    runner = JobRunner(session, bus)
    with qtbot.waitSignal(bus.changed) as heard:
        runner.write(lambda ledger: create_project(ledger, name="甲"), initiator=me)
    touched, initiator = heard.args
    assert set(touched) == {"project", "calendar"}
    assert initiator is me
    runner.close()
    bus.close()


def test_what_another_process_writes_is_heard(qtbot: QtBot, session: Session) -> None:
    bus = ChangeBus(session)
    bus.watch_others()
    with Session(session.path) as other, qtbot.waitSignal(bus.changed, timeout=10_000) as heard:
        other.write(lambda ledger: create_project(ledger, name="乙")).result()
    assert "project" in heard.args[0]
    assert [project.name for project in load_projects(session.reader)] == ["乙"]
    bus.close()
