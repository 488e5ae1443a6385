"""The settings the window declares, and what it remembers of each ledger: never of the trade, that is in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.kit.paths import data_dir
from lanyan_desktop.kit.settings import Settings, declare
from lanyan_desktop.ui.theme import Scheme

THEME = declare("ui.theme", "跟随系统", "外观", choices=("跟随系统", "浅色", "深色"))
SCALE = declare("ui.scale", 100, "界面缩放（%，重新打开后生效）", choices=(90, 100, 110, 125, 150, 175, 200))
USER = declare("user.name", "", "姓名（记入操作日志）")
BACKUPS = declare("backup.folder", "", "备份文件夹（空：程序自己的）")
RECENT = declare("ledgers.recent", ())
"""Paths of ledgers, the last opened first."""
REOPEN = declare("ledgers.reopen", default=True, label="启动时打开上次的账套")

_SCHEMES: Mapping[str, Scheme] = {"跟随系统": "system", "浅色": "light", "深色": "dark"}
_MOST_RECENT = 8


def scheme_of(settings: Settings) -> Scheme:
    """The colour scheme the user wishes."""
    return _SCHEMES[settings.get(THEME)]


def recent_ledgers(settings: Settings) -> list[Path]:
    """Ledgers opened lately that are still there, the last first."""
    return [path for text in settings.get(RECENT) if (path := Path(text)).is_file()]


def remember_ledger(settings: Settings, path: Path) -> None:
    """Put a ledger first among the recent ones."""
    first = str(path.absolute())
    others = [text for text in settings.get(RECENT) if text != first]
    settings.set(RECENT, (first, *others)[:_MOST_RECENT])


class Memory:
    """What the window remembers of one ledger: place, tab, project, and what each tab gives it.

    Kept beside the settings by the ledger's path, not in the ledger: two people at one ledger look at different things.
    A lost or damaged file is an empty memory.
    """

    def __init__(self, ledger: Path) -> None:
        name = hashlib.blake2b(str(ledger.absolute()).encode(), digest_size=12).hexdigest()
        self._file = data_dir() / "views" / f"{name}.json"

    def load(self) -> dict[str, Any]:
        """What `save` was given last."""
        try:
            content = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def save(self, content: Mapping[str, Any]) -> None:
        """Remember; a full disk costs the memory of column widths, nothing else, so it is not reported."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(content, ensure_ascii=False).encode())
        except OSError:
            return


def user_of(settings: Settings) -> str:
    """Who works here: the name from the settings, else the one this computer knows."""
    given = settings.get(USER)
    if given:
        return given
    import getpass  # 3 ms, and only where no name was set

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a stripped-down system has no user database
        return ""
