"""A tile: mark and word, a number with its unit, what is behind it; a button that opens the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT, draw_mark, mark_box, word_colour
from equipinspect.gui.widgets.painted_button import PaintedButton

HEIGHT, INSET, MARK = 88, 16, 10
MIDDLES = (21, 49, 72)  # of the three lines


class Tile(PaintedButton):
    """One number a person may open."""

    def __init__(self, look: Look, key: str, words: str, mark: str = "", unit: str = "") -> None:
        super().__init__(look, words)
        self.key = key
        self._mark, self._unit = mark, unit
        self.number = self.behind = ""
        self.setObjectName(f"tile_{key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, number: str, behind: str = "", mark: str | None = None) -> None:
        """Show another number, and what is behind it."""
        self.number, self.behind = number, behind
        if mark is not None:
            self._mark = mark
        self.setAccessibleName(f"{self.text()} {number} {self._unit}，{behind}")
        self.setToolTip("　".join(filter(None, (self.text(), behind))))
        self.update()

    def wanted_size(self) -> QSize:
        """Return the least width at which three lines can be read."""
        return QSize(self.look.px(120), self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, the three lines, the line to the next tile and the bar of the chosen one."""
        look, chosen = self.look, self.isChecked()
        ground = "sel" if chosen else "hover" if self.underMouse() else "base"
        painter.fillRect(box, look.colour(ground))
        line = QRectF(box.right() - 1, box.top(), 1, box.height())
        painter.fillRect(line, look.colour("line"))
        if chosen:
            bar = QRectF(box.left(), box.bottom() - look.px(3), box.width(), look.px(3))
            painter.fillRect(bar, look.colour("accent"))
        self._draw_head(painter, box)
        self._draw_number(painter, box)
        self._line(painter, look.font("small"), "text2", look.px(INSET), MIDDLES[2], self.behind)

    def _draw_head(self, painter: QPainter, box: QRectF) -> None:
        look, left = self.look, self.look.px(INSET)
        if self._mark:
            middle = box.top() + look.px(MIDDLES[0])
            draw_mark(painter, look, self._mark, mark_box(look, left, middle, MARK))
            left += look.px(MARK + 6)
        ink = word_colour(self._mark) if self._mark else "text2"
        self._line(painter, look.font("list"), ink, left, MIDDLES[0], self.text())

    def _draw_number(self, painter: QPainter, box: QRectF) -> None:
        look, left = self.look, self.look.px(INSET)
        big, small = look.font("number"), look.font("list")
        base = box.top() + look.px(MIDDLES[1]) + QFontMetricsF(big).capHeight() / 2
        painter.setFont(big)
        painter.setPen(look.colour("text"))
        painter.drawText(round(left), round(base), self.number)
        width = QFontMetricsF(big).horizontalAdvance(self.number)
        painter.setFont(small)
        painter.setPen(look.colour("text2"))
        painter.drawText(round(left + width + look.px(4)), round(base), self._unit)

    def _line(
        self, painter: QPainter, font: QFont, ink: str, left: float, middle: float, words: str
    ) -> None:
        look, high = self.look, self.look.px(20)
        room = self.width() - left - look.px(8)
        painter.setFont(font)
        painter.setPen(look.colour(ink))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
        box = QRectF(left, look.px(middle) - high / 2, room, high)
        painter.drawText(box, CENTRE_LEFT, shown)


class TileRow(QWidget):
    """Up to six tiles of one width; calls ``opened`` with the key of the one that is pressed."""

    def __init__(self, tiles: Sequence[Tile], opened: Callable[[str], None]) -> None:
        super().__init__()
        self.tiles = {tile.key: tile for tile in tiles}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for tile in tiles:
            tile.clicked.connect(lambda _on=False, key=tile.key: opened(key))
            row.addWidget(tile, 1)
