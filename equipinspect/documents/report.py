"""Reports for the office as A4 PDF: facts, tables that run on over pages, drawings, lines to sign on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.units import mm as millimetre
from reportlab.pdfgen.canvas import Canvas

from equipinspect.documents.fonts import Font, describe_glyph
from equipinspect.documents.wrapping import one_line, wrap
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

__all__ = ["Drawing", "Report", "Table", "report_pdf"]

mm = float(millimetre)
INK, PALE, HEAD, MARK = HexColor("#1A1A1A"), HexColor("#8A8F98"), HexColor("#E8EEF4"), "#D9D9D9"
LINE = 0.4
PAD = 1.2 * mm
LEADING = 1.35
TITLE, SUBTITLE, FOOT = 16.0, 9.5, 8.0


@dataclass(frozen=True)
class Table:
    """A table; ``widths`` are shares of the page, ``size`` the letters in points."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    size: float = 9.0
    last_is_total: bool = False
    title: str = ""


@dataclass(frozen=True)
class Report:
    """What a report says, in reading order; ``drawings`` stand below the first table."""

    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    wide: bool = False
    demo: bool = False


@dataclass
class _Page:
    """Where the pen is, from the top of the page downwards, in points."""

    canvas: Canvas
    font: Font
    size: tuple[float, float]
    report: Report
    number: int = 1
    y: float = field(default=0.0)

    @property
    def left(self) -> float:
        return 15 * mm

    @property
    def width(self) -> float:
        return self.size[0] - 30 * mm

    @property
    def bottom(self) -> float:
        return 16 * mm

    def begin(self) -> None:
        """Put the mark of a demo and the page number on a fresh page."""
        self.y = self.size[1] - 15 * mm
        if self.report.demo:
            self.canvas.saveState()
            self.canvas.setFillColor(HexColor(MARK), 0.5)
            self.canvas.translate(self.size[0] / 2, self.size[1] / 2)
            self.canvas.rotate(35)
            self.canvas.setFont(self.font.name, 64)
            self.canvas.drawCentredString(0, 0, _("演示数据"))
            self.canvas.restoreState()
        self.canvas.setFillColor(PALE)
        self.canvas.setFont(self.font.name, FOOT)
        words = _("第 {n} 页").format(n=self.number)
        self.canvas.drawCentredString(self.size[0] / 2, 9 * mm, words)
        self.canvas.setFillColor(INK)

    def room(self, height: float) -> bool:
        """Begin a new page when ``height`` does not fit any more; say whether it did."""
        if self.y - height >= self.bottom:
            return False
        self.canvas.showPage()
        self.number += 1
        self.begin()
        return True

    def words(self, text: str, size: float, centred: bool = False) -> None:
        """Write a paragraph across the page."""
        for line in wrap(self.font, text, self.width, size):
            self.room(size * LEADING)
            self.y -= size * LEADING
            self.canvas.setFont(self.font.name, size)
            if centred:
                self.canvas.drawCentredString(self.size[0] / 2, self.y, line)
            else:
                self.canvas.drawString(self.left, self.y, line)


def report_pdf(report: Report, font: Font) -> bytes:
    """Return the PDF; equal reports give equal bytes.

    Raises UserError naming the characters that the font cannot draw.
    """
    _refuse_missing_glyphs(report, font)
    size = landscape(A3) if report.wide else A4
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, initialFontName=font.name)
    canvas.setTitle(report.title)
    canvas.setCreator("equipinspect")
    canvas.setCatalogEntry("Lang", "zh-CN")
    page = _Page(canvas, font, size, report)
    page.begin()
    page.words(report.title, TITLE, centred=True)
    page.y -= 2 * mm
    if report.subtitle:
        page.words(report.subtitle, SUBTITLE, centred=True)
    _facts(page)
    for number, table in enumerate(report.tables):
        page.y -= 3 * mm
        if table.title:
            page.words(table.title, 11.0, centred=True)
            page.y -= 2 * mm
        _table(page, table)
        if not number:
            _drawings(page)
    for note in report.notes:
        page.y -= 1 * mm
        page.words(note, SUBTITLE)
    _signatures(page)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _refuse_missing_glyphs(report: Report, font: Font) -> None:
    tables = report.tables
    cells = (cell for t in tables for row in ((t.title,), t.titles, *t.rows) for cell in row)
    facts = (word for fact in report.facts for word in fact)
    words = [report.title, report.subtitle, *facts, *cells, *report.notes, *report.signatures]
    missing = font.missing_glyphs("".join(one_line(word) for word in words))
    if missing:
        raise UserError(
            _("字体里没有这些字：{glyphs}，没有生成文件；请改用通用规范字。").format(
                glyphs="、".join(map(describe_glyph, missing))
            )
        )


