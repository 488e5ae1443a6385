"""Identity, telephone and card numbers on everything that leaves the register: whole only for who keeps them.

The register masks what it shows (`registers.WorkerSource`); papers and exported forms ask here. A ledger that is not
shared has one user, who sees all of it.
"""

from __future__ import annotations

from dataclasses import replace

from lanyan_desktop.core.records.labour import Worker
from lanyan_desktop.core.records.text import masked
from lanyan_desktop.services.labour.registers import sees_papers
from lanyan_desktop.services.own_part import load_own_part, space_folder
from lanyan_desktop.store.reader import Reader


def reads_papers(reader: Reader) -> bool:
    """Whether who sits at this machine may see private numbers of this ledger whole.

    Not while nobody has let the machine into the space, nor after it was removed.
    """
    space = reader.space()
    if space is None:
        return True
    part = load_own_part(space_folder(space))
    return part is not None and not part.is_removed and sees_papers(part.role)


def hide(worker: Worker) -> Worker:
    """A worker with the middle of private numbers hidden."""
    return replace(
        worker,
        id_number=_masked(worker.id_number),
        phone=_masked(worker.phone),
        card_number=_masked(worker.card_number),
    )


def _masked(text: str | None) -> str | None:
    return masked(text) if text else text
