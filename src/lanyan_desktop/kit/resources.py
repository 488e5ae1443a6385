"""Where the files that ship with the program lie: icons, manual, templates, the sample project."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    """The first there is of: LANYAN_RESOURCES, beside a frozen program, in the package (a wheel), in the checkout."""
    package = Path(__file__).resolve().parents[1]
    frozen = getattr(sys, "_MEIPASS", None)
    places = [
        *([Path(os.environ["LANYAN_RESOURCES"])] if os.environ.get("LANYAN_RESOURCES") else []),
        *([Path(frozen) / "resources"] if isinstance(frozen, str) else []),
        package / "_resources",
        package.parents[1] / "resources",
    ]
    return next((place for place in places if place.is_dir()), places[-1])


def resource(*parts: str) -> Path:
    """The path of a shipped file; it need not exist.

    >>> resource("icons", "add.svg").name
    'add.svg'
    """
    return _root().joinpath(*parts)
