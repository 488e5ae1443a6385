"""Where the program keeps what is its own: settings, logs, backups. The only user of platformdirs.

`LANYAN_DATA_DIR` (or `--data-dir`, which sets it) moves everything, also for the processes started from here: for
tests, for support, and for a program carried on a stick. Ledgers lie where the user puts them.
"""

from __future__ import annotations

import os
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError

VARIABLE = "LANYAN_DATA_DIR"
_NAME = "Lanyan"


def use_data_dir(folder: Path) -> None:
    """Keep everything in this folder from now on: what `--data-dir` does."""
    os.environ[VARIABLE] = str(folder.absolute())


def data_dir() -> Path:
    """The folder of all that is the program's own.

    Raises:
        LanyanError: folder.not_writable, with the folder; holds for every function here.
    """
    moved = os.environ.get(VARIABLE)
    if moved:
        return _made(Path(moved))
    import platformdirs  # 5 ms that a moved program need not spend

    return _made(platformdirs.user_data_path(_NAME, appauthor=False))


def settings_file() -> Path:
    """The file of the settings; it need not exist."""
    return data_dir() / "settings.json"


def log_dir() -> Path:
    """The folder of the logs and crash reports."""
    return _made(data_dir() / "logs")


def backup_dir() -> Path:
    """The folder of the backups the program makes by itself."""
    return _made(data_dir() / "backups")


def documents_dir() -> Path:
    """The folder that is offered for a new ledger or an export."""
    if os.environ.get(VARIABLE):
        return _made(data_dir() / "documents")
    import platformdirs  # see data_dir

    return _made(platformdirs.user_documents_path())


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LanyanError("folder.not_writable", folder=str(folder)) from error
    return folder
