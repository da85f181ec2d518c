"""Writes a PDF page by page: a finished page is in the file and forgotten, so memory stays flat."""

from __future__ import annotations

import zlib
from array import array
from dataclasses import dataclass
from typing import BinaryIO

from equipinspect.documents.drawing import FONT, amount
from equipinspect.documents.fonts import Face

HEADER = b"%PDF-1.5\n%\xe5\xae\x89\xe5\x85\xa8\n"
CATALOG, PAGES, INFO, TYPE0, DESCENDANT, DESCRIPTOR, FONT_FILE, TO_UNICODE = range(1, 9)
SQUEEZE = 9


@dataclass(frozen=True)
class Imprint:
    """What the file says of itself."""

    title: str
    author: str


class Press:
    """A PDF being written to ``file``; equal calls give equal bytes. Call `close` at the end."""

    def __init__(self, file: BinaryIO, face: Face, imprint: Imprint) -> None:
        self._file = file
        self._face = face
        self._imprint = imprint
        self._offsets = array("Q", [0] * (TO_UNICODE + 1))
        self._pages = array("L")
        self._shared: dict[str, int] = {}
        self._written = 0
        self._put(HEADER)
        self._fonts()

    def share(self, name: str, size: tuple[float, float], content: bytes) -> None:
        """Keep a part that pages draw by name; size = width and height in points."""
        box = f"[0 0 {amount(size[0])} {amount(size[1])}]"
        fonts = f"/Resources << /Font << /{FONT} {TYPE0} 0 R >> >>"
        self._shared[name] = self._new()
        about = f"/Type /XObject /Subtype /Form /BBox {box} {fonts}"
        self._stream(self._shared[name], about, content)

    def page(self, size: tuple[float, float], content: bytes) -> None:
        """Write one page; size = width and height in points."""
        body = self._new()
        self._stream(body, "", content)
        number = self._new()
        self._pages.append(number)
        box = f"[0 0 {amount(size[0])} {amount(size[1])}]"
        self._object(
            number,
            f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox {box} /Contents {body} 0 R >>",
        )

    def close(self) -> None:
        """Write what names the pages; the file itself is not closed."""
        parts = " ".join(f"/{name} {number} 0 R" for name, number in self._shared.items())
        drawn = f"/XObject << {parts} >>" if parts else ""
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._object(
            PAGES,
            f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}]"
            f" /Resources << /Font << /{FONT} {TYPE0} 0 R >> {drawn} >> >>",
        )
        self._object(CATALOG, f"<< /Type /Catalog /Pages {PAGES} 0 R /Lang (zh-CN) >>")
        title, author = (_text(words) for words in (self._imprint.title, self._imprint.author))
        self._object(INFO, f"<< /Title {title} /Author {author} /Creator (equipinspect) >>")
        self._table()

    def _fonts(self) -> None:
        face = self._face
        self._object(
            TYPE0,
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{face.name} /Encoding /Identity-H"
            f" /DescendantFonts [{DESCENDANT} 0 R] /ToUnicode {TO_UNICODE} 0 R >>",
        )
        widths = " ".join(map(str, face.widths))
        self._object(
            DESCENDANT,
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{face.name} /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {DESCRIPTOR} 0 R /DW 1000 /W [0 [{widths}]] >>",
        )
        self._object(
            DESCRIPTOR,
            f"<< /Type /FontDescriptor /FontName /{face.name} {face.metrics}"
            f" /FontFile2 {FONT_FILE} 0 R >>",
        )
        self._stream(FONT_FILE, f"/Length1 {len(face.program)}", face.program)
        self._stream(TO_UNICODE, "", face.to_unicode.encode("ascii"))

    def _new(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._written += len(data)

    def _object(self, number: int, body: str) -> None:
        self._offsets[number] = self._written
        self._put(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))

    def _stream(self, number: int, about: str, content: bytes) -> None:
        packed = zlib.compress(content, SQUEEZE)
        self._offsets[number] = self._written
        head = f"{number} 0 obj\n<< {about} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
        self._put(head.encode("ascii") + packed + b"\nendstream\nendobj\n")

    def _table(self) -> None:
        """Write the cross-reference stream: where each object begins."""
        own = self._new()
        self._offsets[own] = start = self._written
        wide = (start.bit_length() + 7) // 8
        rows = b"".join(b"\1" + at.to_bytes(wide, "big") for at in self._offsets[1:])
        self._stream(
            own,
            f"/Type /XRef /Size {own + 1} /W [1 {wide} 0] /Root {CATALOG} 0 R /Info {INFO} 0 R",
            b"\0" * (1 + wide) + rows,
        )
        self._put(f"startxref\n{start}\n%%EOF\n".encode("ascii"))


def _text(words: str) -> str:
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"
