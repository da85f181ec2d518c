"""A chip: a saved filter with its count, on or off."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT, MARK, draw_mark, mark_box, word_colour
from equipinspect.gui.palette import RISKS
from equipinspect.gui.widgets.painted_button import PaintedButton

PADDING, GAP, HEIGHT = 12, 8, 28


class Chip(PaintedButton):
    """Word, then count in Medium, with the mark before the word where the filter is a level."""

    def __init__(
        self, look: Look, key: str, text: str, mark: str = "", count: int | None = None
    ) -> None:
        super().__init__(look, text)
        self.key = key
        self._mark = mark
        self._count = count
        self.setCheckable(True)
        self.setObjectName(f"chip_{key}")
        self.setAccessibleName(f"{text} {self._number()}")

    def tell(self, count: int) -> None:
        """Show another count."""
        self._count = count
        self.setAccessibleName(f"{self.text()} {self._number()}")
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return "" if self._count is None else f"{self._count:,}"

    def _widths(self) -> tuple[float, float, float]:
        mark = self.look.px(MARK + 5) if self._mark else 0
        word = QFontMetricsF(self.look.font("list")).horizontalAdvance(self.text())
        number = QFontMetricsF(self.look.font("list", True)).horizontalAdvance(self._number())
        return mark, word, number

    def wanted_size(self) -> QSize:
        """Return the width of mark, word and count in 28 px of height."""
        mark, word, number = self._widths()
        gap = self.look.px(GAP) if number else 0
        width = mark + word + gap + number + 2 * self.look.px(PADDING)
        return QSize(round(width) + 1, self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, edge, mark, word and count."""
        look, chosen = self.look, self.isChecked()
        self._draw_ground(painter, box, chosen)
        mark, word, number = self._widths()
        left = look.px(PADDING)
        if self._mark:
            draw_mark(painter, look, self._mark, mark_box(look, left, box.center().y()))
        ink = word_colour(self._mark) if self._mark in RISKS else "text"
        painter.setFont(look.font("list"))
        painter.setPen(look.colour(ink))
        painter.drawText(QRectF(left + mark, 0, word + 2, box.height()), CENTRE_LEFT, self.text())
        painter.setFont(look.font("list", True))
        place = QRectF(left + mark + word + look.px(GAP), 0, number + 2, box.height())
        painter.drawText(place, CENTRE_LEFT, self._number())

    def _draw_ground(self, painter: QPainter, box: QRectF, chosen: bool) -> None:
        look = self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if chosen else "edge"), 1))
        ground = "sel" if chosen else "hover" if self.underMouse() else "base"
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
