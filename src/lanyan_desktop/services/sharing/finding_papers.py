"""A paper that somebody opens: taken from here, else from whatever place has it."""

from __future__ import annotations

from contextlib import closing

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.sharing import remotes
from lanyan_desktop.services.sharing.office import Office
from lanyan_desktop.services.sharing.papers import Papers


def fetch_paper(office: Office, name: str, step: Step = no_step) -> bytes:
    """The bytes of a paper by their hash: those here, else from whatever place has them, kept here then.

    Raises:
        LanyanError: blob.missing; the words of a place that did not answer.
    """
    try:
        return office.door.read(lambda reader: reader.blob(name))
    except LanyanError as error:
        missing = error
    for one in office.known():
        space = office.opened()
        try:
            with closing(remotes.open_known(one, space.store, space.id)) as remote:
                content = Papers(space, office.door, remote, one.url).fetch(name, step)
        except LanyanError as error:
            missing = error
            continue
        if content is not None:
            return _kept(office, content)
    raise missing


def _kept(office: Office, content: bytes) -> bytes:
    office.door.write(lambda ledger: ledger.put_blob(content))
    return content
