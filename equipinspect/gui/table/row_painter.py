"""Paints the rows of a list straight from their page, a row at a time instead of a cell at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from equipinspect.gui.look import Look
from equipinspect.gui.painting import draw_mark, draw_pill, mark_box
from equipinspect.gui.table.model import RecordModel
from equipinspect.gui.table.rows import Cell, ShownRow
from equipinspect.gui.widgets.check_box import draw_check

ROW = 28
PADDING = 8
INSET = 16
MOST_KEPT = 4000


@dataclass(frozen=True)
class Place:
    """Where a column stands: its number among the shown ones, its left edge and its width."""

    column: int
    left: int
    width: int


@dataclass(frozen=True)
class Block:
    """A selected block of cells: first and last row, first and last section."""

    top: int
    bottom: int
    left: int
    right: int


class RowPainter:
    """Knows which row is current, hovered and focused; keeps drawn pills and measured widths."""

    def __init__(self, look: Look, model: RecordModel) -> None:
        self._look, self._model = look, model
        self.current = self.hovered = -1
        self.focused = False
        self._pills: dict[tuple[str, str, int], QPixmap] = {}
        self._checks: dict[bool, QPixmap] = {}
        self._widths: dict[str, float] = {}
        self._ink = ""
        look.follow(self)

    def dress(self) -> None:
        """Forget what was drawn and measured in another look."""
        self._metrics = QFontMetricsF(self._look.font("list"))
        self._em = self._metrics.horizontalAdvance("国")  # no letter or sign of the font is wider
        self._height, self._padding = self._look.px(ROW), self._look.px(PADDING)
        middle = (self._height - self._metrics.height()) / 2
        self._baseline = round(middle + self._metrics.ascent())
        for kept in (self._pills, self._checks, self._widths):
            kept.clear()

    def begin(self, painter: QPainter) -> None:
        """Take a painter for one frame."""
        painter.setFont(self._look.font("list"))
        self._ink = ""

    def paint_ground(
        self, painter: QPainter, number: int, box: QRectF, active: bool, blocks: Sequence[Block]
    ) -> None:
        """Paint what lies beneath the cells of a row: its state, the selection, the separator."""
        look, row = self._look, self._model.row(number)
        chosen = "sel" if active else "selInactive"
        if number == self.current or (row is not None and row.id in self._model.chosen):
            painter.fillRect(box, look.colour(chosen))
        elif number == self.hovered:
            painter.fillRect(box, look.colour("hover"))
        for block in blocks:
            if block.top <= number <= block.bottom:
                part = QRectF(block.left, box.top(), block.right - block.left, box.height())
                painter.fillRect(part, look.colour(chosen))
        line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
        painter.fillRect(line, look.colour("line"))
        if number == self.current:
            bar = QRectF(0, box.top(), look.px(3), box.height())
            painter.fillRect(bar, look.colour("accent"))

    def paint_row(self, painter: QPainter, number: int, top: int, places: Sequence[Place]) -> None:
        """Paint the cells of a row; nothing while its page is still on the way."""
        row = self._model.row(number)
        if row is None:
            return
        for place in places:
            if place.column < 0:
                self._check(painter, row.id in self._model.chosen, place.left, top)
            elif place.column < len(row.cells):
                self._cell(painter, row, place, top)

    def ring(self, painter: QPainter, box: QRectF) -> None:
        """Paint the focus ring around the current row."""
        ink, right, bottom = self._look.colour("ring"), box.right(), box.bottom()
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), ink)
        painter.fillRect(QRectF(box.left(), bottom - 2, box.width(), 2), ink)
        painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), ink)
        painter.fillRect(QRectF(right - 2, box.top(), 2, box.height()), ink)

    # cells

    def _check(self, painter: QPainter, ticked: bool, left: int, top: int) -> None:
        if ticked not in self._checks:
            drawn = self._blank(painter, self._look.px(INSET + 4))
            on = QPainter(drawn)
            draw_check(on, self._look, QRectF(0, 0, drawn.width(), self._height), ticked)
            on.end()
            self._checks[ticked] = drawn
        painter.drawPixmap(QPointF(left + self._look.px(INSET), top), self._checks[ticked])

    def _cell(self, painter: QPainter, row: ShownRow, place: Place, top: int) -> None:
        cell, padding = row.cells[place.column], self._padding
        left: float = place.left + padding
        room = place.width - 2 * padding
        if cell.mark:
            pill = self._pill(painter, cell, place.width)
            painter.drawPixmap(QPointF(place.left, top), pill)
            return
        if place.column == 0 and row.conflicts:
            middle = top + self._height / 2
            draw_mark(painter, self._look, "conflict", mark_box(self._look, left, middle))
            self._ink = ""
            left, room = left + self._look.px(20), room - self._look.px(20)
        if not cell.words:
            return
        words, right = cell.words, self._model.columns[place.column].right
        if right or len(words) * self._em > room:  # what surely fits is not measured
            width = self._width(words)
            if width > room:
                words = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            elif right:
                left += room - width
        if cell.ink != self._ink:
            self._ink = cell.ink
            painter.setPen(self._look.colour(cell.ink))
        painter.drawText(QPointF(left, top + self._baseline), words)

    def _width(self, words: str) -> float:
        if words not in self._widths:
            if len(self._widths) > MOST_KEPT:
                self._widths.clear()
            self._widths[words] = self._metrics.horizontalAdvance(words)
        return self._widths[words]

    def _pill(self, painter: QPainter, cell: Cell, width: int) -> QPixmap:
        key = (cell.mark, cell.words, width)
        if key not in self._pills:
            if len(self._pills) > MOST_KEPT // 10:
                self._pills.clear()
            drawn = self._blank(painter, width)
            on = QPainter(drawn)
            on.setFont(self._look.font("list"))
            padding = self._look.px(PADDING)
            box = QRectF(padding, 0, width - 2 * padding, self._height)
            draw_pill(on, self._look, box, cell.mark, cell.words)
            on.end()
            self._pills[key] = drawn
        return self._pills[key]

    def _blank(self, painter: QPainter, width: int) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        made = QPixmap(round(width * ratio), round(self._height * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        return made
