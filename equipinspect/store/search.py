"""Cuts names and codes into the grams by which any row is found as one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from operator import add
from unicodedata import normalize

from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.store.initials import spelt

KEPT = 4096  # texts remembered; most names repeat, what is unique would only fill memory
VERSION = 1  # of the grams; another one makes the index anew
CODE = "\ue001"  # marks grams of codes and initials, so that they never meet those of words
INITIALS = "\ue002"
PAIR, RUN = 2, 3
MOST_GRAMS = 24  # of one typed word that are looked up; the rest is left to `matches`
MOST_WORDS = 8
# the index splits at ASCII punctuation: inside a gram it stands for itself as a private character
_KEPT = {c: 0xE100 + c for c in range(0x80) if not chr(c).isalnum()}


@lru_cache(maxsize=KEPT)
def folded(text: str) -> str:
    """Fold width and case and drop blanks: what is typed and what is stored meet here."""
    return "".join(normalize("NFKC", text).casefold().split())


def _plain(text: str) -> str:
    return text if text.isalnum() else text.translate(_KEPT)


def _runs(text: str, length: int) -> list[str]:
    """Cut a text into its runs of some characters; a shorter one stays whole."""
    last = len(text) - length + 1
    return [text[i : i + length] for i in range(last)] if last > 1 else [text[:length]]


@lru_cache(maxsize=KEPT)
def word_grams(text: str) -> str:
    """Cut a folded name into its pairs of characters and the marked pairs of their pinyin initials.

    A single character stays whole; the initials stand with all readings of both characters.
    """
    pairs = set(_runs(_plain(text), PAIR))
    if text.isascii():
        return " ".join(pairs)
    letters = pairwise(spelt(text))
    return " ".join(pairs.union(INITIALS + a + b for one, two in letters for a in one for b in two))


class Cutter:
    """Cuts the names and codes of records of one kind into grams."""

    def __init__(self, declaration: Declaration) -> None:
        fields = searched(declaration)
        self.keys = tuple(f.key for f in fields)
        self._codes = tuple(f.key for f in fields if f.search == "code")
        self._words = tuple(f.key for f in fields if f.search != "code")

    def of(self, values: Mapping[str, Value]) -> str:
        """Return the grams of one record with blanks between them: those of names, marked ones of codes."""
        grams = [word_grams(folded(text)) for text in _texts(self._words, values)]
        runs: set[str] = set()
        for text in _texts(self._codes, values):
            code = text.lower() if text.isascii() and text.isalnum() else _plain(folded(text))
            if len(code) > PAIR:
                pairs = list(map(add, code, code[1:]))
                runs.update(pairs, map(add, pairs, code[PAIR:]))
            elif code:
                runs.add(code)
        if runs:
            grams.append(CODE + (" " + CODE).join(runs))
        return " ".join(grams)


def _texts(keys: Iterable[str], values: Mapping[str, Value]) -> list[str]:
    return [value for key in keys if isinstance(value := values.get(key), str)]


def searched(declaration: Declaration) -> tuple[Field, ...]:
    """Return the fields of a declaration that the index covers."""
    return tuple(f for f in declaration.fields if f.search)


def query(text: str) -> str:
    """Return the index query for what a person typed; empty when nothing of it can be looked up.

    Each word must be met by names, by initials or by codes; `matches` then drops chance hits.
    """
    ways = [_word_query(word) for word in words(text)]
    return " AND ".join([way for way in ways if way][:MOST_WORDS])


def words(text: str) -> list[str]:
    """Return the folded words of what a person typed."""
    return [word for part in normalize("NFKC", text).split() if (word := folded(part))]


def _word_query(word: str) -> str:
    if len(word) < PAIR:
        return ""
    ways = [_runs(_plain(word), PAIR), [CODE + run for run in _runs(_plain(word), RUN)]]
    if word.isascii() and word.isalnum():
        ways.append([INITIALS + pair for pair in _runs(word, PAIR)])
    return "(" + " OR ".join(f"({_all(way)})" for way in ways) + ")"


def _all(wanted: Iterable[str]) -> str:
    return " AND ".join(
        '"' + gram.replace('"', '""') + '"' for gram in sorted(set(wanted))[:MOST_GRAMS]
    )


def is_exact(text: str) -> bool:
    """Say whether a hit of the index needs no second look: every word is one gram."""
    return all(len(word) == PAIR for word in words(text))


def matches(declaration: Declaration, values: Mapping[str, Value], text: str) -> bool:
    """Say whether every typed word really stands in a name, its initials or a code of the record."""
    texts = [
        (folded(value), field.search == "code")
        for field in searched(declaration)
        if isinstance(value := values.get(field.key), str)
    ]
    return all(_met(word, texts) for word in words(text))


def _met(word: str, texts: list[tuple[str, bool]]) -> bool:
    if any(word in text for text, _is_code in texts):
        return True
    spoken = word.isascii() and word.isalnum()
    return spoken and any(_spells(word, text) for text, is_code in texts if not is_code)


def _spells(word: str, text: str) -> bool:
    """Say whether a word is the initials of neighbouring characters of a text."""
    if text.isascii():
        return False
    letters = spelt(text)
    starts = range(len(letters) - len(word) + 1)
    return any(all(c in letters[i + j] for j, c in enumerate(word)) for i in starts)
