"""One HTTP request as a remote needs it: bounded, timed, tried again, its failures in the remote's own words."""

from __future__ import annotations

import logging
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from lanyan_desktop.kit.errors import why
from lanyan_desktop.sync.remotes.budget import Budget, asked_wait_s, pauses_s
from lanyan_desktop.sync.remotes.certificates import context_of
from lanyan_desktop.sync.remotes.remote import RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, Place

log = logging.getLogger("lanyan.sync.remotes")
TIMEOUT = httpx.Timeout(10, read=30, write=30)
_TRIES = 3
_MOST_REDIRECTS = 3
_PATIENCE_S, _SLOWEST = 60.0, 2048
"""An answer may take a minute, and longer only while it brings this many bytes a second: a dripping server ends."""
_BLOCKED_S, _BUSY_S = 300.0, 60.0
_BUSY = {423, 429, 503}
_PASSING = {408, 425, 500, 502, 504, 520, 521, 522, 523, 524}
_CERTIFICATE = {
    10: "证书已过期，或这台电脑的日期不对",
    18: "证书是它自己签的",
    19: "证书是它自己签的",
    20: "签发证书的机构不在这台电脑的名单里",
    21: "签发证书的机构不在这台电脑的名单里",
    62: "证书写的是别的服务器",
    64: "证书写的是别的服务器",
}
"""By the number OpenSSL gives it (X509_V_ERR)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `body` is None if it is longer than was allowed."""

    status: int
    headers: httpx.Headers
    body: bytes | None


