"""What a device holds of a space: its keys and its signature; and the register of a space that has none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from nacl.signing import SigningKey

from lanyan_desktop import __version__
from lanyan_desktop.core.changes.operations import Changeset, WriterId
from lanyan_desktop.sync.batch import FORMAT, Header, Sealed, seal, unseal, verify
from lanyan_desktop.sync.head import Head, read_head, write_head


@dataclass(frozen=True, slots=True)
class Access:
    """The keys of a space as one device has them; `keys` may grow while it is used."""

    space: bytes  # 16
    epoch: int  # of the key for new batches
    keys: Mapping[int, bytes] = field(repr=False)  # epoch -> key, 32 bytes
    signer: SigningKey = field(repr=False)
    program: str = __version__

    def seal(
        self,
        changesets: Sequence[Changeset],
        *,
        station: bytes,
        seq: int,
        previous: bytes,
        members: tuple[bytes, ...],
        claims: tuple[tuple[bytes, bytes], ...],
        void: tuple[tuple[bytes, int], ...],
    ) -> bytes:
        """The object of a batch, sealed with the key of the present epoch."""
        return seal(
            changesets,
            space=self.space,
            station=station,
            seq=seq,
            previous=previous,
            epoch=self.epoch,
            key=self.keys[self.epoch],
            signer=self.signer,
            members=members,
            claims=claims,
            void=void,
        )

    def verify(self, content: bytes) -> Sealed:
        """A batch whose signature holds. Raises as `sync.batch.verify`."""
        return verify(content)

    def unseal(self, sealed: Sealed) -> list[Changeset]:
        """The changesets of a batch. Raises as `sync.batch.unseal`."""
        return unseal(sealed, self.keys)

    def write_head(self, head: Head) -> bytes:
        """The object of a head, with what this device knows of itself filled in."""
        whole = msgspec.structs.replace(
            head, format=FORMAT, program=self.program, space=self.space, signer=bytes(self.signer.verify_key)
        )
        return write_head(whole, self.signer)

    def read_head(self, content: bytes) -> Head:
        """A head whose signature holds. Raises as `sync.head.read_head`."""
        return read_head(content)


@dataclass(frozen=True, slots=True)
class Accepted:
    kind: str = "accepted"
    reason: str = ""


class NoRegister:
    """A space without membership records: whoever `is_device` says is one, with every right."""

    tips: tuple[bytes, ...] = ()
    device = b""

    def __init__(self, is_device: Callable[[bytes], bool] = lambda _: True) -> None:
        self._is_device = is_device

    def knows(self, tips: Iterable[bytes]) -> bool:
        return not tuple(tips)

    @property
    def lacking(self) -> Mapping[bytes, int]:
        return {}

    def told_by(self, tips: Iterable[bytes]) -> Collection[str]:  # noqa: ARG002  # names of the protocol
        return ()

    def is_device(self, public: bytes) -> bool:
        return self._is_device(public)

    def judge(self, header: Header, changeset: Changeset) -> Accepted:  # noqa: ARG002  # names of the protocol
        return Accepted()

    def doubted(self, before: tuple[bytes, ...]) -> Collection[bytes]:  # noqa: ARG002  # names of the protocol
        return ()

    def records(self) -> Mapping[str, bytes]:
        return {}

    def take(self, contents: Iterable[bytes]) -> int:  # noqa: ARG002  # names of the protocol
        return 0

    def may_pack(self, writer: WriterId, seq: int) -> bool:  # noqa: ARG002  # names of the protocol
        return True
