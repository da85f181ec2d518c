"""The signed list of withdrawn certificate numbers that travels to other machines (EQI1.md, 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.trust import signing, verdicts
from equipinspect.trust.office_key import COMPROMISED, OfficeKey, PublicKey

DOMAIN = b"equipinspect-list-v1\x00"
MAGIC = b"EQR1"
HASH_LENGTH = 8
EPOCH = date(1970, 1, 1)
REASONS = ("withdrawn", verdicts.REPLACED)  # the byte that stands for each is its position
_ISSUER, _KEY, _NUMBER, _DAY, _COUNT = 6, 7, 4, 3, 4
HEAD_LENGTH = len(MAGIC) + _ISSUER + _KEY + _NUMBER + _DAY + _COUNT
ENTRY_LENGTH = HASH_LENGTH + 1 + _DAY


@dataclass(frozen=True)
class Withdrawn:
    """One number that no longer counts: ``reason`` is ``replaced`` or any other word; the day it fell."""

    number: str
    reason: str
    on: date


@dataclass(frozen=True)
class RevocationList:
    """What a signed list says: reasons by the hash of a number, never the numbers themselves."""

    issuer: str
    key: str
    number: int
    dated: date
    hashed: Mapping[bytes, str]


def number_hash(issuer: str, number: str) -> bytes:
    """Return the first 8 bytes of SHA-256(issuer ‖ "/" ‖ number)."""
    return signing.sha256(f"{issuer}/{number}".encode())[:HASH_LENGTH]


def write(
    issuer: str, number: int, dated: date, withdrawn: Iterable[Withdrawn], key: OfficeKey
) -> bytes:
    """Return the signed bytes of list ``number`` (1, 2, 3 …) of an issuer, entries in hash order."""
    entries = sorted(
        number_hash(issuer, one.number)
        + bytes([REASONS.index(verdicts.REPLACED) if one.reason == verdicts.REPLACED else 0])
        + _day(one.on)
        for one in withdrawn
    )
    body = b"".join(
        [
            MAGIC,
            issuer.encode(),
            key.about.id.encode(),
            number.to_bytes(_NUMBER, "big"),
            _day(dated),
            len(entries).to_bytes(_COUNT, "big"),
            *entries,
        ]
    )
    return body + key.sign(DOMAIN + body)


def read(data: bytes, keys: Iterable[PublicKey]) -> RevocationList:
    """Check and read a list; raise UserError when it is damaged or no known key of its issuer signed it."""
    body, signature = data[: -signing.SIGNATURE_LENGTH], data[-signing.SIGNATURE_LENGTH :]
    found = _parse(body)
    signers = [k for k in keys if k.id == found.key and k.issuer in ("", found.issuer)]
    if not any(
        k.status != COMPROMISED and signing.verify(k.public, DOMAIN + body, signature)
        for k in signers
    ):
        raise UserError(
            _("发证机关 {issuer} 的作废清单签名不符，没有采用；请向该机关重新索取。").format(
                issuer=found.issuer
            )
        )
    return found


def _parse(body: bytes) -> RevocationList:
    count = int.from_bytes(body[HEAD_LENGTH - _COUNT : HEAD_LENGTH], "big")
    whole = len(body) == HEAD_LENGTH + count * ENTRY_LENGTH
    days = int.from_bytes(body[21:24], "big")
    dated = days <= (date.max - EPOCH).days
    if not body.startswith(MAGIC) or not whole or not dated or not body[4:17].isalnum():
        raise UserError(_("这不是作废清单，或文件已损坏；请重新索取。"))
    entries = (body[at : at + ENTRY_LENGTH] for at in range(HEAD_LENGTH, len(body), ENTRY_LENGTH))
    return RevocationList(
        issuer=body[4:10].decode("ascii"),
        key=body[10:17].decode("ascii"),
        number=int.from_bytes(body[17:21], "big"),
        dated=EPOCH + timedelta(days=days),
        hashed={e[:HASH_LENGTH]: _reason(e[HASH_LENGTH]) for e in entries},
    )


def _reason(code: int) -> str:
    """Return the word of a reason byte; one this program does not know withdraws all the same."""
    return REASONS[code] if code < len(REASONS) else REASONS[0]


def _day(day: date) -> bytes:
    return (day - EPOCH).days.to_bytes(_DAY, "big")
