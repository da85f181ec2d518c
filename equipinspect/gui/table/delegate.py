"""Paints the cells of a list straight from the page: ground, separator, pill, words, focus ring."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT, draw_mark, draw_pill, mark_box
from equipinspect.gui.table.model import Index, RecordModel
from equipinspect.gui.table.rows import ShownRow
from equipinspect.gui.widgets.check_box import draw_check

ROW = 28
PADDING = 8
INSET = 16
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class RowDelegate(QStyledItemDelegate):
    """Paints rows of 28 px; asks the model for rows, never for roles."""

    def __init__(self, look: Look, model: RecordModel) -> None:
        super().__init__(model)
        self._look, self._model = look, model
        self.current = -1
        self.focused = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, self._look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        number, column = index.row(), index.column()
        row = self._model.row(number)
        box = QRectF(option.rect)
        self._ground(painter, option, row, number, box)
        if row is None:
            return
        if column == 0:
            tick = box.adjusted(self._look.px(INSET), 0, 0, 0)
            draw_check(painter, self._look, tick, row.id in self._model.chosen)
        else:
            self._cell(painter, row, column - 1, box)
        if self.focused and number == self.current:
            self._ring(painter, box, column)

    def _ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: ShownRow | None,
        number: int,
        box: QRectF,
    ) -> None:
        look = self._look
        state = option.state
        marked = number == self.current or (row is not None and row.id in self._model.chosen)
        if marked or state & QStyle.StateFlag.State_Selected:
            active = option.widget.isActiveWindow()
            painter.fillRect(box, look.colour("sel" if active else "selInactive"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.colour("hover"))
        line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
        painter.fillRect(line, look.colour("line"))
        if number == self.current and box.left() <= 0:
            bar = QRectF(box.left(), box.top(), look.px(3), box.height())
            painter.fillRect(bar, look.colour("accent"))

    def _cell(self, painter: QPainter, row: ShownRow, place: int, box: QRectF) -> None:
        if place >= len(row.cells):
            return
        look, cell, column = self._look, row.cells[place], self._model.columns[place]
        inner = box.adjusted(look.px(PADDING), 0, -look.px(PADDING), 0)
        painter.setFont(look.font("list"))
        if cell.mark:
            draw_pill(painter, look, inner, cell.mark, cell.words)
            return
        if place == 0 and row.conflicts:
            draw_mark(painter, look, "conflict", mark_box(look, inner.left(), inner.center().y()))
            inner = inner.adjusted(look.px(20), 0, 0, 0)
        painter.setPen(look.colour(cell.ink))
        words = cell.words
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(words) > inner.width():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _RIGHT if column.right else CENTRE_LEFT, words)

    def _ring(self, painter: QPainter, box: QRectF, column: int) -> None:
        ink = self._look.colour("ring")
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), ink)
        painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), ink)
        if column == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), ink)
        if column == len(self._model.columns):
            painter.fillRect(QRectF(box.right() - 2, box.top(), 2, box.height()), ink)
