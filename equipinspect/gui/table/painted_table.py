"""A table view that paints its rows itself: current row, hover, selected blocks and the focus ring."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView

from equipinspect.gui.look import Look
from equipinspect.gui.table.model import RecordModel
from equipinspect.gui.table.row_painter import Block, Place, RowPainter


class PaintedTable(QTableView):
    """Asks its model for whole rows, never for the role of a cell."""

    def __init__(self, look: Look, rows: RecordModel) -> None:
        super().__init__()
        self.rows = rows
        self.rows.setParent(self)
        self.painted = RowPainter(look, rows)
        self.setModel(rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in view, each at once."""
        painter = QPainter(self.viewport())
        painter.setClipRegion(event.region())
        self.painted.begin(painter)
        width, height = self.viewport().width(), self.rowHeight(0) or 1
        places = self._places()
        blocks = self._blocks()
        active = self.isActiveWindow()
        first = max(0, self.rowAt(event.rect().top()))
        for number in range(first, self.rows.rowCount()):
            top = self.rowViewportPosition(number)
            if top > event.rect().bottom():
                break
            box = QRectF(0, top, width, height)
            self.painted.paint_ground(painter, number, box, active, blocks)
            self.painted.paint_row(painter, number, top, places)
            if self.painted.focused and number == self.painted.current:
                self.painted.ring(painter, box)
        painter.end()

    def _places(self) -> list[Place]:
        head, width = self.horizontalHeader(), self.viewport().width()
        spans = (
            (n, head.sectionViewportPosition(n), head.sectionSize(n)) for n in range(head.count())
        )
        return [
            Place(n - 1, left, size) for n, left, size in spans if left < width and left + size > 0
        ]

    def _blocks(self) -> list[Block]:
        """Return the selected blocks that are more than the current row."""
        found: list[Block] = []
        head = self.horizontalHeader()
        selection = self.selectionModel().selection()
        for part in (selection.at(i) for i in range(selection.count())):
            if part.width() * part.height() > 1:
                left = head.sectionViewportPosition(part.left())
                right = head.sectionViewportPosition(part.right()) + head.sectionSize(part.right())
                found.append(Block(part.top(), part.bottom(), left, right))
        return found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the hover ground of the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Show no hover ground any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.painted.hovered:
            self.painted.hovered = row
            self.viewport().update()
