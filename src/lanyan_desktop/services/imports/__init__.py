"""Excel in: look at a sheet first (`preview`), then write it as one changeset (`commit`)."""

from __future__ import annotations

from lanyan_desktop.services.imports.committing import Committed, commit
from lanyan_desktop.services.imports.previewing import Preview, preview
from lanyan_desktop.services.imports.report import as_json

__all__ = ["Committed", "Preview", "as_json", "commit", "preview"]
