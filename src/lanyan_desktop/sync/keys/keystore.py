"""Where this machine keeps secrets: the system's key store, or a file locked by the passphrase where there is none.

The system's is Windows Credential Manager or the Secret Service of a desktop, through `keyring`. Names may be seen by
others of the same user, values may not.
"""

from __future__ import annotations

import base64
import binascii
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.sync.keys.device import SEED
from lanyan_desktop.sync.keys.epochs import KEY
from lanyan_desktop.sync.keys.passphrase import INTERACTIVE, Cost, lock, unlock

VARIABLE = "LANYAN_KEYRING"
"""Set to ``off`` to use the file whatever the system offers."""
_SERVICE = "Lanyan"
_FILE = "keys.locked"


class KeyStore(Protocol):
    """Secrets by name.

    Raises (all methods):
        LanyanError: keys.store (the store cannot be reached or written); what opening it raises.
    """

    def get(self, name: str) -> bytes | None: ...
    def set(self, name: str, secret: bytes) -> None: ...
    def delete(self, name: str) -> None: ...


class Backend(Protocol):
    """The three calls of `keyring` that are used."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class SystemKeyStore:
    """The system's key store. Values go in as text, since that is all some of them keep."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def get(self, name: str) -> bytes | None:
        from keyring.errors import KeyringError

        try:
            text = self._backend.get_password(_SERVICE, name)
            return None if text is None else base64.b64decode(text, validate=True)
        except (KeyringError, OSError, binascii.Error) as error:
            raise LanyanError("keys.store", detail=type(error).__name__) from error

    def set(self, name: str, secret: bytes) -> None:
        from keyring.errors import KeyringError

        try:
            self._backend.set_password(_SERVICE, name, base64.b64encode(secret).decode())
        except (KeyringError, OSError) as error:
            raise LanyanError("keys.store", detail=type(error).__name__) from error

    def delete(self, name: str) -> None:
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            self._backend.delete_password(_SERVICE, name)
        except PasswordDeleteError:
            return  # it was not there
        except (KeyringError, OSError) as error:
            raise LanyanError("keys.store", detail=type(error).__name__) from error


class LockedFile:
    """A file under the passphrase; asked for once, at the first use.

    Raises (all methods):
        LanyanError: keys.locked (nobody gave the passphrase), keys.passphrase_wrong, keys.passphrase_empty,
            keys.damaged, keys.store.
    """

    def __init__(self, path: Path, passphrase: Callable[[], str | None], *, cost: Cost = INTERACTIVE) -> None:
        self._path = path
        self._ask = passphrase
        self._cost = cost
        self._passphrase: str | None = None
        self._secrets: dict[str, bytes] | None = None
        self._guard = threading.Lock()

    def get(self, name: str) -> bytes | None:
        with self._guard:
            return self._opened().get(name)

    def set(self, name: str, secret: bytes) -> None:
        with self._guard:
            if self._opened().get(name) != secret:
                self._write({**self._opened(), name: secret})

    def delete(self, name: str) -> None:
        with self._guard:
            if name in self._opened():
                self._write({other: secret for other, secret in self._opened().items() if other != name})

    def relock(self, passphrase: str) -> None:
        """Another passphrase for all that is in it."""
        with self._guard:
            secrets, older = self._opened(), self._passphrase
            self._passphrase = passphrase
            try:
                self._write(secrets)
            except LanyanError:
                self._passphrase = older
                raise

    def _opened(self) -> dict[str, bytes]:
        if self._secrets is None:
            passphrase = self._ask()
            if not passphrase:
                raise LanyanError("keys.locked")
            self._secrets = self._read(passphrase)
            self._passphrase = passphrase
        return self._secrets

    def _read(self, passphrase: str) -> dict[str, bytes]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise LanyanError("keys.store", detail=str(error)) from error
        try:
            return msgspec.msgpack.decode(unlock(passphrase, content), type=dict[str, bytes])
        except msgspec.DecodeError as error:
            raise LanyanError("keys.damaged") from error

    def _write(self, secrets: dict[str, bytes]) -> None:
        content = lock(self._passphrase or "", msgspec.msgpack.encode(secrets), self._cost)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, content)  # made for this user alone: a temporary file's rights, 0600
        except OSError as error:
            raise LanyanError("keys.store", detail=str(error)) from error
        self._secrets = secrets


def open_key_store(folder: Path, passphrase: Callable[[], str | None], *, cost: Cost = INTERACTIVE) -> KeyStore:
    """The system's key store if it has one that answers, else the locked file in this folder."""
    backend = None if os.environ.get(VARIABLE, "").lower() == "off" else _system_backend()
    return LockedFile(folder / _FILE, passphrase, cost=cost) if backend is None else SystemKeyStore(backend)


def _system_backend() -> Backend | None:
    """What `keyring` found, None if that is a null, failing or plain-text one."""
    import keyring
    from keyring.backends import chainer, fail, null
    from keyring.errors import KeyringError

    try:
        backend = keyring.get_keyring()
        if isinstance(backend, fail.Keyring | null.Keyring) or backend.priority < 1:
            return None
        if isinstance(backend, chainer.ChainerBackend) and not backend.backends:
            return None
        backend.get_password(_SERVICE, "probe")  # a Secret Service may be named and not answer
    except (KeyringError, OSError, RuntimeError, ImportError):
        return None
    return backend


@dataclass(frozen=True, slots=True)
class SpaceKeys:
    """What a device keeps of a space; all other keys are in the records, sealed to its own."""

    seed: bytes = field(repr=False)  # of the device's key
    roster: bytes = field(repr=False)


def save_space_keys(store: KeyStore, space: bytes, keys: SpaceKeys) -> None:
    """Keep them under the space's name."""
    store.set(f"space:{space.hex()}", keys.seed + keys.roster)


def load_space_keys(store: KeyStore, space: bytes) -> SpaceKeys | None:
    """What was kept, None if nothing was.

    Raises:
        LanyanError: keys.damaged.
    """
    found = store.get(f"space:{space.hex()}")
    if found is None:
        return None
    if len(found) != SEED + KEY:
        raise LanyanError("keys.damaged")
    return SpaceKeys(found[:SEED], found[SEED:])
