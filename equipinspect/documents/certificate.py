"""The check certificate: values and a signed code in, the bytes of one page out."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from equipinspect.documents.batch import Item, print_items
from equipinspect.documents.fonts import Font
from equipinspect.documents.layouts import Layout
from equipinspect.documents.qr import qr
from equipinspect.documents.typesetting import Box, Filling, square
from equipinspect.documents.wrapping import one_line
from equipinspect.model import codes

GROUP = 4


@dataclass(frozen=True)
class Values:
    """What one certificate says, ready to be read.

    ``lines`` are label and value of the equipment's own facts, in order. Dates are YYYY-MM-DD,
    ``valid_to`` also YYYY-MM. ``equipment`` is the field of the code, D… or E….
    """

    office: str
    number: str
    equipment: str
    lines: tuple[tuple[str, str], ...]
    kind: str
    checked_on: str
    result: str
    officers: tuple[str, ...]
    issued: str
    valid_to: str
    key: str = ""
    demo: bool = False

    def dump(self) -> str:
        """Write everything as JSON, so that the page can be printed again letter for letter."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, said: Mapping[str, Any]) -> Values:
        """Return the values of what `dump` wrote, parsed."""
        lines = tuple((label, text) for label, text in said["lines"])
        return cls(**{**said, "lines": lines, "officers": tuple(said["officers"])})

    def filling(self) -> Filling:
        """Return what a layout is filled with."""
        return Filling(self._words(), self.lines, self.demo)

    def _words(self) -> dict[str, str]:
        words = {
            "office": self.office,
            "number": in_fours(self.number),
            "equipment": f"{self.equipment[:1]} {codes.grouped(self.equipment[1:])}",
            "kind": self.kind,
            "checked_on": chinese_date(self.checked_on),
            "result": self.result,
            "officers": "、".join(self.officers),
            "issued": chinese_date(self.issued),
            "valid_to": chinese_date(self.valid_to),
            "key": self.key,
        }
        return {place: one_line(word) for place, word in words.items()}


def certificate(layout: Layout, values: Values, code: str, font: Font) -> bytes:
    """Return the PDF; equal values give equal bytes.

    Raises UserError when the font lacks a character or the text cannot fit one page.
    """
    buffer = io.BytesIO()
    print_items(buffer, layout, [Item(values.filling(), code)], font)
    return buffer.getvalue()


def code_box(layout: Layout, code: str) -> Box:
    """Return where `certificate` prints the code, quiet zone included."""
    return square(layout.code, qr(code, layout.code.level))


def in_fours(code: str) -> str:
    """Return a number in groups of four for the eye; nothing but blanks is added."""
    return " ".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def chinese_date(text: str) -> str:
    """Write YYYY-MM-DD as 2026年3月6日 and YYYY-MM as 2027年2月; other words stay as they are."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) not in (2, 3):
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
