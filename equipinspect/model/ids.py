"""Entity ids as people see them: 63-bit numbers written as 13 Crockford base32 characters."""

from __future__ import annotations

import json

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13
COUNTER_BITS = 33
_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]
ONE = LENGTH + 4  # characters of an array of one id
_DIGITS = {
    **dict.fromkeys(range(128), "!"),  # no digit of any base
    **{ord(c): "0123456789abcdefghijklmnopqrstuv"[i] for i, c in enumerate(ALPHABET)},
}
_VALUE = {c: i for i, c in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def show_id(number: int) -> str:
    """Write a 63-bit id as 13 characters, most significant first."""
    pairs = _PAIRS
    return (
        ALPHABET[number >> 60]
        + pairs[number >> 50 & 1023]
        + pairs[number >> 40 & 1023]
        + pairs[number >> 30 & 1023]
        + pairs[number >> 20 & 1023]
        + pairs[number >> 10 & 1023]
        + pairs[number & 1023]
    )


def parse_id(text: str) -> int:
    """Read 13 characters, forgiving case, hyphens and O, I, L; raise UserError otherwise."""
    letters = text.strip().upper().replace("-", "")
    if len(letters) != LENGTH or any(c not in _VALUE for c in letters):
        raise UserError(
            _("“{text}” 不是记录号；记录号是 13 位字母数字，可在列表或详情中复制。").format(
                text=text
            )
        )
    number = 0
    for letter in letters:
        number = number << 5 | _VALUE[letter]
    if number >> 63:
        raise UserError(_("记录号 “{text}” 超出范围，请核对后重新输入。").format(text=text))
    return number


def read_id(text: str) -> int:
    """Read 13 characters exactly as `show_id` writes them; raise ValueError for anything else."""
    if len(text) != LENGTH or not text.isascii():
        raise ValueError(text)
    number = int(text.translate(_DIGITS), 32)
    if number >> 63:
        raise ValueError(text)
    return number


def read_ids(text: str) -> tuple[int, ...]:
    """Read a JSON array of ids as the log writes its parents; raise ValueError for anything else."""
    if len(text) == ONE and text[:2] == '["' and text[-2:] == '"]':
        return (read_id(text[2:-2]),)
    return tuple([read_id(each) for each in json.loads(text)])


def first_id(replica: int, counter: int) -> int:
    """Return the operation id that ``replica`` (30 bits) gives its ``counter``-th operation."""
    return replica << COUNTER_BITS | counter
