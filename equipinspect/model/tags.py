"""The text of an equipment tag: which record a label on a machine stands for; unsigned, to find only."""

from __future__ import annotations

import re
from urllib.parse import unquote

from equipinspect.model.codes import check37, iso7064_mod37_36
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id

PREFIX = "EQT1"
_CERTIFICATE = re.compile(r"EQI1/[0-9A-Z]{6}/[0-9A-Z]{2}/([0-9A-Z]{6,20})/")
_TAG = re.compile(r"EQT1/([0-9A-Z]{13})/([0-9A-Z])")


def tag_of(number: int) -> str:
    """Return the tag of an entity: EQT1/<13 characters>/<check character, ISO/IEC 7064 MOD 37,36>."""
    shown = show_id(number)
    return f"{PREFIX}/{shown}/{iso7064_mod37_36(shown)}"


def certificate_number(text: str) -> str:
    """Return the number that a scanned certificate code names, unproved; "" for any other text."""
    found = _CERTIFICATE.search("".join(unquote(text).split()).upper())
    return found[1] if found else ""


def read_tag(text: str) -> int | None:
    """Return the entity id of a scanned tag; None for any other text or a wrong check character.

    Lower case, blanks and line breaks of a scanner are forgiven.
    """
    found = _TAG.fullmatch("".join(text.split()).upper())
    if found is None or not check37(found[1] + found[2]):
        return None
    try:
        return parse_id(found[1])
    except UserError:
        return None
