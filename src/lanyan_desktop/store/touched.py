"""Which rows a changeset touched: what views ask to know whether they must look again."""

from __future__ import annotations

from collections.abc import Collection

from lanyan_desktop.core.values import Id

MANY = 20_000
Touched = dict[str, set[Id] | None]
"""Kind -> ids; None: more than `MANY`, take it as all of this kind."""


def touch(touched: Touched, kind: str, ids: Collection[Id]) -> None:
    """Add rows of a kind."""
    have = touched.setdefault(kind, set())
    if have is None:
        return
    if len(have) + len(ids) <= MANY:
        have.update(ids)
    else:
        touched[kind] = None


def join(touched: Touched, more: Touched) -> None:
    """Add what another touched."""
    for kind, ids in more.items():
        if ids is None:
            touched[kind] = None
        else:
            touch(touched, kind, ids)
