"""A secret under a passphrase: Argon2id makes the key, ChaCha20-Poly1305 seals it."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST_PASSPHRASE = 8
MOST_MEMORY_KIB = 1 << 20
MOST_PASSES = 64
MOST_LANES = 64


class WrongPassphrase(UserError):
    """The passphrase does not open this secret, or the sealed bytes were changed."""


@dataclass(frozen=True)
class Cost:
    """What one try of a passphrase costs: passes, memory in KiB, lanes (RFC 9106, 2nd choice)."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


def check_new_passphrase(passphrase: str) -> None:
    """Raise UserError when a passphrase about to be set is too short."""
    if len(_normal(passphrase)) < SHORTEST_PASSPHRASE:
        raise UserError(
            _("口令太短：至少 {n} 个字符，请换一个再试。").format(n=SHORTEST_PASSPHRASE)
        )


def seal(
    secret: bytes,
    passphrase: str,
    about: Mapping[str, Any],
    cost: Cost,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> dict[str, Any]:
    """Return a JSON-ready envelope; ``about`` is not hidden but cannot be changed unnoticed."""
    check_new_passphrase(passphrase)
    head = {"kdf": "argon2id", "salt": random(SALT_BYTES).hex(), **asdict(cost)}
    nonce = random(NONCE_BYTES)
    cipher = ChaCha20Poly1305(_derive(passphrase, bytes.fromhex(str(head["salt"])), cost))
    data = cipher.encrypt(nonce, secret, _bound(about, head))
    return {**head, "cipher": "chacha20-poly1305", "nonce": nonce.hex(), "data": data.hex()}


def unseal(sealed: Mapping[str, Any], passphrase: str, about: Mapping[str, Any]) -> bytes:
    """Return the secret; raise WrongPassphrase, or UserError when the envelope is malformed."""
    try:
        cost = Cost(int(sealed["passes"]), int(sealed["memory_kib"]), int(sealed["lanes"]))
        salt, nonce, data = (bytes.fromhex(str(sealed[key])) for key in ("salt", "nonce", "data"))
        known = sealed["kdf"] == "argon2id" and sealed["cipher"] == "chacha20-poly1305"
    except (KeyError, ValueError, TypeError) as error:
        raise UserError(_("密钥文件已损坏，无法打开；请用恢复文件恢复。")) from error
    if not known or len(nonce) != NONCE_BYTES or len(salt) != SALT_BYTES or not _affordable(cost):
        raise UserError(_("密钥文件的加密方式不受支持；请用恢复文件恢复。"))
    head = {key: sealed[key] for key in ("kdf", "salt", "passes", "memory_kib", "lanes")}
    cipher = ChaCha20Poly1305(_derive(passphrase, salt, cost))
    try:
        return cipher.decrypt(nonce, data, _bound(about, head))
    except InvalidTag:
        raise WrongPassphrase(_("口令不正确，或密钥文件已被改动；请核对口令后再试。")) from None


def _normal(passphrase: str) -> str:
    """Fold full-width and composed spellings: the same keys pressed give the same passphrase."""
    return unicodedata.normalize("NFKC", passphrase)


def _affordable(cost: Cost) -> bool:
    """Tell whether a file's own figures are sane: a forged one must not eat the memory."""
    return (
        0 < cost.passes <= MOST_PASSES
        and 0 < cost.lanes <= MOST_LANES
        and 8 * cost.lanes <= cost.memory_kib <= MOST_MEMORY_KIB
    )


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = _normal(passphrase).encode()
    return hash_secret_raw(
        secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def _bound(about: Mapping[str, Any], head: Mapping[str, Any]) -> bytes:
    """Return what the seal authenticates beside the secret."""
    bound = {"about": dict(about), "head": dict(head)}
    return json.dumps(bound, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
