"""Where a machine keeps its keys: the system's store, or a file under a passphrase."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import keyring
import msgspec
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.keys.code import bytes_of, draw_code
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.keys.keystore import (
    LockedFile,
    SpaceKeys,
    SystemKeyStore,
    load_space_keys,
    open_key_store,
    save_space_keys,
)
from lanyan_desktop.sync.keys.passphrase import LOW, lock, unlock


class Desktop(KeyringBackend):
    """A key store of a desktop."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own are not typed
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.mark.parametrize("is_file", [True, False])
def test_what_is_kept_is_found_again(tmp_path: Path, *, is_file: bool) -> None:
    desktop = Desktop()
    for turn in range(2):
        store = LockedFile(tmp_path / "k" / "keys", lambda: "口令", cost=LOW) if is_file else SystemKeyStore(desktop)
        if turn == 0:
            save_space_keys(store, bytes(16), SpaceKeys(b"s" * 32, b"r" * 32))
            store.set("other", b"\0\xff")
            store.delete("gone")
        assert load_space_keys(store, bytes(16)) == SpaceKeys(b"s" * 32, b"r" * 32)
        assert load_space_keys(store, bytes(15) + b"1") is None
    store.delete("other")
    assert store.get("other") is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights: the folder is the user's own")
def test_the_file_is_the_users_alone(tmp_path: Path) -> None:
    LockedFile(tmp_path / "keys", lambda: "口令", cost=LOW).set("a", b"secret-secret")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert b"secret" not in (tmp_path / "keys").read_bytes()


def test_the_file_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    LockedFile(path, lambda: "口令", cost=LOW).set("a", b"1")
    for passphrase, code in (("错", "keys.passphrase_wrong"), (None, "keys.locked"), ("", "keys.locked")):
        with pytest.raises(LanyanError, match=code):
            LockedFile(path, lambda given=passphrase: given, cost=LOW).get("a")  # type: ignore[misc]  # bound now
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(LanyanError, match=r"keys\.damaged"):
        LockedFile(path, lambda: "口令", cost=LOW).get("a")


def test_without_a_store_of_the_system_the_file_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desktop = Desktop()
    failing = fail.Keyring()  # type: ignore[no-untyped-call]  # keyring's own are not typed
    nothing = null.Keyring()  # type: ignore[no-untyped-call]  # the same
    for backend in (failing, nothing, desktop):
        monkeypatch.setattr(keyring, "get_keyring", lambda found=backend: found)
        assert isinstance(open_key_store(tmp_path, lambda: None), LockedFile) == (backend is not desktop)
    desktop.is_locked = True
    assert isinstance(open_key_store(tmp_path, lambda: None), LockedFile)
    with pytest.raises(LanyanError, match=r"keys\.store"):
        SystemKeyStore(desktop).get("a")
    desktop.is_locked = False
    monkeypatch.setenv("LANYAN_KEYRING", "off")
    assert isinstance(open_key_store(tmp_path, lambda: None), LockedFile)


def test_no_secret_is_shown() -> None:
    device = DeviceKey(b"s" * 32)
    assert "ssss" not in repr(device) + repr(SpaceKeys(b"s" * 32, b"r" * 32))
    assert device.seed.hex() not in repr(device)


def test_a_lock_asks_for_no_absurd_work() -> None:
    locked = lock("a", b"x", LOW)
    assert unlock("a", locked) == b"x"
    greedy = msgspec.msgpack.encode([bytes(16), 3, 1 << 40, b""])
    for spoilt in (b"", locked[:8], b"LYP1" + greedy, b"LYP1" + msgspec.msgpack.encode([b"", 3, 8192, b""])):
        with pytest.raises(LanyanError, match=r"keys\.damaged"):
            unlock("a", spoilt)
    with pytest.raises(LanyanError, match=r"keys\.passphrase_empty"):
        lock(" ", b"x", LOW)


def test_a_slip_of_the_pen_in_a_code_is_seen() -> None:
    code = draw_code()
    other = "2" if code[0] != "2" else "3"
    assert len(bytes_of(code)) == 17
    for wrong in (other + code[1:], code[:-1], "", "你好"):
        with pytest.raises(LanyanError, match=r"keys\.code_wrong"):
            bytes_of(wrong)
