"""The short number with which people change places at one device: kept only as an Argon2id hash."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

SHORTEST = 4


@dataclass(frozen=True)
class PinCost:
    """What one try costs: passes, memory in KiB, lanes (RFC 9106, second choice)."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


def hashed(pin: str, cost: PinCost = PinCost()) -> str:
    """Return what is kept of a PIN; raise UserError when it is too short."""
    if len(pin) < SHORTEST:
        raise UserError(_("PIN 至少 {n} 位，请重新设置。").format(n=SHORTEST))
    return PasswordHasher(cost.passes, cost.memory_kib, cost.lanes).hash(pin)


def fits(pin: str, kept: str) -> bool:
    """Say whether a PIN is the one a hash was made of; False for a damaged hash."""
    try:
        return PasswordHasher().verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False