def _facts(page: _Page) -> None:
    if not page.report.facts:
        return
    page.y -= 3 * mm
    rows = tuple((label, text) for label, text in page.report.facts)
    _rows(page, rows, [page.width * 0.22, page.width * 0.78], 10.0)


def _table(page: _Page, table: Table) -> None:
    count = len(table.titles)
    shares = table.widths or (1.0,) * count
    widths = [page.width * share / sum(shares) for share in shares]
    head = _measured(page.font, table.titles, widths, table.size)
    _row(page, head, widths, table.size, shaded=True)
    for number, row in enumerate(table.rows, 1):
        cells = _measured(page.font, row, widths, table.size)
        if page.room(_height(cells, table.size)):
            _row(page, head, widths, table.size, shaded=True)
        total = table.last_is_total and number == len(table.rows)
        _row(page, cells, widths, table.size, shaded=total)


def _rows(page: _Page, rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> None:
    for row in rows:
        cells = _measured(page.font, row, widths, size)
        page.room(_height(cells, size))
        _row(page, cells, widths, size, shaded=False)


def _measured(
    font: Font, row: Sequence[str], widths: Sequence[float], size: float
) -> list[list[str]]:
    """Break every cell into lines; what a person wrote on several lines stays on several."""
    return [
        [line for part in (text.splitlines() or [""]) for line in wrap(font, part, width - 2 * PAD, size)]
        for text, width in zip(row, widths, strict=True)
    ]  # fmt: skip


def _height(cells: Sequence[Sequence[str]], size: float) -> float:
    return max(len(lines) for lines in cells) * size * LEADING + 2 * PAD


def _row(
    page: _Page,
    cells: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: float,
    shaded: bool,
) -> None:
    height = _height(cells, size)
    canvas, x, top = page.canvas, page.left, page.y
    canvas.setLineWidth(LINE)
    canvas.setStrokeColor(PALE)
    for lines, width in zip(cells, widths, strict=True):
        canvas.setFillColor(HEAD if shaded else HexColor("#FFFFFF"), 1 if shaded else 0)
        canvas.rect(x, top - height, width, height, fill=int(shaded))
        canvas.setFillColor(INK, 1)
        canvas.setFont(page.font.name, size)
        for number, line in enumerate(lines, 1):
            canvas.drawString(x + PAD, top - PAD - number * size * LEADING + size * 0.3, line)
        x += width
    page.y -= height


def _drawings(page: _Page) -> None:
    """Draw side by side what fits beside each other."""
    x, row = page.left, 0.0
    for drawing in page.report.drawings:
        if not row or x + drawing.width > page.left + page.width:
            page.y -= 4 * mm
            page.room(drawing.height)
            page.y -= drawing.height
            x, row = page.left, float(drawing.height)
        renderPDF.draw(drawing, page.canvas, x, page.y)
        x += drawing.width


def _signatures(page: _Page) -> None:
    for words in page.report.signatures:
        page.room(11 * mm)
        page.y -= 11 * mm
        page.canvas.setFont(page.font.name, 11)
        page.canvas.drawString(page.left, page.y, words)
        begun = page.left + page.font.width(words, 11) + 2 * mm
        page.canvas.line(begun, page.y - 1, begun + 55 * mm, page.y - 1)
