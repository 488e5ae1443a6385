"""All that the pages of 协同 show, read in one go beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lanyan_desktop.services.sharing.values import (
    ConflictView,
    ExchangeNote,
    MembersPage,
    QuarantineView,
    RemoteView,
    Status,
)
from lanyan_desktop.ui.companion import SharingService


@dataclass(frozen=True, slots=True)
class SharingView:
    """One reading; equal readings look the same."""

    is_shared: bool = False
    is_locked: bool = False
    status: Status = field(default_factory=Status)
    remotes: Sequence[RemoteView] = ()
    members: MembersPage = field(default_factory=MembersPage)
    conflicts: Sequence[ConflictView] = ()
    notes: Sequence[ExchangeNote] = ()
    quarantined: Sequence[QuarantineView] = ()


def load_view(service: SharingService) -> SharingView:
    """Ask the service for everything; a space that was never shared has only its status."""
    if not service.is_shared:
        return SharingView(status=service.status)
    return SharingView(
        is_shared=True,
        is_locked=service.is_locked,
        status=service.status,
        remotes=service.remotes(),
        members=service.members(),
        conflicts=service.conflicts(),
        notes=service.history(),
        quarantined=service.quarantined(),
    )
