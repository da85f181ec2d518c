"""A key cap: the name of a key in a small frame, shown where the key is used."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from equipinspect.gui.look import Look

HEIGHT = 20


class KeyCap(QWidget):
    """One key or combination, such as Ctrl+K."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self._look, self._text = look, text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the width of the key's name in a frame of 20 px."""
        width = QFontMetricsF(self._look.font("small", True)).horizontalAdvance(self._text)
        return QSize(round(width) + self._look.px(10), self._look.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(QPen(self._look.colour("line2"), 1))
        painter.setBrush(self._look.colour("base"))
        radius = self._look.px(3)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(self._look.colour("text2"))
        painter.setFont(self._look.font("small", True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
