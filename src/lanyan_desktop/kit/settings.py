"""What the user has chosen and the program remembers: a JSON file of declared settings.

A setting is declared once, in the room that uses it::

    THEME = declare("ui.theme", "跟随系统", "外观", choices=("跟随系统", "浅色", "深色"))
    settings = Settings(paths.settings_file())
    settings.get(THEME)

A ledger's own choices (calendar, tax rate) are not settings: they are records of the ledger and travel with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.files import write_whole

T = TypeVar("T", bool, int, str, tuple[str, ...])
Content = dict[str, Any]
"""The file's JSON object: values by key, and its version."""
VERSION_KEY = "version"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting: its key in the file, its value when never set, its Chinese label ("" if on no settings page)."""

    key: str
    default: T
    label: str
    choices: tuple[T, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def type(self) -> type:
        return type(self.default)

    def accepts(self, value: object) -> bool:
        """Whether a value may be kept: exactly the type (True is not 1), one of the choices, within the bounds."""
        if type(value) is not self.type or (self.choices and value not in self.choices):
            return False
        if isinstance(value, tuple):
            return all(type(part) is str for part in value)
        if type(value) is not int:
            return True
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


SETTINGS: dict[str, Setting[Any]] = {}
"""Every declared setting by key, in declared order: what the settings page lists."""


def declare(
    key: str,
    default: T,
    label: str = "",
    *,
    choices: tuple[T, ...] = (),
    low: int | None = None,
    high: int | None = None,
) -> Setting[T]:
    """Declare a setting; its type is that of its default.

    Raises:
        ValueError: the key is taken, or the default is not one of what the setting allows.
    """
    setting = Setting(key, default, label, choices, low, high)
    if key in SETTINGS or key == VERSION_KEY or not setting.accepts(default):
        raise ValueError(f"setting {key} is declared twice or against its own bounds")
    SETTINGS[key] = setting
    return setting


UPGRADES: list[Callable[[Content], None]] = []
"""Step n turns a file of version n into one of version n + 1. Never edited after a release, each with its test."""


class Settings:
    """The settings of one file. Reading never fails: what is absent, damaged or out of bounds is the default."""

    def __init__(self, path: Path, upgrades: list[Callable[[Content], None]] = UPGRADES) -> None:
        self._path = path
        self._upgrades = upgrades
        self.damaged: Path | None = None  # where an unreadable file was put aside, for a word to the user
        self._content = self._read()

    def get(self, setting: Setting[T]) -> T:
        """The value of a setting.

        Raises:
            KeyError: it was not declared with `declare`.
        """
        if SETTINGS[setting.key] is not setting:
            raise KeyError(setting.key)
        value = self._content.get(setting.key, setting.default)
        if isinstance(value, list):
            value = tuple(value)  # JSON knows no tuples
        return value if setting.accepts(value) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Remember a value, in the file at once.

        Raises:
            KeyError: the setting was not declared.
            ValueError: it does not allow this value.
            LanyanError: settings.not_saved; the value holds until the program ends.
        """
        if self.get(setting) == value:
            return
        if not setting.accepts(value):
            raise ValueError(f"{setting.key} does not take {value!r}")
        self._content = {**self._read(), setting.key: value}  # another window may have set others meanwhile
        try:
            write_whole(self._path, json.dumps(self._content, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise LanyanError("settings.not_saved", file=str(self._path)) from error

    def _read(self) -> Content:
        """The file's content, brought to the present version. Keys of a newer program are kept as they are."""
        try:
            return self._upgraded(json.loads(self._path.read_bytes()))
        except OSError:  # not there yet, or a folder we may not read: the program still starts
            return {VERSION_KEY: len(self._upgrades)}
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):  # no JSON, or no object of ours
            self.damaged = self._path.with_name(f"{self._path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
            self._path.replace(self.damaged)
            return {VERSION_KEY: len(self._upgrades)}

    def _upgraded(self, content: Content) -> Content:
        version = content.get(VERSION_KEY, 0)
        for step in self._upgrades[version:]:
            step(content)
        content[VERSION_KEY] = max(version, len(self._upgrades))
        return content
