"""Finds any row by two Chinese characters, pinyin initials or a fragment of a code, as one types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from unicodedata import normalize

from pypinyin import Style, pinyin

from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value

CODE = "\ue001"  # marks grams of codes and initials, so that they never meet those of words
INITIALS = "\ue002"
CODE_GRAM = 3
MOST_READINGS = 4
SURNAMES = {"单": ["s", "d", "c"], "仇": ["q", "c"], "区": ["o", "q"], "曾": ["z", "c"], "解": ["x", "j"]}


def folded(text: str) -> str:
    """Fold width and case and drop blanks: what is typed and what is stored meet here."""
    return "".join(normalize("NFKC", text).split()).lower()


def word_grams(text: str) -> set[str]:
    """Cut folded text into its pairs of neighbouring characters; a single one stays whole."""
    if len(text) < 2:  # noqa: PLR2004
        return {text} if text else set()
    return {text[i : i + 2] for i in range(len(text) - 1)}


def code_grams(text: str) -> set[str]:
    """Cut a folded code into marked runs of three; pairs that hold a letter too."""
    runs = {CODE + text[i : i + CODE_GRAM] for i in range(max(1, len(text) - CODE_GRAM + 1))}
    pairs = {CODE + text[i : i + 2] for i in range(len(text) - 1)}
    return runs | {p for p in pairs if not p[1:].isdigit()}


@lru_cache(maxsize=16384)
def initials(text: str) -> tuple[str, ...]:
    """Return the pinyin initials of folded text, several where a character has several readings."""
    found = [""]
    for character in text:
        found = [f + i for f in found for i in _readings(character)][:MOST_READINGS]
    return tuple(found)


@lru_cache(maxsize=16384)
def _readings(character: str) -> list[str]:
    if character.isascii():
        return [character] if character.isalnum() else [""]
    if character in SURNAMES:
        return SURNAMES[character]
    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)[0]
    letters = [r[0] for r in readings if r and r[0].isascii() and r[0].isalpha()]
    return list(dict.fromkeys(letters)) or [""]


@lru_cache(maxsize=16384)
def _named(text: str) -> frozenset[str]:
    grams = word_grams(text)
    for letters in initials(text):
        grams |= {INITIALS + g for g in word_grams(letters)}
    return frozenset(grams)


def grams(declaration: Declaration, values: Mapping[str, Value]) -> str:
    """Return the index text of one record: the grams of its names and codes, in order."""
    found: set[str] = set()
    for field in searched(declaration):
        value = values.get(field.key)
        if not isinstance(value, str) or not value:
            continue
        found |= code_grams(folded(value)) if field.search == "code" else _named(folded(value))
    return " ".join(sorted(found))


def searched(declaration: Declaration) -> tuple[Field, ...]:
    """Return the fields of a declaration that the index covers."""
    return tuple(f for f in declaration.fields if f.search)


def replace(
    connection: sqlite3.Connection,
    declaration: Declaration,
    entity: int,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> None:
    """Bring the index of one record from ``before`` to ``after``."""
    old, new = grams(declaration, before), grams(declaration, after)
    if old == new:
        return
    if old:
        connection.execute("INSERT INTO found(found, rowid, grams) VALUES('delete',?,?)", (entity, old))
    if new:
        connection.execute("INSERT INTO found(rowid, grams) VALUES(?,?)", (entity, new))


def query(text: str) -> str:
    """Return the FTS5 query for what a person typed; empty when nothing of it can be looked up.

    Each word must be met by names, by initials or by codes; `matches` then drops chance hits.
    """
    return " AND ".join(filter(None, (_word_query(folded(w)) for w in text.split())))


def _word_query(word: str) -> str:
    if len(word) < 2:  # noqa: PLR2004
        return ""
    ways = [_all(word_grams(word))]
    if word.isascii():
        ways.append(_all({INITIALS + g for g in word_grams(word)}))
        ways.append(_all(_code_query(word)))
    return "(" + " OR ".join(f"({w})" for w in ways if w) + ")"


def _code_query(word: str) -> set[str]:
    if len(word) < CODE_GRAM:
        return set() if word.isdigit() else {CODE + word}
    return {CODE + word[i : i + CODE_GRAM] for i in range(len(word) - CODE_GRAM + 1)}


def _all(wanted: set[str]) -> str:
    return " AND ".join('"' + g.replace('"', '""') + '"' for g in sorted(wanted))


def matches(declaration: Declaration, values: Mapping[str, Value], text: str) -> bool:
    """Say whether every typed word really stands in a name, its initials or a code of the record."""
    texts = [
        (folded(str(values[f.key])), f.search == "code")
        for f in searched(declaration)
        if values.get(f.key) is not None
    ]
    return all(_met(folded(word), texts) for word in text.split())


def _met(word: str, texts: list[tuple[str, bool]]) -> bool:
    for text, is_code in texts:
        if word in text:
            return True
        if not is_code and word.isascii() and any(word in letters for letters in initials(text)):
            return True
    return False


def candidates(connection: sqlite3.Connection, text: str) -> Iterator[int]:
    """Yield the ids the index offers for ``text``, newest first; empty when no word is long enough."""
    wanted = query(text)
    if not wanted:
        return
    rows = connection.execute("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid DESC", (wanted,))
    while batch := list(islice(rows, 256)):
        yield from (row[0] for row in batch)
