"""The WebDAV client against servers that are slow, cut, busy, wrong or hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lanyan_desktop.sync.remotes import http
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import Remote, RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, parse_place
from lanyan_desktop.sync.remotes.webdav import CUT_AT, WebDavRemote
from lanyan_desktop.sync.serving.passwords import Passwords
from lanyan_desktop.sync.serving.server import DavServer
from tests.shared import SHARED
from tests.sync.remotes.servers import Answerer, Proxy, Scripted, nutstore, process

Start = Callable[[Answerer], tuple[WebDavRemote, Scripted]]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "pauses_s", lambda *, tries: iter([0.0] * (tries - 1)))


def dav(port: int, options: str = "") -> WebDavRemote:
    made = open_remote(parse_place(f"dav+http://127.0.0.1:{port}/base{options}"), Credentials("u", "Geheim-4711"))
    assert isinstance(made, WebDavRemote)
    return made


@pytest.fixture
def start() -> Iterator[Start]:
    made: list[tuple[WebDavRemote, Scripted]] = []

    def begin(answer: Answerer) -> tuple[WebDavRemote, Scripted]:
        server = Scripted(answer)
        made.append((dav(server.port), server))
        return made[-1]

    yield begin
    for remote, server in made:
        remote.close()
        server.close()


def reply(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def response(href: str, size: str = "1", etag: str = '"e"') -> str:
    prop = f"<d:getcontentlength>{size}</d:getcontentlength><d:getetag>{etag}</d:getetag><d:resourcetype/>"
    status = "<d:status>HTTP/1.1 200 OK</d:status>"
    return f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{prop}</d:prop>{status}</d:propstat></d:response>"


def listing(*responses: str) -> bytes:
    return f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{"".join(responses)}</d:multistatus>'.encode()


@pytest.mark.parametrize(
    ("answer", "code", "is_passing", "wait_s"),
    [
        (reply("401 No"), "remote.denied", False, None),
        (reply("403 No"), "remote.denied", False, None),
        (reply("507 Full"), "remote.full", False, None),
        (reply("418 Tea"), "remote.refused", False, None),
        (reply("500 Bug"), "remote.unreachable", True, None),
        (reply("429 Slow", b"", "Retry-After: 7"), "remote.busy", True, 7.0),
        (reply("503 Busy"), "remote.busy", True, 60.0),
        (reply("503 Busy", b"<s:exception>BlockedTemporarily</s:exception>"), "remote.busy", True, 300.0),
        (b"", "remote.unreachable", True, None),
        (b"SSH-2.0-OpenSSH_9\r\n", "remote.unreachable", True, None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "remote.unreachable", True, None),
    ],
)
def test_each_failure_has_its_word(
    start: Start, answer: bytes, code: str, is_passing: bool, wait_s: float | None
) -> None:
    remote, _ = start(lambda head: answer)
    with pytest.raises(RemoteError) as told:
        remote.get("p/one")
    assert (told.value.code, told.value.is_passing, told.value.wait_s) == (code, is_passing, wait_s)


def test_nobody_there(start: Start) -> None:
    remote, server = start(lambda head: None)
    server.close()
    with pytest.raises(RemoteError, match=r"remote\.unreachable"):
        remote.list("p")


def test_a_passing_fault_is_tried_again_a_busy_server_is_not(start: Start) -> None:
    answers = [b"", reply("502 Bad"), reply("200 OK", b"1")]
    remote, server = start(lambda head: answers.pop(0))
    assert remote.get("p/one") == b"1"
    answers[:] = [reply("503 Busy")]
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        remote.get("p/one")
    assert len(server.asked) == 4


def test_the_budget_stops_before_the_server_does(start: Start) -> None:
    _, server = start(lambda head: reply("404 None"))
    remote = dav(server.port, "?budget=3/1800")
    for _ in range(3):
        remote.get("p/one")
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        remote.get("p/one")
    assert len(server.asked) == 3
    remote.close()


def test_a_redirect_to_another_host_gets_no_password(start: Start) -> None:
    _, thief = start(lambda head: reply("200 OK", b"1"))
    remote, _ = start(lambda head: reply("302 Found", b"", f"Location: http://127.0.0.1:{thief.port}/base/p/one"))
    with pytest.raises(RemoteError, match=r"remote\.refused"):
        remote.get("p/one")
    assert not thief.asked


def test_a_redirect_on_the_same_host_is_followed_but_not_round_and_round(start: Start) -> None:
    answers = [reply("301 Moved", b"", "Location: /dav/one"), reply("200 OK", b"1")]
    remote, server = start(lambda head: answers.pop(0) if answers else reply("302 Found", b"", "Location: /loop"))
    assert remote.get("p/one") == b"1"
    assert server.asked[1].startswith(b"GET /dav/one ")
    with pytest.raises(RemoteError, match=r"remote\.refused"):
        remote.get("p/one")
    assert len(server.asked) < 10


def test_ten_gigabytes_are_not_read(start: Start) -> None:
    claimed = b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n" + b"x" * 100
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000
    remote, _ = start(lambda head: claimed if b"claimed" in head else endless)
    assert remote.get("p/claimed") is None
    assert remote.get("p/endless", most=100_000) is None


def test_an_entity_bomb_is_not_opened(start: Start) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + listing()[21:]
    remote, _ = start(lambda head: reply("207 Multi", bomb))
    with pytest.raises(RemoteError, match=r"EntitiesForbidden|DTDForbidden"):
        remote.list("p")


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<d:multistatus", b"\xff\xfe", listing() + b"<x/>"])
def test_what_is_no_listing_is_not_an_empty_one(start: Start, body: bytes) -> None:
    remote, _ = start(lambda head: reply("207 Multi", body))
    with pytest.raises(RemoteError, match=r"remote\.unreachable"):
        remote.list("p")
    with pytest.raises(RemoteError, match=r"remote\.unreachable"):
        remote.stat("p/one")


def test_names_that_lead_elsewhere_are_not_listed(start: Start) -> None:
    hrefs = ["/base/p/../../etc/passwd", "/base/p/%2e%2e", "/base/p/a%2Fb", "/base/p/sub/x", "/etc/x", "/base/p/A", ""]
    hrefs += ["/base/p/x%00", "/base/p/a%0ab", "http://[", "/base/p/con:"]
    body = listing(*(response(href) for href in hrefs), response("http://elsewhere/base/p/one", size="9" * 30))
    remote, _ = start(lambda head: reply("207 Multi", body))
    assert [(entry.name, entry.size) for entry in remote.list("p")] == [("one", None)]


def test_a_listing_has_further_pages(start: Start) -> None:
    pages = [
        reply("207 Multi", listing(response("/base/p/one")), 'Link: <http://elsewhere/base/p/?mk=2>; rel="next"'),
        reply("207 Multi", listing(response("/base/p/two"))),
    ]
    remote, server = start(lambda head: pages.pop(0))
    assert [entry.name for entry in remote.list("p")] == ["one", "two"]
    assert server.asked[1].startswith(b"PROPFIND /base/p/?mk=2 ")


def test_pages_without_end_are_left(start: Start) -> None:
    page = reply("207 Multi", listing(response("/base/p/one")), 'Link: </base/p/?mk=1>; rel="next"')
    remote, server = start(lambda head: page)
    assert len(remote.list("p")) == 1
    assert len(server.asked) < 100


def test_two_versions_within_one_tick_of_the_server_never_look_alike(start: Start) -> None:
    changed = "<d:getlastmodified>Thu, 01 Jan 2026 00:00:00 GMT</d:getlastmodified><d:resourcetype/>"
    body = listing(response("/base/p/one").replace("<d:resourcetype/>", changed))
    seconds = ["01", "01", "30", "40"]
    remote, _ = start(lambda head: reply("207 Multi", body, f"Date: Thu, 01 Jan 2026 00:00:{seconds.pop(0)} GMT"))
    tags = [remote.list("p")[0].tag for _ in range(4)]
    assert len(set(tags)) == 3
    assert tags[2] == tags[3] == '"e"'


def test_a_cut_listing_is_completed_by_names_seen_before(tmp_path: Path) -> None:
    script = SHARED / "tools" / "nutstore_mock.py"
    if not script.exists():
        pytest.skip("needs nutstore_mock.py of the shared tools, which do not lie beside this checkout")
    words, port = nutstore(script, tmp_path)
    folder = tmp_path / "base" / "p"
    folder.mkdir(parents=True)
    for number in range(CUT_AT + 20):
        (folder / f"{number:04}.0").write_bytes(b"1")
    with process(words, port=port):
        remote = open_remote(parse_place(f"dav+http://127.0.0.1:{port}/base"), Credentials("u", "p"))
        assert isinstance(remote, WebDavRemote)
        first = {entry.name for entry in remote.list("p")}
        assert len(first) < CUT_AT + 20
        assert remote.cut == {"p"}
        mine = next(f"{number:04}.0" for number in range(CUT_AT + 20) if f"{number:04}.0" not in first)
        remote.put(f"p/{mine}", b"2")
        assert mine in {entry.name for entry in remote.list("p")}
        remote.close()


def test_jianguoyun_says_busy_when_the_budget_is_spent(tmp_path: Path) -> None:
    script = SHARED / "tools" / "nutstore_mock.py"
    if not script.exists():
        pytest.skip("needs nutstore_mock.py of the shared tools, which do not lie beside this checkout")
    words, port = nutstore(script, tmp_path, limit=5)
    with process(words, port=port):
        remote = open_remote(parse_place(f"dav+http://127.0.0.1:{port}"), Credentials("u", "p"))
        for _ in range(5):
            remote.get("p/one")
        with pytest.raises(RemoteError, match=r"remote\.busy") as told:
            remote.get("p/one")
        assert told.value.wait_s == 300.0
        remote.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    root = tmp_path / "served"
    (root / "base").mkdir(parents=True)
    passwords = Passwords(tmp_path / "users")
    passwords.set("u", "Geheim-4711")
    with DavServer(root, passwords=passwords, host="127.0.0.1", port=0) as server:
        yield root / "base", server.port


def through(port: int, *, cuts: list[int | None], pause_s: float = 0.0) -> tuple[Remote, Proxy]:
    proxy = Proxy(port, cuts=cuts, pause_s=pause_s)
    return dav(proxy.port), proxy


@pytest.mark.parametrize("cut", [1, 100, 400, 5_000, 60_000])
def test_a_cut_upload_is_tried_again_and_leaves_nothing_torn(served: tuple[Path, int], cut: int) -> None:
    root, port = served
    content = bytes(range(256)) * 400
    remote, proxy = through(port, cuts=[cut, cut])
    (root / "p").mkdir()
    remote.put("p/one", content)
    assert (root / "p" / "one").read_bytes() == content
    assert proxy.links == 3
    remote.close()
    proxy.close()


def test_a_connection_that_is_always_cut_leaves_no_half_file(served: tuple[Path, int]) -> None:
    root, port = served
    (root / "p").mkdir()
    remote, proxy = through(port, cuts=[50_000] * 9)
    with pytest.raises(RemoteError, match=r"remote\.unreachable"):
        remote.put("p/one", b"x" * 100_000)
    assert not list((root / "p").iterdir())
    remote.close()
    proxy.close()


def test_a_cut_download_is_never_taken_for_the_whole(served: tuple[Path, int]) -> None:
    root, port = served
    (root / "p").mkdir()
    (root / "p" / "one").write_bytes(b"y" * 100_000)
    remote, proxy = through(port, cuts=[30_000, 700])
    assert remote.get("p/one") == b"y" * 100_000
    remote.close()
    proxy.close()


def test_a_slow_line_still_brings_it_all(served: tuple[Path, int]) -> None:
    _, port = served
    remote, proxy = through(port, cuts=[], pause_s=0.01)
    remote.put("p/0a/one", b"z" * 100_000)
    assert remote.get("p/0a/one") == b"z" * 100_000
    remote.close()
    proxy.close()


def test_a_dripping_server_ends(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_PATIENCE_S", -1.0)
    monkeypatch.setattr(http, "_SLOWEST", 1e12)
    remote, _ = start(lambda head: reply("200 OK", b"x" * 10))
    with pytest.raises(RemoteError, match="too slow"):
        remote.get("p/one")


def test_a_wiped_server_gets_its_folders_again(served: tuple[Path, int]) -> None:
    root, port = served
    remote = dav(port)
    remote.put("p/0a/h/one", b"1")
    (root / "p" / "0a" / "h" / "one").unlink()
    (root / "p" / "0a" / "h").rmdir()
    (root / "p" / "0a").rmdir()
    (root / "p").rmdir()
    remote.put("p/0a/h/one", b"2")
    assert (root / "p" / "0a" / "h" / "one").read_bytes() == b"2"
    (root / "p" / "0a" / "h" / "one").unlink()
    for folder in (root / "p" / "0a" / "h", root / "p" / "0a", root / "p", root):
        folder.rmdir()
    with pytest.raises(RemoteError, match=r"remote\.missing"):
        remote.put("p/0a/h/one", b"3")
    assert not root.exists()
    assert remote.probe().can_write  # trying the connection makes the folder of the address
    remote.close()
