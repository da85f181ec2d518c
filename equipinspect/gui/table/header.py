"""The head of a list: words, the sort arrow behind them, and a funnel where a column is filtered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.table.columns import Column

HEIGHT = 32
PADDING = 8
FUNNEL = 14
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class TableHeader(QHeaderView):
    """A click on the word sorts; a click on the funnel at its right end filters the column."""

    pressed_funnel = Signal(int)

    def __init__(self, look: Look, column_at: Callable[[int], Column | None], own: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, own)
        self._look, self._column_at = look, column_at
        self.sorted_by, self.descending = "", False
        self.filtered: set[str] = set()
        self._hovered = -1
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setMouseTracking(True)
        look.follow(self)

    def dress(self) -> None:
        """Take the measures of the look."""
        self.setMinimumSectionSize(self._look.px(46))
        self.setFixedHeight(self._look.px(HEIGHT))

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        """Paint ground, words, arrow and funnel of one section."""
        look, place = self._look, QRectF(box)
        painter.fillRect(place, look.colour("window"))
        line = QRectF(place.left(), place.bottom() - 1, place.width(), 1)
        painter.fillRect(line, look.colour("line"))
        column = self._column_at(section)
        if column is None:
            return
        inner = place.adjusted(look.px(PADDING), 0, -look.px(PADDING), 0)
        painter.setFont(look.font("list"))
        painter.setPen(look.colour("text2"))
        words = self._words(column, inner.width())
        painter.drawText(inner, _RIGHT if column.right else CENTRE_LEFT, words)
        if column.key in self.filtered or section == self._hovered:
            self._funnel(painter, column, place)

    def _words(self, column: Column, room: float) -> str:
        arrow = ("　↓" if self.descending else "　↑") if column.key == self.sorted_by else ""
        metrics = QFontMetricsF(self._look.font("list"))
        left = room - metrics.horizontalAdvance(arrow)
        shown = metrics.elidedText(column.label, Qt.TextElideMode.ElideRight, left)
        return shown + arrow.replace("　", " ")

    def _funnel(self, painter: QPainter, column: Column, place: QRectF) -> None:
        look = self._look
        ink = "accent" if column.key in self.filtered else "text3"
        ratio = painter.device().devicePixelRatioF()
        left = place.right() - look.px(FUNNEL + 5)
        ground = QRectF(left - 2, place.top() + 2, look.px(FUNNEL + 6), place.height() - 4)
        painter.fillRect(ground, look.colour("window"))
        top = round(place.center().y() - look.px(FUNNEL) / 2)
        painter.drawPixmap(QPointF(left, top), look.pixmap("filter", ink, FUNNEL, ratio))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the funnel of the section under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: object) -> None:
        """Show no funnel any more."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover(-1)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Filter instead of sort where the funnel was hit."""
        point = event.position().toPoint()
        section = self.logicalIndexAt(point)
        if self._column_at(section) is not None and self._on_funnel(section, point):
            self.setSectionsClickable(False)
            super().mouseReleaseEvent(event)
            self.setSectionsClickable(True)
            self.pressed_funnel.emit(section)
            return
        super().mouseReleaseEvent(event)

    def _on_funnel(self, section: int, point: QPoint) -> bool:
        right = self.sectionViewportPosition(section) + self.sectionSize(section)
        reach = self._look.px(FUNNEL + 8)
        return right - reach <= point.x() < right - self._look.px(4)
