"""The key of a device: one drawn seed that signs what it makes and opens what others seal to it.

The X25519 key for sealed boxes is derived from the Ed25519 one, so that a device is known by one public key. A writer
id that is made of the public key cannot be claimed by anybody else.
"""

from __future__ import annotations

import os

from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519
from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from lanyan_desktop.core.changes.operations import WriterId, certified

SEED = PUBLIC = 32
SIGNATURE = 64
WRITER_NONCE = 8


class NotSealedToThis(ValueError):
    """Bytes that this device's key does not open."""


class DeviceKey:
    """A signing key and what follows from it. Shows nothing of itself in logs."""

    __slots__ = ("public", "seed", "signer")

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.signer = SigningKey(seed)
        self.public = bytes(self.signer.verify_key)

    @classmethod
    def draw(cls) -> DeviceKey:
        """A new one."""
        return cls(os.urandom(SEED))

    def __repr__(self) -> str:
        return f"DeviceKey({self.public.hex()[:8]}…)"

    def sign(self, content: bytes) -> bytes:
        """The signature alone, 64 bytes."""
        return self.signer.sign(content).signature

    def open(self, sealed: bytes) -> bytes:
        """What somebody sealed to this device.

        Raises:
            NotSealedToThis: to another one, or tampered with.
        """
        try:
            return SealedBox(self.signer.to_curve25519_private_key()).decrypt(sealed)
        except (CryptoError, ValueError, TypeError) as error:
            raise NotSealedToThis from error


def seal_to(public: bytes, secret: bytes) -> bytes:
    """For the eyes of the device with this signing key only.

    >>> device = DeviceKey.draw()
    >>> device.open(seal_to(device.public, b"key"))
    b'key'
    """
    return SealedBox(PublicKey(crypto_sign_ed25519_pk_to_curve25519(public))).encrypt(secret)


def is_signed(public: bytes, content: bytes, signature: bytes) -> bool:
    """True if this key signed it. Keys and signatures of any length are looked at, none raises."""
    try:
        VerifyKey(public).verify(content, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def is_key(public: bytes) -> bool:
    """True for a public key something can be sealed to: not of small order, of the right length."""
    try:
        crypto_sign_ed25519_pk_to_curve25519(public)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def writer_id_of(public: bytes, nonce: bytes) -> WriterId:
    """The writer id a device may claim with this nonce: BLAKE2b-128 of both."""
    return certified(public, nonce)
