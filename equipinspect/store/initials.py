"""The letters a character's pinyin can begin with, read from pypinyin's table when first asked for."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

TABLE = "pinyin_dict.json"  # read by itself: the package's own import costs a third of a second


@cache
def table_file() -> Path:
    """Return the file that says how every character is read."""
    found = find_spec("pypinyin")
    assert found is not None, "pypinyin is a dependency of the program"
    assert found.origin is not None, "pypinyin is a dependency of the program"
    return Path(found.origin).with_name(TABLE)


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = json.loads(table_file().read_text(encoding="utf-8"))
    return found


@cache
def readings(character: str) -> str:
    """Return the first letters of all readings of one folded character, each once.

    Letters and digits stand for themselves; what has no reading gives nothing.
    """
    if character.isascii():
        return character if character.isalnum() else ""
    sounds = _table().get(str(ord(character)), "").split(",")
    letters = (normalize("NFD", sound)[0] for sound in sounds if sound)
    return "".join(dict.fromkeys(c for c in letters if c.isascii() and c.isalpha()))


def spelt(text: str) -> list[str]:
    """Return the possible letters of every character of a text that has any, in order."""
    return list(filter(None, map(readings, text)))
