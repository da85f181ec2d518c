"""Sets a filled layout in type: what stands where, at which size, and what cannot stand at all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter

from equipinspect.documents.drawing import WHITE, Drawing, Look
from equipinspect.documents.fonts import Face, Font, describe_glyph
from equipinspect.documents.layouts import Caption, Code, Layout, Row, Table, Text, place_label
from equipinspect.documents.qr import QUIET, Symbol
from equipinspect.documents.wrapping import Fitted, fit, one_line, shrunk, wrap
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

MM = 72 / 25.4
MM_PER_INCH = 25.4
LEADING = 1.32
MIDDLE = 0.36  # of the type size: how far the middle of a Chinese character is above its baseline
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)


@dataclass(frozen=True)
class Filling:
    """What one printed form says: words for the places of its layout, and the lines of its table."""

    words: Mapping[str, str]
    lines: Sequence[tuple[str, str]] = ()
    demo: bool = False


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


def square(code: Code, symbol: Symbol) -> Box:
    """Return the square of a symbol: whole printer dots a module, at least ``side`` wide.

    Raises UserError when the symbol needs more room than the layout has.
    """
    modules = symbol.size + 2 * QUIET
    dot = MM_PER_INCH / code.dpi
    module = dot * math.ceil(max(code.module, code.side / modules) / dot - 1e-9)
    side = modules * module
    if side > code.largest:
        raise UserError(_("二维码内容太长，凭证上印不下；请缩短核验网址的主机名。"))
    return Box(round(code.x / dot) * dot, round(code.y / dot) * dot, side, side)


def refuse_missing_glyphs(filling: Filling, font: Font) -> None:
    """Raise UserError naming every line that holds a character the font cannot draw."""
    texts = [(label, label, one_line(text)) for label, text in filling.lines]
    texts += [(place, place_label(place), word) for place, word in filling.words.items()]
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


def is_fixed(text: str) -> bool:
    """Say whether words of a layout are the same on every print."""
    return all(place is None for __, place, ___, ____ in Formatter().parse(text))


def characters(layout: Layout) -> set[str]:
    """Return every character the layout itself prints."""
    worded: list[Text | Caption | Row]
    worded = [*layout.texts, *layout.code.captions, *layout.table.rows]
    own = {layout.mark.text, *(part.text for part in worded), *(r.label for r in layout.table.rows)}
    return set("".join(own))


class Form:
    """A layout ready to be filled: turns mm from the top into points from the bottom."""

    def __init__(self, layout: Layout, font: Font, face: Face) -> None:
        self._layout = layout
        self._font = font
        self._face = face

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self._layout.page[0] * MM, self._layout.page[1] * MM

    @property
    def level(self) -> str:
        """The error correction of its code: L, M, Q or H."""
        return self._layout.code.level

    def refuse_overfull(self, filling: Filling) -> None:
        """Raise UserError when the rows of the table do not fit its height."""
        if self._layout.table.height:
            self._fitted(self._layout.table, filling)

    def fixed(self) -> bytes:
        """Return what is the same on every print."""
        drawing = Drawing(self._face)
        width, height = self._layout.page
        for frame in self._layout.frames:
            x, inner = frame.inset, (width - 2 * frame.inset, height - 2 * frame.inset)
            box = (x * MM, x * MM, inner[0] * MM, inner[1] * MM)
            drawing.frame(box, frame.width * MM, self._ink(frame.ink))
        for rule in self._layout.rules:
            at = (rule.x * MM, self._up(rule.y), rule.length * MM)
            drawing.rule(*at, rule.width * MM, self._ink(rule.ink))
        for text in self._layout.texts:
            if is_fixed(text.text) and not text.demo:
                self._text(drawing, text, text.text)
        return drawing.content()

    def filled(self, filling: Filling, symbol: Symbol | None) -> bytes:
        """Return what differs from print to print, the mark of a demo first.

        Raises UserError when the text cannot fit.
        """
        drawing = Drawing(self._face)
        if filling.demo:
            self._mark(drawing)
        for text in self._layout.texts:
            if not is_fixed(text.text) or (text.demo and filling.demo):
                self._text(drawing, text, text.text.format_map(filling.words))
        if self._layout.table.height:
            self._table(drawing, filling)
        if symbol:
            self._code(drawing, symbol, filling.words)
        return drawing.content()

    def _code(self, drawing: Drawing, symbol: Symbol, words: Mapping[str, str]) -> None:
        """Draw the symbol on white with its captions below."""
        box = square(self._layout.code, symbol)
        bottom = self._up(box.y + box.height)
        drawing.fill((box.x * MM, bottom, box.width * MM, box.height * MM), WHITE)
        module = box.width * MM / (symbol.size + 2 * QUIET)
        inner = symbol.size * module
        corner = (box.x * MM + QUIET * module, bottom + QUIET * module)
        drawing.pixels((*corner, inner, inner), symbol.packed(), symbol.size)
        y = box.y + box.height
        for caption in self._layout.code.captions:
            y += caption.gap
            middle = box.x + box.width / 2
            look = Text("", middle, y, caption.size, box.width, "centre", caption.bold)
            text = caption.text.format_map(words)
            self._line(drawing, text, replace(look, ink=caption.ink), self._up(y))

    def _up(self, y: float) -> float:
        return (self._layout.page[1] - y) * MM

    def _ink(self, name: str) -> str:
        return self._layout.inks[name]

    def _mark(self, drawing: Drawing) -> None:
        mark = self._layout.mark
        width = self._font.width(mark.text, mark.size)
        part = Drawing(self._face)
        part.words(-width / 2, -mark.size * MIDDLE, mark.text, Look(mark.size, self._ink(mark.ink)))
        turn = math.radians(mark.angle)
        matrix = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn))
        drawing.moved((*matrix, mark.x * MM, self._up(mark.y)), part.content())

    def _text(self, drawing: Drawing, text: Text, words: str) -> None:
        for i, (line, size) in enumerate(self._set(text, words)):
            look = replace(text, size=size)
            self._line(drawing, line, look, self._up(text.y + i * text.leading))

    def _set(self, text: Text, words: str) -> Iterator[tuple[str, float]]:
        """Yield the lines of a text and their size; more lines than it may have shrink together."""
        size, room = text.size, text.width * MM
        lines = wrap(self._font, words, room, size) if text.wrap else [words]
        while text.lines and len(lines) > text.lines:
            size *= 0.96
            lines = wrap(self._font, words, room, size)
        for line in lines:
            yield line, size

    def _line(self, drawing: Drawing, line: str, text: Text, y: float) -> None:
        """Draw one line, shrunk and tightened together when it is too long."""
        gaps = text.spacing * (len(line) - 1)
        wanted = self._font.width(line, text.size) + gaps
        size = shrunk(text.size, wanted, text.width * MM) if text.width else text.size
        width = wanted * size / text.size
        left = text.x * MM - {"left": 0.0, "centre": width / 2, "right": width}[text.align]
        look = Look(size, self._ink(text.ink), text.bold, text.spacing * size / text.size)
        drawing.words(left, y, line, look)

    def _table(self, drawing: Drawing, filling: Filling) -> None:
        table = self._layout.table
        y = self._up(table.y)
        at = (table.x * MM, table.width * MM, table.line * MM)
        drawing.rule(at[0], y, *at[1:], self._ink("line"))
        for line in self._fitted(table, filling):
            self._cell(drawing, line.label, (table.x, y, line.height), ("label", False))
            where = (table.x + table.label_width, y, line.height)
            self._cell(drawing, line.value, where, ("text", line.row.bold))
            y -= line.height
            drawing.rule(at[0], y, *at[1:], self._ink("line"))

    def _cell(
        self,
        drawing: Drawing,
        fitted: Fitted,
        at: tuple[float, float, float],
        look: tuple[str, bool],
    ) -> None:
        """Write lines centred on the height of a row; at = x in mm, top and height in points."""
        x, top, height = at
        leading = fitted.size * LEADING
        first = top - height / 2 + (len(fitted.lines) - 1) * leading / 2 - fitted.size * MIDDLE
        written = Look(fitted.size, self._ink(look[0]), look[1])
        for i, line in enumerate(fitted.lines):
            drawing.words(x * MM, first - i * leading, line, written)

    def _fitted(self, table: Table, filling: Filling) -> list[_Line]:
        """Return the rows at the largest scale at which they stand in the table's height."""
        rows = [Row(label, text) for label, text in filling.lines] + [
            Row(row.label, row.text.format_map(filling.words), row.bold, row.scale)
            for row in table.rows
        ]
        for scale in SCALES:
            lines = [self._fit_row(table, row, scale) for row in rows]
            if sum(line.height for line in lines) <= table.height * MM:
                return lines
        longest = max(rows, key=lambda row: len(row.text)).label
        raise UserError(
            _("内容太多，一页凭证印不下，最长的是“{label}”；请改短后再签发。").format(label=longest)
        )

    def _fit_row(self, table: Table, row: Row, scale: float) -> _Line:
        size = table.size * scale
        room = (table.width - table.label_width) * MM
        value = fit(self._font, one_line(row.text), room, size * row.scale)
        label = fit(self._font, row.label, table.label_width * MM * 0.95, table.label_size * scale)
        tallest = max(len(x.lines) * x.size * LEADING for x in (value, label))
        return _Line(row, label, value, max(table.row * MM * scale, tallest + size * 0.7))
