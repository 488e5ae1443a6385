"""Every kind of record of the program, declared once.

Importing this package fills `KINDS`. To add a kind, declare it in the room it belongs to (or a new one, imported
here); docs/add-a-kind.md walks through it. This package knows nothing of tables, sheets or widgets.
"""

from __future__ import annotations

from lanyan_desktop.core.records import cost, files, labour, plan, project  # noqa: F401  # declaring is the import
from lanyan_desktop.core.records.declare import KINDS, F, Field, Kind, Shape, kind, kind_of

__all__ = ["KINDS", "F", "Field", "Kind", "Shape", "kind", "kind_of"]
