"""Fonts of printed documents: registered once, checked for missing glyphs, cut down, mapped back to text."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True)
class Face:
    """A font cut down to the characters of one document, each written as two bytes.

    ``widths`` are thousandths of the type size by glyph; ``metrics`` the entries of its descriptor.
    """

    name: str
    program: bytes
    glyphs: Mapping[str, str]
    widths: tuple[int, ...]
    metrics: str
    to_unicode: str

    def encoded(self, text: str) -> str:
        """Return a text as hexadecimal glyph numbers; KeyError for a character left out."""
        return "".join([self.glyphs[character] for character in text])


def cut_down(font: Font, characters: Iterable[str]) -> Face:
    """Return ``font`` with these characters only; ones it cannot draw must be refused before."""
    whole = pdfmetrics.getFont(font.name).face
    wanted = sorted({ord(character) for character in characters} & font.characters)
    numbers: dict[int, int] = {0: 0}  # glyph of the whole font: its number here
    glyphs = {
        chr(code): numbers.setdefault(whole.charToGlyph[code], len(numbers)) for code in wanted
    }
    units = [0] * len(numbers)
    for character, number in glyphs.items():
        units[number] = round(whole.charWidths[ord(character)])
    tag = hashlib.sha256(repr((font.name, wanted)).encode()).digest()[:6]
    name = f"{''.join(chr(65 + byte % 26) for byte in tag)}+{font.name}"
    box = " ".join(f"{number:.0f}" for number in whole.bbox)
    return Face(
        name=name,
        program=whole.makeSubset(wanted),
        glyphs={character: f"{number:04X}" for character, number in glyphs.items()},
        widths=tuple(units),
        metrics=(
            f"/Flags 4 /FontBBox [{box}] /ItalicAngle {whole.italicAngle} /StemV {whole.stemV}"
            f" /Ascent {whole.ascent:.0f} /Descent {whole.descent:.0f}"
            f" /CapHeight {whole.capHeight:.0f}"
        ),
        to_unicode=_mapping(name, [(f"{n:04X}", character) for character, n in glyphs.items()], 4),
    )


def describe_glyph(character: str) -> str:
    """Name a character for a person who may not see it: 𰻝（U+30EDD）."""
    shown = character if unicodedata.category(character)[0] in "LNPS" else ""
    return f"{shown}（U+{ord(character):04X}）"


def _to_unicode(name: str, subset: list[int]) -> str:
    """Return the map from a subset's one-byte codes back to text, in place of reportlab's own.

    reportlab writes five digits for characters outside the Basic Multilingual Plane, which readers
    take for something else.
    """
    return _mapping(name, [(f"{i:02X}", chr(code)) for i, code in enumerate(subset) if code], 2)


def _mapping(name: str, codes: Sequence[tuple[str, str]], digits: int) -> str:
    """Return the map from hexadecimal codes back to characters, as PDF 32000 9.10.3 wants it.

    Characters outside the Basic Multilingual Plane need UTF-16 pairs. Blocks hold at most 100.
    """
    pairs = [
        f"<{code}> <{character.encode('utf-16-be').hex().upper()}>" for code, character in codes
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
            f"<{'0' * digits}> <{'F' * digits}>",
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
