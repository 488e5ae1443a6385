"""What stands before WsgiDAV: the few verbs that remotes use, whole uploads of bounded size, nothing else.

An upload is taken in before it is handed on, so a connection cut half-way leaves no half file in the folder.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any

from lanyan_desktop.sync.remotes.remote import MOST_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

Environ = dict[str, Any]  # as PEP 3333 has it
VERBS = {"GET", "HEAD", "PUT", "DELETE", "PROPFIND", "MKCOL", "OPTIONS"}
_CHALLENGE = ("WWW-Authenticate", 'Basic realm="lanyan", charset="UTF-8"')
_MOST_ASKED = 1 << 16
_IN_MEMORY = 4 << 20


def guarded(app: WSGIApplication, *, is_allowed: Callable[[Environ], bool]) -> WSGIApplication:
    """The app behind the gate; `is_allowed` sees to the password before a byte of the body is read."""

    def gate(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not is_allowed(environ):
            return _no(start_response, "401 Unauthorized", _CHALLENGE)
        if not _is_plain(environ.get("PATH_INFO", "")):
            return _no(start_response, "400 Bad Request")
        verb = environ["REQUEST_METHOD"]
        if verb not in VERBS:
            return _no(start_response, "405 Method Not Allowed", ("Allow", ", ".join(sorted(VERBS))))
        if verb == "PROPFIND" and environ.get("HTTP_DEPTH", "infinity") not in {"0", "1"}:
            return _no(start_response, "403 Forbidden")
        length = environ.get("CONTENT_LENGTH") or "0"
        if environ.get("HTTP_TRANSFER_ENCODING") or not length.isdecimal():
            return _no(start_response, "411 Length Required")
        if int(length) > (MOST_BYTES if verb == "PUT" else _MOST_ASKED):
            return _no(start_response, "413 Content Too Large")
        body = _whole(environ["wsgi.input"], int(length))
        if body is None:
            return _no(start_response, "400 Bad Request")
        environ["wsgi.input"] = body
        return app(environ, start_response)

    return gate


def _is_plain(path: str) -> bool:
    """False for what could lead out of the folder on some system: WsgiDAV looks again, but need not."""
    parts = path.split("/")
    return not any(part in {".", ".."} for part in parts) and not any(sign in path for sign in ("\\", "%", ":", "\0"))


def _whole(source: IO[bytes], length: int) -> IO[bytes] | None:
    """All of the body; None if it ended early."""
    body: IO[bytes] = io.BytesIO() if length <= _IN_MEMORY else tempfile.TemporaryFile()  # noqa: SIM115  # closed by who has read it
    left = length
    while left:
        part = source.read(min(left, 1 << 16))
        if not part:
            body.close()
            return None
        body.write(part)
        left -= len(part)
    body.seek(0)
    return body


def _no(start_response: StartResponse, status: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    # the body was not read: the connection cannot be used for another request
    start_response(status, [("Content-Length", "0"), ("Connection", "close"), *headers])
    return [b""]
