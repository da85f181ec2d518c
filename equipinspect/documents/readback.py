"""Proof before release: each code is read back from the very PDF that goes to the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp

from equipinspect.documents.typesetting import Box
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

POINTS_PER_MM = 72 / 25.4
PIXELS_PER_POINT = 3
FORMAT = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True)
class Expected:
    """One code that must stand in a rectangle of a page; pages count from 0."""

    page: int
    box: Box
    code: str


def read_back(pdf: bytes, box: Box, page: int = 0) -> str:
    """Return the code inside ``box`` of a page, rendering nothing else; "" when none is read."""
    with pypdfium2.PdfDocument(pdf) as document:
        return _read(document[page], box)


def _read(sheet: pypdfium2.PdfPage, box: Box) -> str:
    width, height = sheet.get_size()
    left, top = box.x * POINTS_PER_MM, box.y * POINTS_PER_MM
    right = width - left - box.width * POINTS_PER_MM
    bottom = height - top - box.height * POINTS_PER_MM
    drawn = sheet.render(
        PIXELS_PER_POINT, crop=(left, bottom, right, top), grayscale=True, may_draw_forms=False
    )
    picture = drawn.to_pil()
    found = zxingcpp.read_barcodes(picture, FORMAT, try_rotate=False, try_invert=False)
    return found[0].text if len(found) == 1 else ""


def prove(pdf: bytes, box: Box, code: str, page: int = 0) -> None:
    """Raise UserError unless the page's code reads exactly ``code``."""
    if read_back(pdf, box, page) != code:
        raise _unlike(page)


def prove_all(path: Path, expected: Iterable[Expected], report: Callable[[int], None]) -> None:
    """Raise UserError unless every code of a PDF file reads exactly as it was issued."""
    with pypdfium2.PdfDocument(path) as document:
        for done, one in enumerate(expected, 1):
            sheet = document[one.page]
            if _read(sheet, one.box) != one.code:
                raise _unlike(one.page)
            sheet.close()
            report(done)


def _unlike(page: int) -> UserError:
    return UserError(
        _("第 {page} 页的二维码读回来与签发内容不一致，没有放行；请重新生成。").format(
            page=page + 1
        )
    )
