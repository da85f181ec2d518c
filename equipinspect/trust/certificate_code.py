"""The signed code of a certificate, EQI1: written here, read here, judged here (EQI1.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from equipinspect.model.codes import check37
from equipinspect.model.dates import last_day
from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.trust import signing, verdicts
from equipinspect.trust.office_key import ACTIVE, BASE36, COMPROMISED, OfficeKey, PublicKey
from equipinspect.trust.revocation_list import number_hash

DOMAIN = b"equipinspect-cert-v1\x00"
PREFIX = "EQI1/"
SIGNATURE_CHARACTERS = 100
LONGEST_INPUT = 2048
LIST_DAYS = 30
MONTH_DIGITS = 6

_GRAMMAR = re.compile(
    r"EQI1/(?P<issuer>[0-9A-Z]{6})/(?P<type>[A-Z]{2})/(?P<number>[0-9A-Z]{6,20})"
    r"/(?P<equipment>D(?:[0-9A-Z]{17}|[0-9A-Z]{18}|[0-9A-Z]{20})|E[0-7][0-9A-HJKMNP-TV-Z]{12})"
    r"/(?P<result>[PC])/(?P<issued>[0-9]{8})/(?P<valid_to>[0-9]{6}|[0-9]{8})"
    r"/(?P<key>K[0-9]{2}[0-9A-Z]{4})(?:/(?P<replaces>[0-9A-Z]{6,20}))?"
)
_BLANKS = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
_ESCAPED = re.compile("%([0-7][0-9A-Fa-f])")
_LOWER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ECI = "\\000026"
_HOST = re.compile(r"HTTPS?://[0-9A-Z.-]{1,253}(?::[0-9]{1,5})?/C/#")
_DEVICE = re.compile(r"[0-9A-Z]{17}|[0-9A-Z]{18}|[0-9A-Z]{20}")


@dataclass(frozen=True)
class Claims:
    """What a certificate states.

    ``issued`` is YYYY-MM-DD; ``valid_to`` YYYY-MM or YYYY-MM-DD, inclusive to 24:00 in Shanghai;
    ``result`` P (nothing found) or C (found and rectified); ``equipment`` D… or E….
    """

    issuer: str
    type: str
    number: str
    equipment: str
    result: str
    issued: str
    valid_to: str
    key: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Reading:
    """A text that keeps the grammar; nothing in it is proven yet."""

    claims: Claims
    core: str
    signature: bytes


@dataclass(frozen=True)
class Revocations:
    """The numbers one issuer withdrew, with the reason of each (``replaced`` or any other).

    ``dated`` is the day of a list that travelled here; None means the issuer's own table, which
    is never stale. ``hashed`` are the entries of such a list: reasons by `number_hash`.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    dated: date | None = None
    limit_days: int = LIST_DAYS
    hashed: Mapping[bytes, str] = field(default_factory=dict)

    def reason(self, issuer: str, number: str) -> str | None:
        """Return why a number was withdrawn; None when it was not."""
        return self.reasons.get(number) or self.hashed.get(number_hash(issuer, number))

    def is_stale(self, on: date) -> bool:
        """Tell whether the list is older than the office allows."""
        return self.dated is not None and (on - self.dated).days > self.limit_days


NO_LIST = Revocations(dated=date.min)


@dataclass(frozen=True)
class Verdict:
    """One of VERDICTS; ``claims`` only where the signature proves them."""

    word: str
    claims: Claims | None = None
    demo: bool = False


def equipment_field(device_code: str, registration_code: str, entity: str) -> str:
    """Return D + the code that names the equipment, or E + its 13-character entity id."""
    for code in (device_code, registration_code):
        normal = unicodedata.normalize("NFKC", code).strip().upper()
        if _DEVICE.fullmatch(normal):
            return "D" + normal
    return "E" + entity


def issue(claims: Claims, key: OfficeKey) -> str:
    """Return the signed code; raise UserError when the claims may not be stated."""
    if key.about.status != ACTIVE:
        raise UserError(_("密钥 {id} 已停用，不能再签发；请新建密钥。").format(id=key.about.id))
    if key.about.issuer not in ("", claims.issuer):
        raise UserError(
            _("密钥 {id} 属于发证机关 {own}，不能为 {other} 签发。").format(
                id=key.about.id, own=key.about.issuer, other=claims.issuer
            )
        )
    claims = replace(claims, key=key.about.id)
    if claims.valid_to < claims.issued[: len(claims.valid_to)]:
        raise UserError(_("凭证展示期至 {day} 早于签发日，不能签发。").format(day=claims.valid_to))
    core = _core(claims)
    if _parse(core) != claims:
        raise UserError(_("凭证内容 “{core}” 不合编码规则，不能签发。").format(core=core))
    return f"{core}/{encode_signature(key.sign(DOMAIN + core.encode()))}"


