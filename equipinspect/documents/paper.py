"""Sheets of an official paper: words, boxes and ticks in millimetres from the top left, then PDF bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from equipinspect.documents.fonts import Font, describe_glyph
from equipinspect.documents.wrapping import wrap
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

WIDTH, HEIGHT = 210.0, 297.0
INK, PALE = "#000000", "#E9E9E9"
LINE = 0.25
STROKE = 0.022  # of the type size: how much thicker bold is
MIDDLE = 0.36  # of the type size, above the baseline
LEADING = 1.5
POINT = 25.4 / 72  # mm
Draw = Callable[[Canvas], None]


@dataclass(frozen=True)
class Type:
    """How words are written: size in points, bold or not, where on their width."""

    size: float
    bold: bool = False
    align: str = "left"

    @property
    def leading(self) -> float:
        """The distance of two lines, mm."""
        return self.size * LEADING * POINT


class Paper:
    """Collects the pages of one paper; the number of pages is known when it is printed."""

    def __init__(self, font: Font, title: str, author: str, demo: bool = False) -> None:
        self._font = font
        self._title = title
        self._author = author
        self._demo = demo
        self._pages: list[list[Draw]] = []

    def new_page(self) -> None:
        """Go on with a fresh page."""
        self._pages.append([])

    def words(self, at: tuple[float, float], text: str, kind: Type) -> None:
        """Write one line; ``at`` is x and the baseline's y, mm from the top left."""
        self._pages[-1].append(lambda canvas: self._draw_words(canvas, at, text, kind))

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the outline of a box."""
        self._pages[-1].append(
            lambda c: c.rect(x * mm, (HEIGHT - y - height) * mm, width * mm, height * mm)
        )

    def rule(self, x: float, y: float, length: float) -> None:
        """Draw a horizontal line."""
        self._pages[-1].append(
            lambda c: c.line(x * mm, (HEIGHT - y) * mm, (x + length) * mm, (HEIGHT - y) * mm)
        )

    def tick(self, at: tuple[float, float], size: float, chosen: bool) -> None:
        """Draw a small square on a baseline, ticked or empty."""
        x, y = at
        self._pages[-1].append(lambda c: _tick(c, x * mm, (HEIGHT - y) * mm, size, chosen))

    def fit(self, text: str, width: float, size: float) -> list[str]:
        """Break a text into lines of ``width`` mm, its own line breaks kept."""
        found: list[str] = []
        for line in text.split("\n"):
            found += wrap(self._font, line, width * mm, size)
        return found

    def shrunk(self, text: str, width: float, size: float, least: float = 7) -> float:
        """Return the size at which one line takes ``width`` mm, never under ``least`` points."""
        wanted = self._font.width(text, size)
        return max(least, min(size, size * width * mm / wanted)) if wanted else size

    def width(self, text: str, size: float) -> float:
        """Return how wide a line is, mm."""
        return self._font.width(text, size) * POINT

    def pdf(self) -> bytes:
        """Return the paper; equal words give equal bytes."""
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1,
                        initialFontName=self._font.name)  # fmt: skip
        canvas.setTitle(self._title)
        canvas.setAuthor(self._author)
        canvas.setCreator("equipinspect")
        canvas.setCatalogEntry("Lang", "zh-CN")
        for number, page in enumerate(self._pages, 1):
            canvas.setLineWidth(LINE * mm)
            if self._demo:
                self._mark(canvas)
            canvas.setFillColor(HexColor(INK))
            canvas.setStrokeColor(HexColor(INK))
            for draw in page:
                draw(canvas)
            text = _("第 {n} 页　共 {all} 页").format(n=number, all=len(self._pages))
            self._draw_words(canvas, (WIDTH / 2, HEIGHT - 10), text, Type(9, align="centre"))
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _draw_words(self, canvas: Canvas, at: tuple[float, float], text: str, kind: Type) -> None:
        wide = self._font.width(text, kind.size)
        left = at[0] * mm - {"left": 0.0, "centre": wide / 2, "right": wide}[kind.align]
        canvas.setFont(self._font.name, kind.size)
        if kind.bold:
            canvas.setLineWidth(STROKE * kind.size)
        canvas.drawString(left, (HEIGHT - at[1]) * mm, text, mode=2 if kind.bold else 0)
        canvas.setLineWidth(LINE * mm)

    def _mark(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(WIDTH / 2 * mm, HEIGHT / 2 * mm)
        canvas.rotate(40)
        canvas.setFillColor(HexColor(PALE))
        canvas.setFont(self._font.name, 96)
        canvas.drawCentredString(0, -34, _("演示数据"))
        canvas.restoreState()


def _tick(canvas: Canvas, x: float, y: float, size: float, chosen: bool) -> None:
    side = size * 0.8
    canvas.rect(x, y - size * 0.08, side, side)
    if chosen:
        path = canvas.beginPath()
        path.moveTo(x + side * 0.15, y + side * 0.4)
        path.lineTo(x + side * 0.42, y + side * 0.1)
        path.lineTo(x + side * 0.95, y + side * 0.85)
        canvas.setLineWidth(size * 0.12)
        canvas.drawPath(path)
        canvas.setLineWidth(LINE * mm)


def refuse_missing_glyphs(font: Font, texts: Iterable[tuple[str, str]]) -> None:
    """Raise UserError naming every box whose words hold a character the font cannot draw."""
    problems: dict[str, str] = {}
    for label, text in texts:
        if missing := font.missing_glyphs(text.replace("\n", "")):
            problems[label] = _("字库里没有 {characters}").format(
                characters="、".join(map(describe_glyph, missing))
            )
    if problems:
        said = "；".join(f"{label} {why}" for label, why in problems.items())
        raise UserError(_("文书印不出：{said}；请换字或改用通用写法。").format(said=said), problems)


def day_words(text: str) -> str:
    """Write 2026-03-06 as 2026年3月6日, with 09:10 behind it as 9时10分; anything else stays."""
    day, _blank, clock = text.partition(" ")
    parts = day.split("-")
    if len(parts) != 3 or not all(p.isdigit() for p in parts):  # noqa: PLR2004
        return text
    written = "".join(f"{int(p)}{unit}" for p, unit in zip(parts, "年月日", strict=True))
    hour, colon, minute = clock.partition(":")
    return written + (f"{int(hour)}时{int(minute):02d}分" if colon else "")
