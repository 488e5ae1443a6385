"""Segments: a station's own closed batches put end to end, 256 to 1, so that a join needs few requests.

A segment is not signed: each batch inside is, and is verified as if it had come alone. Whoever has the batches makes
the same bytes, so a lost one can be put back by any device.
"""

from __future__ import annotations

from collections.abc import Sequence

from lanyan_desktop.sync.batch import Unverified

BATCHES = 256
MOST_BYTES = 48 << 20
"""Blocks of larger batches are left as they are: an object is read whole."""
_MAGIC = b"LYS1"


def block_of(seq: int) -> int:
    """The block a batch lies in, from 0.

    >>> block_of(1), block_of(256), block_of(257)
    (0, 0, 1)
    """
    return (seq - 1) // BATCHES


def first_of(block: int) -> int:
    """The first batch of a block."""
    return block * BATCHES + 1


def segment_name(station: bytes, block: int) -> str:
    """Where a segment lies below its space.

    >>> segment_name(bytes(1), 1)
    's/00/00000257-00000512.s'
    """
    return f"s/{station.hex()}/{first_of(block):08}-{first_of(block + 1) - 1:08}.s"


def join(batches: Sequence[bytes]) -> bytes:
    """The object of a segment."""
    return _MAGIC + b"".join(len(content).to_bytes(4) + content for content in batches)


def size_of(sizes: Sequence[int]) -> int:
    """Bytes of the segment of batches of these sizes."""
    return len(_MAGIC) + sum(sizes) + 4 * len(sizes)


def split(content: bytes) -> list[bytes]:
    """The batches of a segment, not verified.

    Raises:
        Unverified: cut short or no segment.

    >>> split(join([b"a", b"bc"]))
    [b'a', b'bc']
    """
    if content[:4] != _MAGIC:
        raise Unverified("segment")
    found: list[bytes] = []
    at = 4
    while at < len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4])
        if end > len(content) or len(found) == BATCHES:
            raise Unverified("segment")
        found.append(content[at + 4 : end])
        at = end
    return found
