"""A new ledger from others: by an invitation file, or by the recovery code that was printed when they began."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lanyan_desktop.kit.errors import LanyanError, why
from lanyan_desktop.kit.jobs import Step, no_step
from lanyan_desktop.services.own_part import take_part
from lanyan_desktop.services.sharing import remotes
from lanyan_desktop.services.sharing.asking import fetch_records, lay_request, mark_of
from lanyan_desktop.services.sharing.exchanging import now_ms
from lanyan_desktop.services.sharing.folder import KnownRemote, SpaceFolder
from lanyan_desktop.services.sharing.founding import check_free, keep_remote, records_at, spaces_at
from lanyan_desktop.services.sharing.membership import title_of, unlock_invitation
from lanyan_desktop.services.sharing.sharing import Sharing
from lanyan_desktop.services.sharing.space import Space, cost, key_store
from lanyan_desktop.services.sharing.values import Joined
from lanyan_desktop.store.ledger import Ledger
from lanyan_desktop.store.leftovers import remove_whole
from lanyan_desktop.store.machine import Machine
from lanyan_desktop.store.snapshots import adopt, read_header
from lanyan_desktop.sync.keys.device import DeviceKey
from lanyan_desktop.sync.keys.keystore import LockedFile, SpaceKeys, load_space_keys
from lanyan_desktop.sync.members import acts
from lanyan_desktop.sync.members.invitation import Invitation, make_request
from lanyan_desktop.sync.members.members import Members
from lanyan_desktop.sync.members.recovery import Recovered, open_by_code
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.remote import Remote, RemoteError
from lanyan_desktop.sync.remotes.url import Credentials, passphrase_of_environment
from lanyan_desktop.sync.snapshots import fetch_snapshot

_MOST_FILE = 64 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation whose code was right. Holds secrets: it is not to be shown or kept."""

    invitation: Invitation
    remotes: Sequence[tuple[str, str]]  # (name, address)

    @property
    def role_title(self) -> str:
        return title_of(self.invitation.role)

    @property
    def expires_ms(self) -> int:
        return self.invitation.expires_ms

    @property
    def is_asking(self) -> bool:
        """Whether an admin has still to let the device in."""
        return self.invitation.is_asking


check_new = check_free


def open_invitation(invite: Path, *, code: str) -> Opened:
    """Read an invitation file. `code`: its code, or the passphrase under which it was made.

    Raises:
        LanyanError: sharing.invite_unreadable, members.invitation_damaged, keys.code_wrong.
    """
    try:
        with invite.open("rb") as file:
            content = file.read(_MOST_FILE + 1)
    except OSError as error:
        raise LanyanError("sharing.invite_unreadable", file=str(invite), detail=why(error)) from error
    invitation, places = unlock_invitation(content, code)
    return Opened(invitation, places)


def needs_passphrase(opened: Opened) -> bool:
    """True where the system has no key store: a passphrase locks the keys on this computer then."""
    folder = SpaceFolder.of(opened.invitation.space)
    return isinstance(key_store(folder, lambda: None), LockedFile)


def join(
    invite: Path | Opened,
    new_ledger: Path,
    *,
    code: str = "",
    passphrase: str = "",
    person: str = "",
    user: str = "",
    password: str = "",
    step: Step = no_step,
) -> Joined:
    """Become a member and fetch the ledger; a failed try leaves no ledger and can be repeated with the same file.

    `passphrase`: locks the keys on this computer where it has no key store; `user` and `password`: of the places.

    Raises:
        LanyanError: ledger.exists, sharing.passphrase_needed_here, members.invitation_used,
            members.invitation_expired; what `open_invitation` raises; RemoteError where no place answers.
        Cancelled: by the step.
    """
    opened = invite if isinstance(invite, Opened) else open_invitation(invite, code=code)
    invitation = opened.invitation
    check_free(new_ledger)
    space = _own_space(invitation, passphrase)
    credentials = Credentials(user, password)
    places = [(name, remotes.place_of(url)) for name, url in opened.remotes]
    known = [KnownRemote(name, place.text, user if place.needs_credentials else "") for name, place in places]
    with _reached(space, known, credentials) as remote:
        fetch_records(space, remote)
        _take_in(space, opened, remote, person=person)
        for (name, place), one in zip(places, known, strict=True):
            if all(one.url != other.url for other in space.folder.remotes()):
                keep_remote(space, _free_name(space, name), place, credentials)
        return _fetch(space, remote, new_ledger, person=person, step=step)


def recover(
    url: str,
    new_ledger: Path,
    *,
    code: str,
    passphrase: str,
    person: str = "",
    user: str = "",
    password: str = "",
    step: Step = no_step,
) -> Joined:
    """Come back as an admin with the recovery code alone; `passphrase` is the new one of the office.

    Raises:
        LanyanError: ledger.exists, keys.code_wrong, members.none, keys.passphrase_empty; RemoteError.
        Cancelled: by the step.
    """
    check_free(new_ledger)
    place, credentials = remotes.place_of(url), Credentials(user, password)
    with closing(open_remote(place, credentials)) as remote:
        found = _recovered(remote, code)
        device, now = DeviceKey.draw(), now_ms()
        name = Machine.this().device
        admit = acts.admit(found.members, found.key, target=device.public, person=person, name=name, now=now)
        members = found.members.adding([admit])
        relock = acts.relock(members, found.key, passphrase=passphrase, now=now, cost=cost())
        folder = SpaceFolder.of(found.space)
        store = key_store(folder, lambda: passphrase)
        space = Space.begin(found.space, folder, store, SpaceKeys(device.seed, found.roster))
        space.add_records(list(members.adding([relock]).records.values()))
        if all(place.text != other.url for other in folder.remotes()):
            keep_remote(space, _free_name(space, place.host or Path(place.path).name or "同步位置"), place, credentials)
        return _fetch(space, remote, new_ledger, person=person, step=step)


