"""`lanyan serve` as a process, and what stands at its door."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.remotes.certificates import fetch_certificate
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, parse_place
from lanyan_desktop.sync.serving.certificate import certificate_at
from lanyan_desktop.sync.serving.passwords import Passwords
from lanyan_desktop.sync.serving.server import DavServer

U_P = Credentials("张三", "密码 4711")


def lanyan(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "lanyan_desktop", "serve", *words],
        env={**os.environ, "LANYAN_REMOTE_PASSWORD": U_P.password, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_serve_waits_for_no_password_where_nobody_can_type_one(tmp_path: Path, own_data_dir: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "LANYAN_REMOTE_PASSWORD"}
    words = [sys.executable, "-m", "lanyan_desktop", "serve", str(tmp_path), "--user", U_P.user, "--json"]
    with subprocess.Popen(
        words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout
        assert json.loads(process.stdout.read())["error"] == "serve.no_password"  # its stdin is open all the while


def test_serve_with_tls_is_one_command_and_ends_cleanly(tmp_path: Path, own_data_dir: Path) -> None:
    folder = tmp_path / "共享"
    folder.mkdir()
    words = ("--tls", "--host", "127.0.0.1", "--port", "0", "--user", U_P.user, "--json")
    with lanyan(str(folder), *words) as process:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        remote = open_remote(parse_place(said["urls"][0]), U_P)
        assert remote.probe().can_write
        remote.put("p/0a/one", b"1")
        remote.close()
        host = parse_place(said["urls"][0]).host
        with pytest.raises(RemoteError, match=r"remote\.certificate"):
            open_remote(parse_place(f"dav+https://{host}?pin={'ab' * 32}"), U_P)
        plain = open_remote(parse_place(f"dav+https://{host}"), U_P)
        with pytest.raises(
            RemoteError, match=r"remote\.untrusted.*自己签的"
        ):  # nobody vouches for it: no password is sent
            plain.get("p/0a/one")
        plain.close()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert json.loads(out) == {"stopped": True}
    assert (folder / "p" / "0a" / "one").read_bytes() == b"1"
    kept = (own_data_dir / "serve" / "users.json").read_text("utf-8")
    assert U_P.password not in kept
    assert "$argon2id$" in kept
    assert sorted(path.name for path in folder.iterdir()) == ["p"]


def test_serve_says_in_chinese_what_to_do(tmp_path: Path) -> None:
    with lanyan(str(tmp_path), "--port", "0", "--user", U_P.user) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(6)]
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert "只有本机能连接" in "".join(lines)
    assert lines[-1] == "按 Ctrl+C 停止。\n"
    assert "服务已停止" in out
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [(("none", "--user", "u"), "没有文件夹"), ((".",), "还没有可以登录的用户"), ((".", "--user", "a:b"), "用户名")],
)
def test_serve_refuses_with_a_reason(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    with lanyan(str(tmp_path / words[0]), *words[1:]) as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, "")
    assert told in err


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DavServer]:
    passwords = Passwords(tmp_path / "users")
    passwords.set("u", "p")
    (tmp_path / "root").mkdir()
    (tmp_path / "secret").write_bytes(b"outside")
    with DavServer(tmp_path / "root", passwords=passwords, host="127.0.0.1", port=0) as made:
        yield made


def ask(server: DavServer, verb: str, path: str, *, user: str = "u:p", body: bytes | None = None, **extra: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {"Authorization": f"Basic {b64encode(user.encode()).decode()}"} if user else {}
    link.request(
        verb, path, body=body, headers=headers | {name.replace("_", "-"): text for name, text in extra.items()}
    )
    status = link.getresponse().status
    link.close()
    return status


def test_only_who_has_a_password_comes_in(server: DavServer) -> None:
    assert ask(server, "PUT", "/one", body=b"1") == 201
    assert ask(server, "GET", "/one") == 200
    for user in ("", "u:", "u:q", "v:p", ":", "u"):
        assert ask(server, "GET", "/one", user=user) == 401
        assert ask(server, "PUT", "/two", user=user, body=b"2") == 401
    assert ask(server, "GET", "/one", user="", Authorization="Basic %%%") == 401
    assert ask(server, "GET", "/one", user="", Authorization="Digest username=u") == 401


def test_verbs_that_no_remote_uses_are_refused(server: DavServer) -> None:
    for verb in ("POST", "LOCK", "MOVE", "COPY", "PROPPATCH", "PATCH"):
        assert ask(server, verb, "/one") == 405
    assert ask(server, "PROPFIND", "/", Depth="infinity") == 403
    assert ask(server, "PROPFIND", "/", Depth="1") == 207


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/a/../../secret", "/..%2fsecret", "/%2e%2e%2fsecret"]
)
def test_nothing_outside_the_folder_is_reached(server: DavServer, tmp_path: Path, path: str) -> None:
    assert ask(server, "GET", path) in {400, 403, 404}
    assert ask(server, "PUT", path, body=b"broken in") >= 400
    assert (tmp_path / "secret").read_bytes() == b"outside"


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links, which Windows gives to administrators only")
def test_a_link_out_of_the_folder_is_not_followed(server: DavServer, tmp_path: Path) -> None:
    (tmp_path / "root" / "link").symlink_to(tmp_path / "secret")
    assert ask(server, "GET", "/link") in {403, 404}


def test_an_upload_without_a_length_or_too_large_is_refused_unread(server: DavServer, tmp_path: Path) -> None:
    assert ask(server, "PUT", "/one", Content_Length="10737418240") == 413
    assert ask(server, "PUT", "/one", Transfer_Encoding="chunked", body=b"1\r\nx\r\n0\r\n\r\n") == 411
    assert not list((tmp_path / "root").iterdir())


def test_an_upload_that_ends_early_leaves_nothing(server: DavServer, tmp_path: Path) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as link:
        word = b64encode(b"u:p").decode()
        head = f"PUT /one HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {word}\r\nContent-Length: 100\r\n\r\nhalf"
        link.sendall(head.encode())
        link.shutdown(socket.SHUT_WR)
        while link.recv(4096):
            pass
    assert not list((tmp_path / "root").iterdir())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # cheroot drops the socket that it could not bind
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_taken_port_is_told(server: DavServer, tmp_path: Path) -> None:
    other = DavServer(tmp_path, passwords=Passwords(tmp_path / "users"), host="127.0.0.1", port=server.port)
    with pytest.raises(LanyanError, match=r"serve\.port_taken"):
        other.__enter__()


def test_passwords_outlive_the_process_and_can_be_changed(tmp_path: Path) -> None:
    Passwords(tmp_path / "users").set("u", "old")
    passwords = Passwords(tmp_path / "users")
    assert passwords.is_right("u", "old")
    passwords.set("u", "new")
    assert not passwords.is_right("u", "old")
    assert passwords.is_right("u", "new")
    (tmp_path / "users").write_text("[]")
    with pytest.raises(LanyanError, match=r"serve\.users_unreadable"):
        Passwords(tmp_path / "users")


def test_the_certificate_is_made_once_and_openssl_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    fingerprint = certificate_at(path)
    assert certificate_at(path) == fingerprint
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    passwords = Passwords(tmp_path / "users")
    with DavServer(tmp_path, passwords=passwords, host="127.0.0.1", port=0, certificate=path) as made:
        assert fetch_certificate(f"127.0.0.1:{made.port}")[1] == fingerprint
