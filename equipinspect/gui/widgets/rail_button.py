"""A button of the rail: icon, two characters, an optional count right above the icon."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.painted_button import PaintedButton

WIDTH, HEIGHT, ICON = 64, 56, 20
LEAST, WORDS = 44, 22


class RailButton(PaintedButton):
    """Stands for one page; chosen while that page is shown."""

    def __init__(self, look: Look, text: str, icon: str) -> None:
        super().__init__(look, text)
        self._icon = icon
        self.count = 0
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)

    def minimumSizeHint(self) -> QSize:
        """Return how low the button may become where a low screen has many pages."""
        return QSize(self.look.px(WIDTH), self.look.px(LEAST))

    def wanted_size(self) -> QSize:
        """Return 64 × 56 at the present text size."""
        return QSize(self.look.px(WIDTH), self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, bar, icon, words and count."""
        look, chosen = self.look, self.isChecked()
        ground = "sel" if chosen else "hover" if self.underMouse() else "window"
        painter.fillRect(box, look.colour(ground))
        if chosen:
            painter.fillRect(QRectF(0, 0, look.px(3), box.height()), look.colour("accent"))
        ink = "accent" if chosen else "text2"
        pixmap = look.pixmap(self._icon, ink, ICON, self.devicePixelRatioF())
        top = round((box.height() - look.px(WORDS + 18)) / 2)
        place = QPointF(round((box.width() - look.px(ICON)) / 2), top)
        painter.drawPixmap(place, pixmap)
        painter.setPen(look.colour(ink))
        painter.setFont(look.font("small", chosen))
        words = QRectF(0, top + look.px(WORDS), box.width(), look.px(20))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.count:
            self._draw_count(painter, place)

    def _draw_count(self, painter: QPainter, icon: QPointF) -> None:
        look, words = self.look, str(self.count)
        painter.setFont(look.font("badge"))
        width = max(
            look.px(16), QFontMetricsF(painter.font()).horizontalAdvance(words) + look.px(8)
        )
        box = QRectF(icon.x() + look.px(14), icon.y() - look.px(4), width, look.px(16))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text2"))
        painter.drawRoundedRect(box, look.px(8), look.px(8))
        painter.setPen(look.colour("base"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
