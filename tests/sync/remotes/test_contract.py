"""What every kind of place does alike, asked of each that can be started here."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.remotes.memory import MemoryRemote
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import Counted, Remote, RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, parse_place
from lanyan_desktop.sync.serving.passwords import Passwords
from lanyan_desktop.sync.serving.server import DavServer
from tests.shared import SHARED
from tests.sync.remotes.samba import shared_by_samba
from tests.sync.remotes.servers import free_port, nutstore, process

NOBODY = Credentials()
U_P = Credentials("u", "p")


def of_memory(root: Path, stack: ExitStack) -> Remote:
    return MemoryRemote()


def of_folder(root: Path, stack: ExitStack) -> Remote:
    return FolderRemote(root)


def of_serve(root: Path, stack: ExitStack) -> Remote:
    server = DavServer(root, passwords=_passwords(root.parent), host="127.0.0.1", port=0)
    stack.enter_context(server)
    return open_remote(parse_place(f"dav+http://127.0.0.1:{server.port}"), U_P)


def of_nutstore(root: Path, stack: ExitStack) -> Remote:
    script = SHARED / "tools" / "nutstore_mock.py"
    if not script.exists():
        pytest.skip("needs nutstore_mock.py of the shared tools, which do not lie beside this checkout")
    words, port = nutstore(script, root)
    stack.enter_context(process(words, port=port))
    return open_remote(parse_place(f"dav+http://127.0.0.1:{port}"), U_P)


def of_rclone(root: Path, stack: ExitStack) -> Remote:
    _need("rclone")
    port = free_port()
    words = ["rclone", "serve", "webdav", str(root), "--addr", f"127.0.0.1:{port}", "--user", "u", "--pass", "p"]
    stack.enter_context(process(words, port=port, env={"RCLONE_CONFIG": str(root.parent / "rclone.conf")}))
    return open_remote(parse_place(f"dav+http://127.0.0.1:{port}"), U_P)


def of_apache(root: Path, stack: ExitStack) -> Remote:
    _need("apache2")
    modules = Path("/usr/lib/apache2/modules")
    if not (modules / "mod_dav_fs.so").exists():
        pytest.skip("needs apache2 with mod_dav_fs")
    port, home = free_port(), root.parent
    wanted = ("mpm_event", "authz_core", "dav", "dav_fs")
    lines = [f"LoadModule {name}_module {modules}/mod_{name}.so" for name in wanted]
    lines += [f"ServerRoot {home}", f"Listen 127.0.0.1:{port}", "ServerName localhost", f"PidFile {home}/pid"]
    lines += [f"ErrorLog {home}/error.log", f"DocumentRoot {root}", f"DavLockDB {home}/locks", f"Mutex file:{home}"]
    lines += [f"<Directory {root}>", "Dav On", "Require all granted", "</Directory>"]
    if os.geteuid() == 0:
        lines += ["User www-data", "Group www-data"]
        _open_to_all(root)
    (home / "apache.conf").write_text("\n".join(lines) + "\n")
    stack.enter_context(process(["apache2", "-f", str(home / "apache.conf"), "-DFOREGROUND"], port=port))
    return open_remote(parse_place(f"dav+http://127.0.0.1:{port}"), NOBODY)


def of_nginx(root: Path, stack: ExitStack) -> Remote:
    _need("nginx")
    module = Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")
    if not module.exists():
        pytest.skip("needs nginx with its dav-ext module")
    port, home = free_port(), root.parent
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = " ".join(
        f"{name}_temp_path {home}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (
        home / "nginx.conf"
    ).write_text(f"""load_module {module}; daemon off; {user} pid {home}/pid; error_log {home}/error.log;
events {{}}
http {{ access_log off; {temporary} client_max_body_size 70m;
  server {{ listen 127.0.0.1:{port}; root {root};
    location / {{ dav_methods PUT DELETE MKCOL; dav_ext_methods PROPFIND OPTIONS; }} }} }}