class Http:
    """Requests to one server, on connections that are kept. Never goes to another host than the one it was given."""

    def __init__(self, place: Place, credentials: Credentials) -> None:
        self.place = f"{place.scheme.removeprefix('dav+')}://{place.host}/{place.path}"
        self._origin = f"{place.scheme.removeprefix('dav+')}://{place.host}"
        self._credentials = credentials
        self._auth: httpx.Auth | None = None
        if credentials.user:
            # RFC 7617: UTF-8, so that Chinese user names work; httpx encodes so
            self._auth = httpx.BasicAuth(credentials.user, credentials.password)
        self._budget = Budget(most=place.budget[0], window_s=place.budget[1]) if place.budget else None
        is_tls = place.scheme == "dav+https"
        self.context = (
            context_of(host=place.host, ca=place.options.get("ca"), pin=place.options.get("pin")) if is_tls else None
        )
        self._client = self._open(self.context, proxy=None if place.options.get("pin") else _proxy_of(self._origin))

    def _open(self, context: ssl.SSLContext | None, *, proxy: str | None) -> httpx.Client:
        try:
            return httpx.Client(
                verify=context or False,
                proxy=proxy,
                trust_env=False,  # proxies are looked up by us, which knows Windows' list of exceptions too
                timeout=TIMEOUT,
                follow_redirects=False,
                headers={"User-Agent": "lanyan", "Accept-Encoding": "identity"},  # no bomb is unpacked here
            )
        except (ImportError, ValueError) as error:  # SOCKS needs a package that we do not bring
            raise self.refused(f"proxy: {error}") from error

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        most: int = 1 << 20,
        bears_500: bool = False,
    ) -> Answer:
        """The answer, whatever its status save those that mean "not now" or "not you"; 500 passes with `bears_500`.

        Raises:
            RemoteError: remote.unreachable, remote.busy, remote.denied, remote.untrusted (its certificate),
                remote.refused (sent to another host).
        """
        pauses = pauses_s(tries=_TRIES)
        while True:
            try:
                answer = self._ask_once(method, path, body=body, headers=headers or {}, most=most)
                return answer if bears_500 and answer.status == 500 else self._judged(answer)
            except RemoteError as error:
                pause = next(pauses, None) if error.code == "remote.unreachable" else None
                if pause is None:
                    raise
                log.info("%s again in %.1f s: %s", method, pause, error.params.get("detail"))
            time.sleep(pause)

    def _ask_once(self, method: str, path: str, *, body: bytes, headers: Mapping[str, str], most: int) -> Answer:
        url = self._origin + path
        for _ in range(_MOST_REDIRECTS + 1):
            if self._budget:
                self._budget.take(place=self.place)
            answer = self._exchange(method, url, body=body, headers=headers, most=most)
            if answer.status == 401 and self._can_digest(answer):
                answer = self._exchange(method, url, body=body, headers=headers, most=most)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            url = self._next(url, answer)
        raise self.refused("redirects without end")

    def _exchange(self, method: str, url: str, *, body: bytes, headers: Mapping[str, str], most: int) -> Answer:
        begun = time.monotonic()
        try:
            request = self._client.build_request(method, url, content=body, headers=dict(headers))
            response = self._client.send(request, auth=self._auth, stream=True)
            try:
                return Answer(response.status_code, response.headers, self._read(response, most=most, begun=begun))
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise self._told(error) from error

    def _read(self, response: httpx.Response, *, most: int, begun: float) -> bytes | None:
        claimed = response.headers.get("content-length", "")
        if claimed.isdecimal() and int(claimed) > most and response.request.method != "HEAD":
            return None
        parts, size = [], 0
        for part in response.iter_raw():
            parts.append(part)
            size += len(part)
            if size > most:
                return None
            if time.monotonic() - begun > _PATIENCE_S + size / _SLOWEST:
                raise self.unreachable("too slow")
        return b"".join(parts)

    def _can_digest(self, answer: Answer) -> bool:
        """Some servers take no Basic; they are answered as they ask, once and from then on."""
        kinds = [value.split(" ", 1)[0].lower() for value in answer.headers.get_list("www-authenticate")]
        if "digest" not in kinds or "basic" in kinds or not isinstance(self._auth, httpx.BasicAuth):
            return False
        self._auth = httpx.DigestAuth(self._credentials.user, self._credentials.password)
        return True

    def _next(self, url: str, answer: Answer) -> str:
        """Where a redirect leads, if it stays on this server: the password goes nowhere else."""
        try:
            there = httpx.URL(url).join(answer.headers.get("location", ""))
        except httpx.InvalidURL as error:
            raise self.refused("redirect") from error
        origin = httpx.URL(self._origin)
        if (there.scheme, there.host, there.port) != (origin.scheme, origin.host, origin.port):
            raise self.refused(f"redirect → {there.scheme}://{there.netloc.decode('ascii', 'replace')}")
        return str(there)

    def _judged(self, answer: Answer) -> Answer:
        status = answer.status
        if status in _BUSY:
            blocked = b"BlockedTemporarily" in (answer.body or b"")
            wait_s = asked_wait_s(answer.headers.get("retry-after"))
            wait_s = wait_s if wait_s is not None else _BLOCKED_S if blocked else _BUSY_S
            raise RemoteError("remote.busy", is_passing=True, wait_s=wait_s, place=self.place)
        if status in {401, 403, 407}:
            raise RemoteError("remote.denied", is_passing=False, place=self.place, detail=f"HTTP {status}")
        if status == 507:
            raise RemoteError("remote.full", is_passing=False, place=self.place, detail="HTTP 507")
        if status in _PASSING:
            raise self.unreachable(f"HTTP {status}")
        return answer

    def _told(self, error: Exception) -> RemoteError:
        if _is_of_certificate(error):
            return RemoteError("remote.untrusted", is_passing=False, place=self.place, detail=_reason(error))
        if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
            return self.refused(str(error))
        return self.unreachable(_reason(error))

    def refused(self, detail: str) -> RemoteError:
        return RemoteError("remote.refused", is_passing=False, place=self.place, detail=detail)

    def unreachable(self, detail: str) -> RemoteError:
        return RemoteError("remote.unreachable", is_passing=True, place=self.place, detail=detail)

    def close(self) -> None:
        self._client.close()


def _reason(error: Exception) -> str:
    """Why there was no answer, as a part of a sentence: what lies at the bottom of it, where that is known."""
    if isinstance(error, httpx.TimeoutException):
        return "等了很久没有回应"
    for one in _causes(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return _CERTIFICATE.get(one.verify_code, one.verify_message)
        if isinstance(one, socket.gaierror):
            return "找不到这个名称的服务器"
        if isinstance(one, OSError) and one.errno and not isinstance(one, ssl.SSLError):
            return why(one)
    return str(error) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_certificate(error: BaseException) -> bool:
    return any(isinstance(one, ssl.SSLCertVerificationError) for one in _causes(error))


def _proxy_of(origin: str) -> str | None:
    """The proxy of the environment or of the system's settings; none to this machine itself."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(parts.netloc):
        return None
    found = getproxies()
    return found.get(parts.scheme) or found.get("all")