def read(text: str) -> Reading | str:
    """Return the parsed code, or why there is none: unreadable, foreign or forged."""
    code = normalise(text)
    if not code:
        return verdicts.UNREADABLE
    if not code.startswith(PREFIX):
        return verdicts.FOREIGN
    core, __, tail = code.rpartition("/")
    signature, claims = decode_signature(tail), _parse(core)
    if len(text) > LONGEST_INPUT or signature is None or claims is None:
        return verdicts.FORGED
    return Reading(claims, core, signature)


def claims_of(code: str) -> Claims:
    """Return what one of the office's own codes states; raise UserError when it is none."""
    reading = read(code)
    if isinstance(reading, str):
        raise UserError(_("凭证的二维码内容不完整，不能据此换发。"))
    return reading.claims


def verify(
    text: str,
    keys: Iterable[PublicKey],
    lists: Mapping[str, Revocations],
    on: date,
) -> Verdict:
    """Judge a scanned text on a day (Asia/Shanghai); the first verdict that fits wins.

    ``lists`` maps an issuer to its revocations; an issuer without a list counts as stale.
    """
    reading = read(text)
    if isinstance(reading, str):
        return Verdict(reading)
    claims = reading.claims
    named = [k for k in keys if k.id == claims.key and k.issuer in ("", claims.issuer)]
    if not named:
        return Verdict(verdicts.UNKNOWN_KEY)
    message = DOMAIN + reading.core.encode()
    signers = [k for k in named if signing.verify(k.public, message, reading.signature)]
    if not signers:
        return Verdict(verdicts.FORGED)
    demo = any(k.demo for k in signers)
    if any(k.status == COMPROMISED for k in signers):
        return Verdict(verdicts.KEY_RETIRED, demo=demo)
    return Verdict(_standing(claims, lists.get(claims.issuer, NO_LIST), on), claims, demo)


def normalise(text: str) -> str:
    """Undo what scanners do to a code: blanks, URL escapes, lower case, ``\\000026``, the host."""
    bare = _BLANKS.sub("", text[: LONGEST_INPUT + 1])
    bare = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), bare)
    bare = _BLANKS.sub("", bare).translate(_LOWER).removeprefix(_ECI)
    return _HOST.sub("", bare, count=1) if _HOST.match(bare) else bare


def encode_signature(signature: bytes) -> str:
    """Return 0x01 ‖ signature as exactly 100 upper-case base36 digits."""
    number = int.from_bytes(b"\x01" + signature, "big")
    digits = []
    for __ in range(SIGNATURE_CHARACTERS):
        number, digit = divmod(number, 36)
        digits.append(BASE36[digit])
    return "".join(reversed(digits))


def decode_signature(text: str) -> bytes | None:
    """Return the 64 bytes, or None unless ``text`` is the one spelling `encode_signature` gives."""
    if not re.fullmatch(f"[0-9A-Z]{{{SIGNATURE_CHARACTERS}}}", text):
        return None
    number = int(text, 36)
    if number >> (8 * signing.SIGNATURE_LENGTH) != 1:
        return None
    return number.to_bytes(1 + signing.SIGNATURE_LENGTH, "big")[1:]


def _standing(claims: Claims, withdrawn: Revocations, on: date) -> str:
    """Return the verdict on a certificate whose signature holds."""
    reason = withdrawn.reason(claims.issuer, claims.number)
    if reason is not None:
        return verdicts.REPLACED if reason == verdicts.REPLACED else verdicts.REVOKED
    if on < date.fromisoformat(claims.issued):
        return verdicts.NOT_YET_VALID
    if on > last_day(claims.valid_to):
        return verdicts.EXPIRED
    return verdicts.LIST_STALE if withdrawn.is_stale(on) else verdicts.GENUINE


def _core(claims: Claims) -> str:
    days = (claims.issued.replace("-", ""), claims.valid_to.replace("-", ""))
    parts = ["EQI1", claims.issuer, claims.type, claims.number, claims.equipment, claims.result]
    parts += [*days, claims.key]
    return "/".join([*parts, claims.replaces] if claims.replaces else parts)


def _parse(core: str) -> Claims | None:
    """Return the claims of a core that keeps every rule of the grammar, else None."""
    found = _GRAMMAR.fullmatch(core)
    if not found:
        return None
    parts = found.groupdict("")
    issued, valid_to = parts.pop("issued"), parts.pop("valid_to")
    claims = Claims(issued=_iso(issued), valid_to=_iso(valid_to), **parts)
    numbers = [claims.number, *filter(None, [claims.replaces])]
    if len(set(numbers)) != len(numbers) or not all(map(check37, numbers)):
        return None
    try:
        in_order = date.fromisoformat(claims.issued) <= last_day(claims.valid_to)
    except ValueError:
        return None
    return claims if in_order else None


def _iso(digits: str) -> str:
    month = f"{digits[:4]}-{digits[4:6]}"
    return month if len(digits) == MONTH_DIGITS else f"{month}-{digits[6:]}"
