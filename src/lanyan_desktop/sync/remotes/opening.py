"""From an address to the remote that stands there."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.sync.remotes.remote import Remote
from lanyan_desktop.sync.remotes.url import Credentials, Place


def open_remote(place: Place, credentials: Credentials | None = None) -> Remote:
    """The remote at an address; nothing is sent yet, save to fetch a pinned certificate.

    Raises:
        RemoteError: the pinned certificate is not the server's, or the file of certificates cannot be read.
    """
    credentials = credentials or Credentials()
    if place.scheme == "folder":
        from lanyan_desktop.sync.remotes.folder import FolderRemote

        return FolderRemote(Path(place.path))
    if place.scheme == "s3":
        from lanyan_desktop.sync.remotes.s3 import S3Remote  # 40 ms that only who needs it spends

        return S3Remote(place, credentials)
    from lanyan_desktop.sync.remotes.webdav import WebDavRemote  # likewise

    return WebDavRemote(place, credentials)
