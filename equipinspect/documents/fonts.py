"""Fonts of printed documents: registered once, checked for missing glyphs, mapped back to text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

SERIF = "NotoSerifSC-Regular"
SANS = "NotoSansSC-Regular"
MAPPINGS_PER_BLOCK = 100


@dataclass(frozen=True)
class Font:
    """A TrueType font that reportlab knows by ``name``; it is embedded and subset when used."""

    name: str
    characters: frozenset[int]

    def missing_glyphs(self, text: str) -> list[str]:
        """Return the characters of ``text`` this font cannot draw, each once, in order."""
        return [c for c in dict.fromkeys(text) if ord(c) not in self.characters]

    def width(self, text: str, size: float) -> float:
        """Return the width of ``text`` in points at ``size`` points."""
        width: float = pdfmetrics.stringWidth(text, self.name, size)
        return width


@lru_cache
def load_font(folder: Path, name: str = SERIF) -> Font:
    """Register ``<folder>/<name>.ttf`` with reportlab and return it."""
    font = ttfonts.TTFont(name, str(folder / f"{name}.ttf"), asciiReadable=False)
    pdfmetrics.registerFont(font)
    return Font(name, frozenset(font.face.charToGlyph))


def describe_glyph(character: str) -> str:
    """Name a character for a person who may not see it: 𰻝（U+30EDD）."""
    shown = character if unicodedata.category(character)[0] in "LNPS" else ""
    return f"{shown}（U+{ord(character):04X}）"


def _to_unicode(name: str, subset: list[int]) -> str:
    """Return the map from a subset's codes back to text, as PDF 32000 9.10.3 wants it.

    reportlab's own writes five digits for characters outside the Basic Multilingual Plane, which
    readers take for something else: such characters need UTF-16 pairs. Blocks hold at most 100.
    """
    pairs = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
        if character
    ]
    blocks = [pairs[i : i + MAPPINGS_PER_BLOCK] for i in range(0, len(pairs), MAPPINGS_PER_BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(
                line
                for block in blocks
                for line in (f"{len(block)} beginbfchar", *block, "endbfchar")
            ),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


ttfonts.makeToUnicodeCMap = _to_unicode
