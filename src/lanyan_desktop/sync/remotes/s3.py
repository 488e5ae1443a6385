"""An S3-compatible store as a remote: MinIO, 阿里云 OSS, 腾讯云 COS; what carries a company of hundreds of sites."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import (
    BaseError,
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from lanyan_desktop.sync.remotes.remote import MOST_BYTES, Entry, Probe, RemoteError, check_name, is_ours
from lanyan_desktop.sync.remotes.url import Credentials, Place

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ClientConfig, RetryConfig

T = TypeVar("T")
_VIRTUAL = (".aliyuncs.com", ".myqcloud.com", ".amazonaws.com")
"""Who takes the bucket in the host's name only; MinIO and most others take it in the path."""
_DENIED = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "certificate")
_BUSY = ("SlowDown", "TooManyRequests", "429", "503")
_REFUSED = ("NoSuchBucket", "PermanentRedirect", "AuthorizationHeaderMalformed")


class S3Remote:
    """Objects under a prefix of a bucket; the bucket must be there."""

    def __init__(self, place: Place, credentials: Credentials) -> None:
        self._place = place
        self._store = _open(place, credentials)

    def put(self, name: str, content: bytes) -> None:
        key = self._key(name)
        self._told(lambda: obstore.put(self._store, key, content, use_multipart=False))

    def get(self, name: str, *, most: int = MOST_BYTES) -> bytes | None:
        key = self._key(name)

        def read() -> bytes | None:
            try:
                found = obstore.get(self._store, key)
                if found.meta["size"] > most:
                    return None
                parts, size = [], 0
                for part in found.stream(min_chunk_size=1 << 20):
                    parts.append(bytes(part))
                    size += len(part)
                    if size > most:
                        return None
            except (NotFoundError, FileNotFoundError):
                return None
            return b"".join(parts)

        return self._told(read)

    def list(self, folder: str) -> list[Entry]:
        prefix = self._key(folder) + "/"

        def read() -> list[Entry]:
            found = obstore.list_with_delimiter(self._store, prefix)["objects"]
            entries = (_entry(meta) for meta in found if str(meta["path"]).rpartition("/")[0] + "/" == prefix)
            return [entry for entry in entries if is_ours(entry.name)]

        return self._told(read)

    def delete(self, name: str) -> None:
        key = self._key(name)

        def away() -> None:
            with suppress(NotFoundError, FileNotFoundError):
                obstore.delete(self._store, key)

        self._told(away)

    def stat(self, name: str) -> Entry | None:
        key = self._key(name)

        def look() -> Entry | None:
            try:
                return _entry(obstore.head(self._store, key))
            except (NotFoundError, FileNotFoundError):
                return None

        return self._told(look)

    def probe(self) -> Probe:
        name, content = f"probe-{os.urandom(6).hex()}", os.urandom(64)
        self.put(name, content)
        try:
            is_same = self.get(name) == content
        finally:
            with suppress(RemoteError):
                self.delete(name)
        return Probe(can_write=is_same, detail=f"S3 {self._place.options['endpoint']}")

    def close(self) -> None:
        """Connections go with the object."""

    def _key(self, name: str) -> str:
        return f"{self._place.path}/{check_name(name)}".lstrip("/")

    def _told(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except (BaseError, OSError) as error:
            raise _translated(error, self._place) from error


def _open(place: Place, credentials: Credentials) -> S3Store:
    endpoint = place.options["endpoint"].rstrip("/")
    parts = urlsplit(endpoint)
    is_virtual = place.options.get("style") == "virtual" or (
        "style" not in place.options and (parts.hostname or "").endswith(_VIRTUAL)
    )
    if is_virtual and not parts.netloc.startswith(f"{place.host}."):
        endpoint = f"{parts.scheme}://{place.host}.{parts.netloc}{parts.path}"
    retry: RetryConfig = {
        "max_retries": 2,
        "retry_timeout": timedelta(seconds=60),
        "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=2), "base": 2},
    }
    try:
        return S3Store(
            place.host,
            endpoint=endpoint,
            region=place.options.get("region", "us-east-1"),
            access_key_id=credentials.user or "none",  # else it would ask the cloud's own address for a key
            secret_access_key=credentials.password or "none",
            skip_signature=not credentials.user,
            virtual_hosted_style_request=is_virtual,
            client_options=_client(place, allow_http=parts.scheme == "http"),
            retry_config=retry,
        )
    except (BaseError, ValueError) as error:
        raise RemoteError("remote.refused", is_passing=False, place=place.text, detail=_first(error)) from error


def _client(place: Place, *, allow_http: bool) -> ClientConfig:
    options: ClientConfig = {
        "allow_http": allow_http,  # only as the address says so
        "connect_timeout": timedelta(seconds=10),
        "read_timeout": timedelta(seconds=30),
        "timeout": timedelta(minutes=10),
        "user_agent": "lanyan",
    }
    ca = place.options.get("ca")
    if ca:
        try:
            options["root_certificate"] = Path(ca).read_bytes()
        except OSError as error:
            detail = f"{ca}: {error.strerror}"
            raise RemoteError("remote.refused", is_passing=False, place=place.text, detail=detail) from error
    return options


def _entry(meta: ObjectMeta) -> Entry:
    tag = meta["e_tag"] or f"{meta['size']}-{meta['last_modified'].isoformat()}"
    return Entry(str(meta["path"]).rpartition("/")[2], meta["size"], tag)


def _translated(error: Exception, place: Place) -> RemoteError:
    """The library says most by its text: the store's own code stands in it."""
    text, detail = str(error), _first(error)
    if isinstance(error, PermissionDeniedError | UnauthenticatedError | PermissionError) or _has(text, _DENIED):
        return RemoteError("remote.denied", is_passing=False, place=place.text, detail=detail)
    if isinstance(error, NotFoundError | FileNotFoundError) or _has(text, _REFUSED):
        return RemoteError("remote.refused", is_passing=False, place=place.text, detail=detail)
    if _has(text, _BUSY):
        return RemoteError("remote.busy", is_passing=True, wait_s=60.0, place=place.text)
    return RemoteError("remote.unreachable", is_passing=True, place=place.text, detail=detail)


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _first(error: Exception) -> str:
    """The first line: below it the library prints its inner state, headers among it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
