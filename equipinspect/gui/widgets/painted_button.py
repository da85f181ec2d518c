"""What all self-painted buttons share: the look, hover, and their size at a change of fonts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from equipinspect.gui.look import Look
from equipinspect.gui.painting import draw_ring


class PaintedButton(QAbstractButton):
    """A button that paints itself; keyboard, focus and the screen-reader name come from Qt."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.setText(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.follow(self)

    def wanted_size(self) -> QSize:
        """Return the size at the present fonts (overridden)."""
        return QSize(self.look.px(64), self.look.px(28))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the button (overridden)."""

    def sizeHint(self) -> QSize:
        """Return the wanted size to Qt."""
        return self.wanted_size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the button, and the focus ring over it."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        self.draw(painter, box)
        if self.hasFocus():
            draw_ring(painter, self.look, box, self.look.px(4))
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover ground."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Drop the hover ground."""
        super().leaveEvent(event)
        self.update()

    def dress(self) -> None:
        """Measure anew, because palette or text size changed."""
        self.updateGeometry()
        self.update()