""")
    stack.enter_context(process(["nginx", "-p", str(home), "-c", str(home / "nginx.conf")], port=port))
    return open_remote(parse_place(f"dav+http://127.0.0.1:{port}"), NOBODY)


def of_s3(root: Path, stack: ExitStack) -> Remote:
    pytest.importorskip("moto.server", reason="needs moto, the object store on loopback")
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    app = create_backend_app("s3")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stack.callback(thread.join)
    stack.callback(server.server_close)
    stack.callback(server.shutdown)
    import httpx

    bucket = f"b{root.parent.name.replace('_', '-').lower()[-20:].strip('-')}x"
    httpx.put(f"http://127.0.0.1:{server.server_port}/{bucket}", trust_env=False).raise_for_status()
    url = f"s3://{bucket}/蓝燕/one?endpoint=http://127.0.0.1:{server.server_port}&style=path"
    return open_remote(parse_place(url), Credentials("key", "secret"))


def of_samba(root: Path, stack: ExitStack) -> Remote:
    port, mounted = stack.enter_context(shared_by_samba(root))
    return FolderRemote(mounted(port))


KINDS: dict[str, Callable[[Path, ExitStack], Remote]] = {
    "memory": of_memory,
    "folder": of_folder,
    "serve": of_serve,
    "nutstore": of_nutstore,
    "rclone": of_rclone,
    "apache": of_apache,
    "nginx": of_nginx,
    "s3": of_s3,
    "samba": of_samba,
}


def _passwords(folder: Path) -> Passwords:
    passwords = Passwords(folder / "users")
    passwords.set("u", "p")
    return passwords


def _need(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"needs {program}, which is not installed")


def _open_to_all(root: Path) -> None:
    """As root a server gives up its rights: it must be able to walk down to the folder."""
    for folder in (root, *root.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(0o777 if folder in {root, root.parent} else folder.stat().st_mode | 0o111)


@pytest.fixture(scope="module", params=list(KINDS))
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    root = tmp_path_factory.mktemp(str(request.param)) / "root"
    root.mkdir()
    with ExitStack() as stack:
        made = Counted(KINDS[request.param](root, stack))
        stack.callback(made.close)
        yield made


def test_what_was_put_is_there(remote: Remote) -> None:
    remote.put("p/0a/h/one.0", b"1")
    remote.put("p/0a/h/two.0", b"22")
    assert remote.get("p/0a/h/one.0") == b"1"
    assert {(entry.name, entry.size) for entry in remote.list("p/0a/h")} == {("one.0", 1), ("two.0", 2)}


def test_every_byte_comes_back(remote: Remote) -> None:
    content = bytes(range(256)) * 8192  # 2 MiB, beyond any one packet or buffer
    remote.put("p/0a/b/7f/00000/00000001.b", content)
    assert remote.get("p/0a/b/7f/00000/00000001.b") == content
    remote.put("p/0a/b/7f/00000/00000002.b", b"")
    assert remote.get("p/0a/b/7f/00000/00000002.b") == b""


def test_a_second_put_replaces_and_the_tag_tells(remote: Remote) -> None:
    remote.put("p/0b/h/one.0", b"1")
    before = remote.stat("p/0b/h/one.0")
    remote.put("p/0b/h/one.0", b"3")
    assert remote.get("p/0b/h/one.0") == b"3"
    after = remote.stat("p/0b/h/one.0")
    assert before is not None
    assert after is not None
    assert (after.name, after.size) == ("one.0", 1)
    assert after.tag != before.tag


def test_what_is_not_there_is_none_and_no_error(remote: Remote) -> None:
    assert remote.get("p/0c/none") is None
    assert remote.stat("p/0c/none") is None
    assert remote.list("p/0c/none") == []
    remote.delete("p/0c/none")
    remote.put("p/0c/one", b"1")
    remote.delete("p/0c/one")
    assert remote.get("p/0c/one") is None
    assert remote.list("p/0c") == []


def test_folders_are_not_listed_and_not_read(remote: Remote) -> None:
    remote.put("p/0d/m/one", b"1")
    remote.put("p/0d/m/sub/two", b"2")
    assert [entry.name for entry in remote.list("p/0d/m")] == ["one"]


def test_more_than_was_allowed_is_not_read(remote: Remote) -> None:
    remote.put("p/0e/one", b"1" * 1000)
    assert remote.get("p/0e/one", most=999) is None
    assert remote.get("p/0e/one", most=1000) == b"1" * 1000


def test_the_connection_can_be_tried(remote: Remote) -> None:
    assert remote.probe().can_write
    assert not [entry for entry in remote.list("p") if entry.name.startswith("probe")]


@pytest.mark.parametrize("kind", ["serve", "nutstore", "rclone"])
def test_a_wrong_password_is_denied_and_not_told(kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = tmp_path / "root"
    root.mkdir()
    caplog.set_level("DEBUG")
    with ExitStack() as stack:
        made = KINDS[kind](root, stack)
        stack.callback(made.close)
        port = made._http._origin.rpartition(":")[2]  # type: ignore[attr-defined]  # where that server listens
        wrong = open_remote(parse_place(f"dav+http://127.0.0.1:{port}"), Credentials("u", "Geheim-4711"))
        stack.callback(wrong.close)
        with pytest.raises(RemoteError, match=r"remote\.denied") as told:
            wrong.put("p/one", b"1")
        assert not told.value.is_passing
    assert "Geheim" not in caplog.text + str(told.value) + repr(told.value.__cause__)
    assert not list(root.iterdir())
