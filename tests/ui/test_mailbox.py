"""A box that is closed is neither rung for nor filled, whatever workers still do."""

from __future__ import annotations

import threading

from lanyan_desktop.ui.mailbox import Mailbox


def test_what_is_put_down_is_taken_in_order_and_rung_for() -> None:
    rung: list[int] = []
    box: Mailbox[int] = Mailbox(lambda: rung.append(1))
    for number in range(3):
        box.put(number)
    assert (box.take(), len(rung), box.take()) == ([0, 1, 2], 3, [])


def test_closing_waits_for_a_worker_that_is_ringing_and_none_rings_afterwards() -> None:
    is_in, go_on, rung = threading.Event(), threading.Event(), list[str]()

    def ring() -> None:
        is_in.set()
        assert go_on.wait(10)
        rung.append("rung")

    box: Mailbox[int] = Mailbox(ring)
    worker = threading.Thread(target=box.put, args=(1,))
    worker.start()
    assert is_in.wait(10)
    closer = threading.Thread(target=box.close)
    closer.start()
    closer.join(0.05)
    assert closer.is_alive(), "closed although somebody rings"
    go_on.set()
    closer.join(10)
    worker.join(10)
    assert rung == ["rung"]
    box.put(2)
    assert (box.take(), box.is_open, rung) == ([], False, ["rung"])
