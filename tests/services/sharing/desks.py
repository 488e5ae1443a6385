"""Two or more desks that share a ledger, each with a data folder of its own, over one folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from lanyan_desktop.kit import paths
from lanyan_desktop.services import ledgers
from lanyan_desktop.services.session import Session
from lanyan_desktop.services.sharing.joining import join
from lanyan_desktop.services.sharing.sharing import Sharing
from lanyan_desktop.services.sharing.values import Joined, SyncReport
from lanyan_desktop.services.sync import digest
from lanyan_desktop.store.ledger import Ledger

PASSPHRASE = "翠湖三号楼的口令"


@dataclass(frozen=True)
class Desk:
    """One computer and who sits there."""

    room: Path
    person: str
    patch: pytest.MonkeyPatch

    @property
    def ledger(self) -> Path:
        return self.room / "账套.lanyan"

    def enter(self) -> None:
        """From now on the program runs on this computer."""
        self.patch.setenv(paths.VARIABLE, str(self.room / "data"))

    @contextmanager
    def opened(self) -> Iterator[tuple[Ledger, Sharing]]:
        """As a command has it."""
        self.enter()
        with (
            ledgers.using(self.ledger, user=self.person) as ledger,
            closing(Sharing.of_ledger(ledger)) as sharing,
        ):
            yield ledger, sharing

    @contextmanager
    def window(self) -> Iterator[tuple[Session, Sharing]]:
        """As a window has it."""
        self.enter()
        with Session(self.ledger, user=self.person) as session, closing(Sharing(session)) as sharing:
            yield session, sharing

    def sync(self) -> SyncReport:
        with self.opened() as (_, sharing):
            return sharing.sync_now()[0]

    def name_project(self, name: str) -> None:
        with self.opened() as (ledger, _), ledger.changeset("改名") as edit:
            edit.set("project", ledger.ids("project")[0], name=name)

    def project_name(self) -> str:
        with self.opened() as (ledger, _):
            (row,) = ledger.page("project", ledger.ids("project"), ["name"]).values()
            return str(row[0])

    def digest(self) -> str:
        self.enter()
        return digest(self.ledger)

    def invite(self, *, role: str = "editor", is_asking: bool = False) -> tuple[Path, str]:
        out = self.room / f"{len(list(self.room.glob('*.lyinvite')))}.lyinvite"
        with self.opened() as (_, sharing):
            return out, sharing.invite(out, role=role, is_asking=is_asking).code

    def join(self, invite: Path, code: str) -> Joined:
        self.enter()
        return join(invite, self.ledger, code=code, person=self.person)


@dataclass(frozen=True)
class Site:
    """The first desk, the folder all meet in, and a way to get further desks."""

    first: Desk
    place: Path
    recovery_code: str
    patch: pytest.MonkeyPatch

    def desk(self, person: str) -> Desk:
        room = self.place.parent / person
        room.mkdir()
        return Desk(room, person, self.patch)

    def joined(self, person: str, *, role: str = "editor") -> Desk:
        """A desk that joined, known to the first one."""
        desk = self.desk(person)
        desk.join(*self.first.invite(role=role))
        self.first.sync()
        return desk

    def objects(self) -> set[str]:
        return {str(file.relative_to(self.place)) for file in self.place.rglob("*") if file.is_file()}
