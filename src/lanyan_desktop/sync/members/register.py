"""The members' register as an exchange uses it: one place that holds the newest `Members`, for one device."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.sync.batch import Header
from lanyan_desktop.sync.members.judging import Verdict
from lanyan_desktop.sync.members.members import Members


class Register:
    """Keeps what arrives; tells `on_change` of each new membership, the older one first."""

    def __init__(
        self,
        members: Members,
        device: bytes,
        claims: Callable[[], Iterable[tuple[bytes, bytes]]] = tuple,
        on_change: Callable[[Members, Members], None] = lambda _older, _newer: None,
    ) -> None:
        self.members = members
        self.device = device
        self._claims = claims
        self._on_change = on_change

    @property
    def tips(self) -> tuple[bytes, ...]:
        """What a batch names: all that is understood here."""
        return self.members.tips

    @property
    def known_tips(self) -> tuple[bytes, ...]:
        """What a head tells: records of newer programs too."""
        return self.members.known_tips

    def knows(self, tips: Iterable[bytes]) -> bool:
        return self.members.knows(tips)

    @property
    def lacking(self) -> Mapping[bytes, int]:
        return self.members.lacking_depths

    def told_by(self, tips: Iterable[bytes]) -> Collection[str]:
        return self.members.told_by(tips)

    def is_device(self, public: bytes) -> bool:
        return self.members.is_device(public)

    def judge(self, header: Header, changeset: Changeset) -> Verdict:
        return self.members.judge(header, changeset)

    def doubted(self, before: tuple[bytes, ...]) -> Collection[bytes]:
        """Devices whose batches may be judged otherwise than by who knew these records only."""
        return self.members.differing(self.members.knowing(before))

    def records(self) -> Mapping[str, bytes]:
        return self.members.records

    def take(self, contents: Iterable[bytes]) -> int:
        """Keep the sound ones among these records; how many were new."""
        older = self.members
        self.members = older.adding(contents)
        if self.members is not older:
            self._on_change(older, self.members)
        return len(self.members.records) - len(older.records)

    def may_pack(self, writer: WriterId, seq: int) -> bool:
        return self.members.may_pack(self.device, writer, seq, tuple(self._claims()))
