"""The key of one device: it signs change sets and gives the replica its number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.trust import signing

REPLICA_BITS = 30
GROUPS = 6
DIGITS = 5


@dataclass(frozen=True)
class DeviceKey:
    """An Ed25519 key that never leaves the user's data folder."""

    seed: bytes = field(repr=False)
    public: bytes

    @classmethod
    def new(cls, random: Callable[[int], bytes] = secrets.token_bytes) -> DeviceKey:
        """Make a key from 32 bytes of ``random``."""
        return cls.load(random(signing.SEED_LENGTH))

    @classmethod
    def load(cls, data: bytes) -> DeviceKey:
        """Read what :meth:`save` gave; raise UserError when it is not a key."""
        if len(data) != signing.SEED_LENGTH:
            raise UserError(
                _("本机密钥已损坏，无法签名；请恢复最近一次备份，系统会换用新的本机密钥。")
            )
        return cls(data, signing.public_of(data))

    def save(self) -> bytes:
        """Return the 32 secret bytes that :meth:`load` reads."""
        return self.seed

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``."""
        return signing.sign(self.seed, message)


def replica_number(public: bytes) -> int:
    """Return the replica of a device: the first 30 bits (big-endian) of SHA-256(public key)."""
    return int.from_bytes(signing.sha256(public)[:4], "big") >> 32 - REPLICA_BITS


def fingerprint(public: bytes) -> str:
    """Write SHA-256(public key) as six groups of five digits, to be read aloud and compared.

    The hash, as a big-endian number, is taken modulo 10^30: about 100 bits.
    """
    number = int.from_bytes(signing.sha256(public), "big") % 10 ** (GROUPS * DIGITS)
    text = f"{number:0{GROUPS * DIGITS}d}"
    return " ".join(text[i : i + DIGITS] for i in range(0, len(text), DIGITS))
