"""The check certificate: values and a signed code in, the bytes of one A4 page out."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from equipinspect.documents.fonts import Font, describe_glyph
from equipinspect.documents.layouts import Code, Layout, Row, Table, Text, place_label
from equipinspect.documents.qr import QUIET, Symbol, qr
from equipinspect.documents.wrapping import Fitted, fit, one_line, shrunk, wrap
from equipinspect.model import codes
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

STROKE = 0.022
LEADING = 1.32
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
GROUP = 4
MM_PER_INCH = 25.4


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

    def words(self) -> dict[str, str]:
        """Return what the places of a layout (layouts.place_label) are filled with."""
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


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, mm from its top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Line:
    """A row of the table when all its sizes are known, in points."""

    row: Row
    label: Fitted
    value: Fitted
    height: float


def certificate(layout: Layout, values: Values, code: str, font: Font) -> bytes:
    """Return the PDF; equal values give equal bytes.

    Raises UserError when the font lacks a character or the text cannot fit one page.
    """
    refuse_missing_glyphs(values, font)
    symbol = qr(code, layout.code.level)
    place = _square(layout.code, symbol)
    buffer = io.BytesIO()
    page = (layout.page[0] * mm, layout.page[1] * mm)
    canvas = Canvas(buffer, pagesize=page, invariant=1, initialFontName=font.name)
    canvas.setTitle(f"{layout.title} {values.number}")
    canvas.setAuthor(values.office)
    canvas.setCreator("equipinspect")
    canvas.setCatalogEntry("Lang", "zh-CN")
    sheet = _Sheet(canvas, layout, font, values.words())
    sheet.draw(values)
    sheet.code(symbol, place)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def code_box(layout: Layout, code: str) -> Box:
    """Return where `certificate` prints the code, quiet zone included."""
    return _square(layout.code, qr(code, layout.code.level))


def refuse_missing_glyphs(values: Values, font: Font) -> None:
    """Raise UserError naming every line that holds a character the font cannot draw."""
    texts = [(label, label, one_line(text)) for label, text in values.lines]
    texts += [(place, place_label(place), word) for place, word in values.words().items()]
    problems, sentences = {}, []
    for key, label, text in texts:
        missing = font.missing_glyphs(text)
        if missing:
            characters = "、".join(map(describe_glyph, missing))
            problems[key] = _("字库里没有 {characters}").format(characters=characters)
            sentences.append(f"{label} {problems[key]}")
    if problems:
        raise UserError(
            _("凭证印不出：{problems}；请换字或改用通用写法。").format(
                problems="；".join(sentences)
            ),
            problems,
        )


def in_fours(code: str) -> str:
    """Return a number in groups of four for the eye; nothing but blanks is added."""
    return " ".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def chinese_date(text: str) -> str:
    """Write YYYY-MM-DD as 2026年3月6日 and YYYY-MM as 2027年2月; other words stay as they are."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) not in (2, 3):
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def _square(code: Code, symbol: Symbol) -> Box:
    """Return the square of a symbol: whole printer dots a module, at least ``side`` wide."""
    modules = symbol.size + 2 * QUIET
    dot = MM_PER_INCH / code.dpi
    module = dot * math.ceil(max(code.module, code.side / modules) / dot - 1e-9)
    side = modules * module
    if side > code.largest:
        raise UserError(_("二维码内容太长，凭证上印不下；请缩短核验网址的主机名。"))
    return Box(round(code.x / dot) * dot, round(code.y / dot) * dot, side, side)


