"""The papers of a record: put a file beside it, take it out again."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.files import Attachment
from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.reader import Reader, Sort, Where


def load_attachments(reader: Reader, *, owner_id: Id) -> list[Attachment]:
    """The papers of a record, by name."""
    return reader.load(Attachment, where=[Where("owner_id", "=", owner_id)], order=[Sort("name")])


def attach_file(ledger: Ledger, *, owner_kind: str, owner_id: Id, path: Path) -> Id:
    """Keep a copy of a file with a record, as one changeset.

    Raises:
        LanyanError: attachment.unreadable; blob.too_large.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LanyanError("attachment.unreadable", file=path.name, detail=error.strerror or "") from error
    owner = ledger.labels(owner_kind, [owner_id]).get(owner_id, "")
    with ledger.changeset(f"添加附件 {path.name}：{KINDS[owner_kind].title}「{owner}」") as edit:
        return edit.insert(
            "attachment",
            owner_kind=owner_kind,
            owner_id=owner_id,
            name=path.name,
            size=len(content),
            hash=ledger.put_blob(content),
            media_type=mimetypes.guess_type(path.name)[0],
        )


def save_attachment(reader: Reader, *, attachment: Attachment, target: Path) -> Path:
    """Write the bytes of an attachment to a file.

    Raises:
        LanyanError: blob.missing; attachment.not_written.
    """
    content = reader.blob(attachment.hash)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise LanyanError("attachment.not_written", file=str(target), detail=error.strerror or "") from error
    return target


def remove_attachment(ledger: Ledger, *, attachment: Attachment) -> None:
    """Take a paper off its record, as one changeset; undo brings it back."""
    with ledger.changeset(f"移除附件 {attachment.name}") as edit:
        edit.delete("attachment", [attachment.id])
