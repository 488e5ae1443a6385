"""The server itself: a folder over WebDAV, with passwords, and TLS if wanted."""

from __future__ import annotations

import base64
import binascii
import contextlib
import logging
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.remotes.remote import MOST_BYTES
from lanyan_desktop.sync.serving.gate import guarded
from lanyan_desktop.sync.serving.passwords import Passwords

log = logging.getLogger("lanyan.sync.serving")


class DavServer:
    """Serves a folder from a thread of its own between `__enter__` and `__exit__`."""

    def __init__(
        self, folder: Path, *, passwords: Passwords, host: str, port: int, certificate: Path | None = None
    ) -> None:
        self._passwords = passwords
        app = guarded(_dav(folder), is_allowed=self._is_allowed)
        self._server = wsgi.Server((host, port), app, numthreads=8, timeout=30, shutdown_timeout=5)
        self._server.server_name = "lanyan"
        self._server.max_request_header_size = 1 << 16
        self._server.max_request_body_size = MOST_BYTES + (1 << 16)
        self._server.error_log = _log  # type: ignore[method-assign]  # cheroot says to set it
        if certificate is not None:
            self._server.ssl_adapter = BuiltinSSLAdapter(str(certificate), str(certificate))
        self._thread = threading.Thread(target=self._server.serve, name="lanyan-serve", daemon=True)

    @property
    def port(self) -> int:
        """The port that is listened at; another than asked for where 0 was."""
        return int(self._server.bind_addr[1])

    def __enter__(self) -> DavServer:
        """Begin to listen.

        Raises:
            LanyanError: serve.port_taken.
        """
        port = self._server.bind_addr[1]
        try:
            self._server.prepare()
        except OSError as error:
            raise LanyanError("serve.port_taken", port=port, detail=str(error)) from error
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join(10)

    def wait(self) -> None:
        """Until the server ends, which it does by `__exit__` or by a bug."""
        while self._thread.is_alive():
            self._thread.join(0.5)  # in steps: on Windows a wait without end hears no Ctrl+C

    def _is_allowed(self, environ: dict[str, Any]) -> bool:
        kind, _, word = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        try:
            user, _, password = base64.b64decode(word, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return False
        return kind.lower() == "basic" and self._passwords.is_right(user, password)


def _dav(folder: Path) -> Any:
    return WsgiDAVApp(
        {
            "provider_mapping": {"/": FilesystemProvider(str(folder), fs_opts={"follow_symlinks": False})},
            "http_authenticator": {"domain_controller": None, "accept_basic": False, "accept_digest": False},
            "simple_dc": {"user_mapping": {"*": True}},  # the gate has asked for the password already
            "middleware_stack": [
                "wsgidav.error_printer.ErrorPrinter",
                "wsgidav.request_resolver.RequestResolver",
            ],
            "lock_storage": False,
            "property_manager": False,
            "logging": {"enable": False},
            "verbose": 0,
        }
    )


def _log(msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # cheroot's
    log.log(level, "%s", msg, exc_info=traceback)


def addresses(host: str) -> list[str]:
    """What other computers call this one when it listens at `host`, best first.

    >>> addresses("127.0.0.1")
    ['127.0.0.1']
    """
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        return [f"[{host}]" if ":" in host else host]
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("192.0.2.1", 9))  # sends nothing; tells which of our addresses leads out
        found.append(str(one.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += [str(at[4][0]) for at in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return list(dict.fromkeys(one for one in found if not one.startswith("127."))) or ["127.0.0.1"]
