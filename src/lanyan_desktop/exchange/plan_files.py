"""A plan file of another program by what it holds: MS Project's XML, P6's XER, GanttProject's .gan."""

from __future__ import annotations

from pathlib import Path

from lanyan_desktop.core.schedule.exchanged import ExchangedPlan
from lanyan_desktop.exchange.ganttproject.reader import read_gan
from lanyan_desktop.exchange.guarded import check_size
from lanyan_desktop.exchange.msproject.reader import read_mspdi
from lanyan_desktop.exchange.p6.reader import read_xer
from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_plan_file(path: Path, *, code: str | None = None, step: Step = no_step) -> ExchangedPlan:
    """The plan in a file, by its first bytes, else by its name; `code` chooses among the projects of an XER.

    Raises:
        LanyanError: plan_file.*.
    """
    check_size(path)
    with path.open("rb") as file:
        start = file.read(4096)
    suffix = path.suffix.lower()
    if start.startswith(_OLE) or suffix == ".mpp":
        raise LanyanError("plan_file.mpp", file=path.name)
    if start.startswith((b"ERMHDR", b"\xef\xbb\xbfERMHDR")) or suffix == ".xer":
        return read_xer(path, code=code, step=step)
    if suffix == ".gan" or (b"<project " in start and b"schemas.microsoft.com/project" not in start):
        return read_gan(path, step=step)
    return read_mspdi(path, step=step)
