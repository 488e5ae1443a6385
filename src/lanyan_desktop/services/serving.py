"""Making this computer the server of an office: who may come in, under which certificate, at which address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.paths import data_dir
from lanyan_desktop.sync.remotes.certificates import shown

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  # the office's other PCs are to reach it


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs."""

    folder: Path
    urls: Sequence[str]  # what the other computers are given, best first; the fingerprint is in them
    users: Sequence[str]
    fingerprint: str | None  # SHA-256 in groups of four; None without TLS
    is_local: bool  # only this computer reaches it
    wait: Callable[[], None]  # until it ends


@contextmanager
def serving(
    folder: Path, *, port: int, host: str | None, is_tls: bool, passwords: Sequence[tuple[str, str]]
) -> Iterator[Serving]:
    """Serve the folder while the block runs.

    `host` None: every address with TLS, this computer alone without, since a password would travel in the clear.
    `passwords`: users to add, or whose password is set anew; the others of earlier starts stay.

    Raises:
        LanyanError: serve.no_folder, serve.no_user, serve.user_unfit, serve.users_unreadable, serve.port_taken.
    """
    from lanyan_desktop.sync.serving.certificate import certificate_at  # servers are loaded by who serves
    from lanyan_desktop.sync.serving.passwords import Passwords
    from lanyan_desktop.sync.serving.server import DavServer, addresses

    if not folder.is_dir():
        raise LanyanError("serve.no_folder", folder=str(folder))
    home = _home()
    users = Passwords(home / "users.json")
    for user, password in passwords:
        users.set(user, password)
    if not users.users:
        raise LanyanError("serve.no_user")
    certificate = home / "certificate.pem" if is_tls else None
    fingerprint = certificate_at(certificate) if certificate else None
    host = host or (EVERYWHERE if is_tls else LOOPBACK)
    with DavServer(folder, passwords=users, host=host, port=port, certificate=certificate) as server:
        query = f"?pin={fingerprint}" if fingerprint else ""
        scheme = "dav+https" if is_tls else "dav+http"
        urls = [f"{scheme}://{address}:{server.port}{query}" for address in addresses(host)]
        yield Serving(
            folder=folder,
            urls=urls,
            users=users.users,
            fingerprint=shown(fingerprint) if fingerprint else None,
            is_local=host in {LOOPBACK, "localhost", "::1"},
            wait=server.wait,
        )


def _home() -> Path:
    """Beside the program's own data, never in the folder that is served."""
    folder = data_dir() / "serve"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise LanyanError("folder.not_writable", folder=str(folder)) from error
    return folder
