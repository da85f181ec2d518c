"""Points out names that are likely the same: rare pieces bring two names together, likeness decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from equipinspect.model.fields import folded
from equipinspect.model.text import _

LIKELY = 88.0
MOST_NAMES = 50_000
RAREST = 4  # of a name's pieces: two names with one slip between them share one of these
COMMON = 200  # a piece of more names than this brings nobody together
_FORMS = ("有限责任公司", "股份有限公司", "有限公司")
_DIGITS = str.maketrans("", "", "0123456789一二三四五六七八九十")

Pair = tuple[str, str, int]


def likely_same(new: Iterable[str], known: Iterable[str], label: str) -> list[str]:
    """Return a sentence for each new name that is likely the same as another one."""
    return [
        _("{label}“{one}”与“{two}”很像（{score}%），可能是同一个，没有合并，请核对").format(
            label=label, one=one, two=two, score=score
        )
        for one, two, score in pairs(new, known)
    ]


def pairs(new: Iterable[str], known: Iterable[str]) -> list[Pair]:
    """Return the pairs of different names that are likely the same with their likeness in %, most alike first."""
    fresh = set(new)
    names = fresh | set(known)
    if not fresh or len(names) > MOST_NAMES:
        return []
    bare = {name: _bare(name) for name in names}
    found: set[Pair] = set()
    for one, two in _brought_together(bare, fresh):
        score = fuzz.ratio(bare[one], bare[two], score_cutoff=LIKELY)
        if score and _differs_in_words(one, two):
            found.add((min(one, two), max(one, two), round(score)))
    return sorted(found, key=lambda pair: (-pair[2], pair))


def _brought_together(bare: dict[str, str], fresh: set[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs with a rare piece in common, one of them new."""
    count = Counter(piece for text in bare.values() for piece in _pieces(text))
    by_piece: dict[str, list[str]] = {}
    for name, text in bare.items():
        rarest = sorted(_pieces(text), key=lambda p: (count[p], p))[:RAREST]
        for piece in rarest:
            by_piece.setdefault(piece, []).append(name)
    for together in by_piece.values():
        if len(together) <= COMMON:
            for one in together:
                if one in fresh:
                    yield from ((one, two) for two in together if two != one)


def _pieces(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(max(1, len(text) - 1))}


def _differs_in_words(one: str, two: str) -> bool:
    """Drop pairs that differ only in their numbers: 3号楼 and 4号楼 are two buildings."""
    return one.translate(_DIGITS) != two.translate(_DIGITS)


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    text = folded(name).replace("'", "")
    for form in _FORMS:
        text = text.replace(form, "")
    return text