def _recovered(remote: Remote, code: str) -> Recovered:
    found: LanyanError | None = None
    for space in spaces_at(remote):
        try:
            return open_by_code(space, records_at(remote, space), code)
        except LanyanError as error:
            found = error
    raise found or LanyanError("members.none")


# ---- becoming a member


def _own_space(invitation: Invitation, passphrase: str) -> Space:
    """The space with this machine's keys: those of an earlier try, or new ones.

    Raises:
        LanyanError: sharing.passphrase_needed_here, keys.passphrase_wrong.
    """
    folder = SpaceFolder.of(invitation.space)
    store = key_store(folder, lambda: passphrase or passphrase_of_environment())
    try:
        keys = load_space_keys(store, invitation.space)
    except LanyanError as error:
        if error.code == "keys.locked":
            raise LanyanError("sharing.passphrase_needed_here") from error
        raise
    if keys is not None:
        space = Space(invitation.space, folder, store, keys)
        if not space.is_removed:
            space.add_records(invitation.records)
            return space
    device = DeviceKey.draw()
    space = Space.begin(invitation.space, folder, store, SpaceKeys(device.seed, invitation.roster))
    space.add_records(invitation.records)
    return space


def _take_in(space: Space, opened: Opened, remote: Remote, *, person: str) -> None:
    """Use the invitation, unless an earlier try did."""
    if space.own_role:
        return
    invitation, name, now = opened.invitation, Machine.this().device, now_ms()
    if not invitation.is_asking:
        space.add_records([acts.join(space.members, invitation, space.device, person=person, name=name, now=now)])
        return
    _check_open(space.members, invitation, now)
    space.folder.keep_request(make_request(invitation, space.device, person=person, name=name, now=now))
    lay_request(space, remote)


def _check_open(members: Members, invitation: Invitation, now: int) -> None:
    found = members.state.invites.get(invitation.invite)
    if found is None or found.state != "open":
        raise LanyanError("members.invitation_used")
    if now > found.expires_ms:
        raise LanyanError("members.invitation_expired")


def _reached(space: Space, known: Sequence[KnownRemote], credentials: Credentials) -> closing[Remote]:
    """The first of the places that answers.

    Raises:
        RemoteError: none does; the first one's words.
    """
    first: RemoteError | None = None
    for one in known:
        remote = open_remote(remotes.place_of(one.url), credentials)
        try:
            remote.list(f"{space.root}/h")
        except RemoteError as error:
            remote.close()
            first = first or error
            continue
        return closing(remote)
    raise first or LanyanError("members.invitation_damaged")


def _free_name(space: Space, name: str) -> str:
    taken = {one.name for one in space.folder.remotes()}
    names = [name, *(f"{name} {n}" for n in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)


# ---- the ledger


def _fetch(space: Space, remote: Remote, new_ledger: Path, *, person: str, step: Step) -> Joined:
    """Make the ledger and exchange once; nothing is left of it if that fails."""
    made: list[Path] = []
    try:
        if not (space.own_role and _adopted(space, remote, new_ledger, step)):
            Ledger.create(new_ledger, user=person).close()
        made.append(new_ledger)
        with closing(Ledger.open(new_ledger, user=person)) as ledger:
            ledger.set_space(space.id)
            take_part(ledger, space.folder.path)
            with closing(Sharing.of_ledger(ledger, space=space)) as sharing:
                reports = sharing.sync_now(step=step) if space.own_role else []
            if reports and not any(one.is_good or one.code == "sharing.key_missing" for one in reports):
                raise LanyanError("sharing.join_failed", detail=reports[0].problems[0])
    except BaseException:
        for path in made:
            remove_whole(path)
        raise
    return Joined(
        ledger=new_ledger,
        role=space.own_role,
        role_title=title_of(space.own_role),
        is_pending=not space.own_role,
        mark=mark_of(space.device.public),
        reports=tuple(reports),
    )


def _adopted(space: Space, remote: Remote, new_ledger: Path, step: Step) -> bool:
    """Begin with the newest snapshot, if there is one; the history follows behind."""
    is_first = not space.shelf.chains
    if not is_first and not space.shelf.base():
        return False  # all of it lies on the shelf already
    with tempfile.TemporaryDirectory(prefix="lanyan-join-") as folder:
        file = Path(folder) / "snapshot"
        manifest = fetch_snapshot(remote, space.sealing.access, space.register, file, step=step)
        space.note_members()
        if manifest is None or read_header(file).space != space.id:
            return False
        adopt(file, new_ledger)
    if is_first:
        space.shelf.start_at(manifest.stations, manifest.vector)
    return True
