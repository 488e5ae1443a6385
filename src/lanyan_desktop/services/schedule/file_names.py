"""Which files hold the plan of another program, by name: asked before anything large is loaded."""

from __future__ import annotations

from pathlib import Path

PLAN_SUFFIXES = (".xml", ".xer", ".gan")


def is_plan_file(path: Path) -> bool:
    """Whether the name says that another program's plan is in it; .mpp counts, to say what to do with it.

    >>> is_plan_file(Path("计划.XER")), is_plan_file(Path("计划.xlsx"))
    (True, False)
    """
    return path.suffix.lower() in (*PLAN_SUFFIXES, ".mpp")
