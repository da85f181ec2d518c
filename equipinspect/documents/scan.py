"""Reads every matrix code from a photo, a scan or a PDF that someone hands in."""

from __future__ import annotations

import warnings
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
    ]
)
PICTURES = ("PNG", "JPEG", "BMP")
MOST_PIXELS = 120_000_000
MOST_PAGE_PIXELS = 36_000_000
MOST_PAGES = 2000
RESOLUTIONS = (150, 300)
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".pdf")


def read_codes(path: Path) -> list[str]:
    """Return the text of every code in a PNG, JPG, BMP or PDF file, page by page, top to bottom.

    An empty list means that no code was found; raises UserError when the file cannot be read.
    """
    if not path.is_file():
        raise UserError(_("找不到文件 {path}。").format(path=path))
    try:
        with path.open("rb") as file:
            is_pdf = b"%PDF-" in file.read(1024)
        return _read_pdf(path) if is_pdf else _read_picture(path)
    except PermissionError as error:
        raise UserError(_("没有权限读取文件 {path}。").format(path=path)) from error


def _read_picture(path: Path) -> list[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=PICTURES) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UserError(_("图片 {path} 太大，请缩小后再试。").format(path=path))
                return _codes(_on_white(picture))
    except UnidentifiedImageError as error:
        raise UserError(
            _("{path} 不是 PNG、JPG、BMP 图片，也不是 PDF 文件。").format(path=path)
        ) from error
    except Image.DecompressionBombError as error:
        raise UserError(_("图片 {path} 太大，请缩小后再试。").format(path=path)) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise UserError(_("图片 {path} 不完整或已损坏，读不出来。").format(path=path)) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Return grey pixels; what is transparent counts as paper."""
    if picture.mode in ("1", "L", "RGB"):
        return picture.convert("L")
    layered = picture.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("L")


def _read_pdf(path: Path) -> list[str]:
    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) > MOST_PAGES:
                raise UserError(
                    _("{path} 超过 {n} 页，请拆开后再试。").format(path=path, n=MOST_PAGES)
                )
            return [text for page in document for text in _page_codes(page)]
    except pypdfium2.PdfiumError as error:
        raise UserError(
            _("PDF 文件 {path} 已加密或已损坏，读不出来。").format(path=path)
        ) from error


def _page_codes(page: pypdfium2.PdfPage) -> list[str]:
    """Return the codes of a page: at a coarse resolution, then, if none is found, a finer one."""
    width, height = page.get_size()
    for resolution in RESOLUTIONS:
        scale = min(resolution / 72, (MOST_PAGE_PIXELS / max(width * height, 1)) ** 0.5)
        drawn = page.render(scale, grayscale=True, may_draw_forms=False)
        found = _codes(drawn.to_pil())
        if found:
            return found
    return []


def _codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, FORMATS, text_mode=zxingcpp.TextMode.Plain)
    placed = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [code.text for code in placed]
