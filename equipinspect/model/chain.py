"""How operations and change sets are hashed, so that any change of what was written shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from equipinspect.model.canonical import canonical
from equipinspect.model.ids import show_id

SET_DOMAIN = b"equipinspect-set-v1\x00"
START = bytes(32)  # what the first set of a replica names as the one before it
CREATE = "*"


@dataclass(frozen=True)
class SetHead:
    """The columns of a change set that its hash covers, besides the hash before it."""

    replica: int
    seq: int
    lamport: int
    seen: str
    person: str
    action: str
    reason: str
    declarations: str
    at_wall: str
    zone: str
    first_op: int
    n_op: int


def operation_digest(
    number: str, entity: str, record: str, field: str, value: str, parents: str
) -> bytes:
    """Hash one operation: ids as 13 characters, ``value`` and ``parents`` as canonical JSON text."""
    text = f'["{number}","{entity}","{record}","{field}",{value},{parents}]'
    return sha256(text.encode()).digest()


def set_hash(head: SetHead, previous: bytes, digests: Iterable[bytes]) -> bytes:
    """Hash a change set over the hash before it, its columns and its operations in order."""
    columns = asdict(head) | {"first_op": show_id(head.first_op)}
    whole = sha256(SET_DOMAIN + previous + canonical(columns).encode())
    for digest in digests:
        whole.update(digest)
    return whole.digest()
