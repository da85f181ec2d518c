"""Prints many filled forms onto sheets, one after the other, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from equipinspect.documents.drawing import Drawing
from equipinspect.documents.fonts import Face, Font, cut_down
from equipinspect.documents.layouts import Layout
from equipinspect.documents.press import Imprint, Press
from equipinspect.documents.qr import qr
from equipinspect.documents.stocks import STRAIGHT, TOLERANCE_MM, Calibration, Stock, whole_page
from equipinspect.documents.typesetting import (
    MM,
    Box,
    Filling,
    Form,
    characters,
    refuse_missing_glyphs,
)
from equipinspect.documents.wrapping import one_line
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

FIXED = "P"  # the name of the part that is the same on every print
Report = Callable[[int], None]


@dataclass(frozen=True)
class Item:
    """One form to print: what it says and the text of its code, "" for none."""

    filling: Filling
    code: str


@dataclass(frozen=True)
class Target:
    """What it is printed on: the sheet, the printer's correction, the first free place (0 = all free)."""

    stock: Stock
    calibration: Calibration = STRAIGHT
    start: int = 0


def print_items(
    file: BinaryIO,
    layout: Layout,
    items: Collection[Item],
    font: Font,
    target: Target | None = None,
    report: Report = lambda _done: None,
) -> int:
    """Write the PDF of all items in order; return the number of sheets. Equal input, equal bytes.

    ``items`` is gone through twice: for the characters of the font, then for the pages, so that it
    may read each item from elsewhere. Raises UserError when one cannot be printed; what was written
    until then is no document.
    """
    target = target or Target(whole_page(*layout.page))
    refuse_larger(layout, target.stock)
    used = characters(layout)
    first: Item | None = None
    for item in items:
        first = first or item
        refuse_missing_glyphs(item.filling, font)
        used.update(*item.filling.words.values(), *(one_line(t) for __, t in item.filling.lines))
        used.update(*(label for label, __ in item.filling.lines))
    face = cut_down(font, used)
    press = Press(file, face, _imprint(layout, items, first))
    form = Form(layout, font, face)
    press.share(FIXED, form.size, form.fixed())
    size = (target.stock.page_width * MM, target.stock.page_height * MM)
    sheets = 0
    for places in _sheets(items, target):
        press.page(size, _page(form, face, target, places))
        sheets += 1
        report(sheets)
    press.close()
    return sheets


def places(count: int, target: Target) -> Iterator[tuple[int, int]]:
    """Yield the sheet, from 0, and the place on it of each of ``count`` items."""
    for number in range(target.start, target.start + count):
        yield divmod(number, target.stock.places)


def refuse_larger(layout: Layout, stock: Stock) -> None:
    """Raise UserError when a form is larger than the label it is to stand on."""
    width, height = layout.page
    if width > stock.label_width + TOLERANCE_MM or height > stock.label_height + TOLERANCE_MM:
        raise UserError(
            _(
                "{layout}有 {w:g} × {h:g} 毫米，{stock}的标签只有 {a:g} × {b:g} 毫米；请换一种纸或版式。"
            ).format(
                layout=layout.title,
                w=width,
                h=height,
                stock=stock.title,
                a=stock.label_width,
                b=stock.label_height,
            )
        )


def _corner(stock: Stock, place: int, form: tuple[float, float]) -> tuple[float, float]:
    """Return the top left corner in mm of a form centred on the label of a place."""
    x, y = stock.corner(place)
    return x + (stock.label_width - form[0]) / 2, y + (stock.label_height - form[1]) / 2


def on_sheet(box: Box, place: int, target: Target, form: tuple[float, float]) -> Box:
    """Return where a rectangle of a form lies on the sheet, in mm, the printer's correction included.

    ``form`` = width and height of the form in mm.
    """
    fix = target.calibration
    x, y = _corner(target.stock, place, form)
    return Box(
        (x + box.x) * fix.scale_x + fix.right,
        (y + box.y) * fix.scale_y + fix.down,
        box.width * fix.scale_x,
        box.height * fix.scale_y,
    )


def _imprint(layout: Layout, items: Collection[Item], first: Item | None) -> Imprint:
    words = first.filling.words if first else {}
    number = words.get("number", "").replace(" ", "")
    title = f"{layout.title} {number}".strip() if len(items) == 1 else layout.title
    return Imprint(title, words.get("office", ""))


def _sheets(items: Collection[Item], target: Target) -> Iterator[list[tuple[int, Item]]]:
    """Yield the items of each sheet with their places."""
    sheet: list[tuple[int, Item]] = []
    place = target.start
    for item in items:
        sheet.append((place, item))
        place += 1
        if place == target.stock.places:
            yield sheet
            sheet, place = [], 0
    if sheet:
        yield sheet


def _page(form: Form, face: Face, target: Target, places: Sequence[tuple[int, Item]]) -> bytes:
    drawing = Drawing(face)
    for place, item in places:
        symbol = qr(item.code, form.level) if item.code else None
        part = b"/" + FIXED.encode() + b" Do\n" + form.filled(item.filling, symbol)
        drawing.moved(_matrix(target, place, *form.size), part)
    return drawing.content()


def _matrix(
    target: Target, place: int, width: float, height: float
) -> tuple[float, float, float, float, float, float]:
    """Return where a form stands on the sheet: its corner, corrected for the printer."""
    fix, stock = target.calibration, target.stock
    x, y = _corner(stock, place, (width / MM, height / MM))
    left = x * fix.scale_x + fix.right
    top = y * fix.scale_y + fix.down
    bottom = stock.page_height * MM - top * MM - height * fix.scale_y
    return (fix.scale_x, 0, 0, fix.scale_y, left * MM, bottom)