class _Sheet:
    """One page while it is drawn; turns mm from the top into points from the bottom."""

    def __init__(self, canvas: Canvas, layout: Layout, font: Font, words: dict[str, str]) -> None:
        self._canvas = canvas
        self._layout = layout
        self._font = font
        self._words = words

    def draw(self, values: Values) -> None:
        """Draw all but the code."""
        if values.demo:
            self._mark()
        for frame in self._layout.frames:
            self._pen(frame.ink, frame.width)
            width, height = self._layout.page
            x, inner = frame.inset, (width - 2 * frame.inset, height - 2 * frame.inset)
            self._canvas.rect(x * mm, x * mm, inner[0] * mm, inner[1] * mm)
        for rule in self._layout.rules:
            self._rule(rule.x, self._up(rule.y), rule.length, (rule.ink, rule.width))
        for text in self._layout.texts:
            if values.demo or not text.demo:
                self._text(text)
        self._table(values)

    def code(self, symbol: Symbol, box: Box) -> None:
        """Draw the symbol on white with its captions below."""
        self._canvas.setFillColor(HexColor("#FFFFFF"))
        bottom = self._up(box.y + box.height)
        self._canvas.rect(box.x * mm, bottom, box.width * mm, box.height * mm, stroke=0, fill=1)
        module = box.width * mm / (symbol.size + 2 * QUIET)
        self._canvas.setFillColor(HexColor("#000000"))
        self._canvas.addLiteral(
            f"q {symbol.size * module:.4f} 0 0 {symbol.size * module:.4f}"
            f" {box.x * mm + QUIET * module:.4f} {bottom + QUIET * module:.4f} cm"
            f" BI /W {symbol.size} /H {symbol.size} /IM true /D [1 0] /F /AHx ID"
            f" {symbol.packed().hex()}> EI Q"
        )
        y = box.y + box.height
        for caption in self._layout.code.captions:
            y += caption.gap
            words = caption.text.format_map(self._words)
            middle = box.x + box.width / 2
            look = Text("", middle, y, caption.size, box.width, "centre", caption.bold)
            self._line(words, replace(look, ink=caption.ink), self._up(y))

    def _up(self, y: float) -> float:
        return float((self._layout.page[1] - y) * mm)

    def _pen(self, ink: str, width: float) -> None:
        self._canvas.setStrokeColor(HexColor(self._layout.inks[ink]))
        self._canvas.setLineWidth(width * mm)

    def _rule(self, x: float, y: float, length: float, pen: tuple[str, float]) -> None:
        self._pen(*pen)
        self._canvas.line(x * mm, y, (x + length) * mm, y)

    def _mark(self) -> None:
        mark = self._layout.mark
        self._canvas.saveState()
        self._canvas.translate(mark.x * mm, self._up(mark.y))
        self._canvas.rotate(mark.angle)
        self._canvas.setFillColor(HexColor(self._layout.inks[mark.ink]))
        self._canvas.setFont(self._font.name, mark.size)
        self._canvas.drawCentredString(0, -mark.size * 0.36, mark.text)
        self._canvas.restoreState()

    def _text(self, text: Text) -> None:
        words = text.text.format_map(self._words)
        room = text.width * mm
        lines = wrap(self._font, words, room, text.size) if text.wrap else [words]
        for i, line in enumerate(lines):
            self._line(line, text, self._up(text.y + i * text.leading))

    def _line(self, line: str, text: Text, y: float) -> None:
        """Draw one line, shrunk and tightened together when it is too long."""
        gaps = text.spacing * (len(line) - 1)
        wanted = self._font.width(line, text.size) + gaps
        size = shrunk(text.size, wanted, text.width * mm) if text.width else text.size
        spacing = text.spacing * size / text.size
        width = wanted * size / text.size
        left = text.x * mm - {"left": 0.0, "centre": width / 2, "right": width}[text.align]
        self._string((left, y), line, size, (text.ink, text.bold, spacing))

    def _string(
        self, at: tuple[float, float], text: str, size: float, look: tuple[str, bool, float]
    ) -> None:
        """Write ``text``; look = ink, bold (a thin stroke around the glyphs), spacing."""
        ink, bold, spacing = look
        colour = HexColor(self._layout.inks[ink])
        self._canvas.setFillColor(colour)
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(STROKE * size)
        self._canvas.setFont(self._font.name, size)
        self._canvas.drawString(*at, text, mode=2 if bold else 0, charSpace=spacing)

    def _table(self, values: Values) -> None:
        table = self._layout.table
        lines = self._fitted(table, values)
        y = self._up(table.y)
        self._rule(table.x, y, table.width, ("line", table.line))
        for line in lines:
            self._cell(line.label, (table.x, y, line.height), ("label", False, 0.0))
            at = (table.x + table.label_width, y, line.height)
            self._cell(line.value, at, ("text", line.row.bold, 0.0))
            y -= line.height
            self._rule(table.x, y, table.width, ("line", table.line))

    def _cell(
        self, fitted: Fitted, at: tuple[float, float, float], look: tuple[str, bool, float]
    ) -> None:
        """Write lines centred on the height of a row; at = x in mm, top and height in points."""
        x, top, height = at
        leading = fitted.size * LEADING
        first = top - height / 2 + (len(fitted.lines) - 1) * leading / 2 - fitted.size * 0.36
        for i, line in enumerate(fitted.lines):
            self._string((x * mm, first - i * leading), line, fitted.size, look)

    def _fitted(self, table: Table, values: Values) -> list[_Line]:
        """Return the rows at the largest scale at which they stand in the table's height."""
        rows = [Row(label, text) for label, text in values.lines] + [
            Row(row.label, row.text.format_map(self._words), row.bold, row.scale)
            for row in table.rows
        ]
        for scale in SCALES:
            lines = [self._fit_row(table, row, scale) for row in rows]
            if sum(line.height for line in lines) <= table.height * mm:
                return lines
        longest = max(rows, key=lambda row: len(row.text)).label
        raise UserError(
            _("内容太多，一页凭证印不下，最长的是“{label}”；请改短后再签发。").format(label=longest)
        )

    def _fit_row(self, table: Table, row: Row, scale: float) -> _Line:
        size = table.size * scale
        room = (table.width - table.label_width) * mm
        value = fit(self._font, one_line(row.text), room, size * row.scale)
        label = fit(self._font, row.label, table.label_width * mm * 0.95, table.label_size * scale)
        tallest = max(len(x.lines) * x.size * LEADING for x in (value, label))
        return _Line(row, label, value, max(table.row * mm * scale, tallest + size * 0.7))
