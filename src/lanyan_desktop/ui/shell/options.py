"""The settings the window declares, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lanyan_desktop.kit.settings import Settings, declare
from lanyan_desktop.ui.theme import Scheme

THEME = declare("ui.theme", "跟随系统", "外观", choices=("跟随系统", "浅色", "深色"))
SCALE = declare("ui.scale", 100, "界面缩放（%，重新打开后生效）", choices=(90, 100, 110, 125, 150, 175, 200))
USER = declare("user.name", "", "姓名（记入操作日志）")
BACKUPS = declare("backup.folder", "", "“立即备份”放到")
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
