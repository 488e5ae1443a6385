"""What the window remembers of each ledger: never anything of the trade, that is in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lanyan_desktop.kit.files import write_whole
from lanyan_desktop.kit.paths import data_dir


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
