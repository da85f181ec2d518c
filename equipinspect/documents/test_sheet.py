"""The test sheet of a printer: a frame of known place and size with rulers, to be measured by hand."""

from __future__ import annotations

from typing import BinaryIO

from equipinspect.documents.drawing import BLACK, Drawing, Look
from equipinspect.documents.fonts import Font, cut_down
from equipinspect.documents.press import Imprint, Press
from equipinspect.documents.stocks import STRAIGHT, Calibration, Stock
from equipinspect.documents.typesetting import MM

INSET, SHARE = 20.0, 0.1
HAIR, TICK, FIVE, TEN = 0.1, 1.5, 2.5, 4.0  # mm
SIZE = 8.0  # points
PALE = "#B8B8B8"
ROOM = 90.0  # mm: a narrower frame has no room for the sentences

Frame = tuple[float, float, float, float]


def frame(stock: Stock) -> Frame:
    """Return left, top, width and height in mm of the frame on the test sheet of a stock."""
    inset = min(INSET, round(SHARE * min(stock.page_width, stock.page_height), 1))
    return (inset, inset, stock.page_width - 2 * inset, stock.page_height - 2 * inset)


def write_test_sheet(
    file: BinaryIO, stock: Stock, font: Font, words: tuple[str, ...], fix: Calibration = STRAIGHT
) -> None:
    """Write one page with frame, rulers and label outlines; ``words`` are lines inside the frame.

    With a correction the page shows what corrected prints will measure.
    """
    face = cut_down(font, set("0123456789").union(*words))
    press = Press(file, face, Imprint(stock.title, ""))
    drawing = Drawing(face)
    height = stock.page_height * MM
    for place in range(stock.places):
        x, y = stock.corner(place)
        box = (x, y, stock.label_width, stock.label_height)
        drawing.frame(_box(box, height, fix), HAIR * MM, PALE)
    about = frame(stock)
    drawing.frame(_box(about, height, fix), 2 * HAIR * MM, BLACK)
    _across(drawing, about, height, fix)
    _down(drawing, about, height, fix)
    if about[2] >= ROOM:
        _sentences(drawing, about, height, words)
    press.page((stock.page_width * MM, height), drawing.content())
    press.close()


def _box(box: Frame, height: float, fix: Calibration) -> Frame:
    x, y, width, tall = box
    left = x * fix.scale_x + fix.right
    low = (y + tall) * fix.scale_y + fix.down
    return (left * MM, height - low * MM, width * fix.scale_x * MM, tall * fix.scale_y * MM)


def _long(number: int) -> float:
    return TEN if number % 10 == 0 else FIVE if number % 5 == 0 else TICK


def _across(drawing: Drawing, about: Frame, height: float, fix: Calibration) -> None:
    """Draw a ruler in mm along the top of the frame, from its left edge."""
    left, top, width, _tall = about
    y = height - (top * fix.scale_y + fix.down) * MM
    for number in range(int(width) + 1):
        x = ((left + number) * fix.scale_x + fix.right) * MM
        long = _long(number) * MM
        drawing.upright(x, y - long, long, HAIR * MM, BLACK)
        if number % 20 == 0:
            drawing.words(x + 1, y - long - SIZE, str(number), Look(SIZE, BLACK))


def _down(drawing: Drawing, about: Frame, height: float, fix: Calibration) -> None:
    """Draw a ruler in mm along the left of the frame, from its top edge."""
    left, top, _width, tall = about
    x = (left * fix.scale_x + fix.right) * MM
    for number in range(int(tall) + 1):
        y = height - ((top + number) * fix.scale_y + fix.down) * MM
        drawing.rule(x, y, _long(number) * MM, HAIR * MM, BLACK)
        if number % 20 == 0 and number:
            drawing.words(x + TEN * MM + 2, y - SIZE / 3, str(number), Look(SIZE, BLACK))


def _sentences(drawing: Drawing, about: Frame, height: float, words: tuple[str, ...]) -> None:
    x = (about[0] + INSET) * MM
    for place, line in enumerate(words, 1):
        drawing.words(x, height - (about[1] + INSET) * MM - place * SIZE * 2, line,
                      Look(SIZE, BLACK))  # fmt: skip
