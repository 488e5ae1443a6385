"""Why a server did not answer, in words a clerk can pass on."""

from __future__ import annotations

from contextlib import closing

import pytest

from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, parse_place
from tests.sync.remotes.servers import free_port


def test_nobody_listens_there() -> None:
    place = parse_place(f"dav+http://127.0.0.1:{free_port()}")
    with closing(open_remote(place, Credentials("u", "p"))) as remote, pytest.raises(RemoteError) as caught:
        remote.probe()
    assert (caught.value.code, caught.value.params["detail"]) == ("remote.unreachable", "对方没有开着服务")
