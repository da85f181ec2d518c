"""A check box painted after the design, with its words beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.widgets.painted_button import PaintedButton

SIDE = 16


def draw_check(painter: QPainter, look: Look, box: QRectF, ticked: bool) -> None:
    """Draw a box of 16 px in the middle of ``box``, ticked or not."""
    side = look.px(SIDE)
    square = QRectF(box.left(), round(box.center().y() - side / 2), side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("accent" if ticked else "line2"), 1))
    painter.setBrush(look.colour("accent" if ticked else "base"))
    painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
    if ticked:
        ratio = painter.device().devicePixelRatioF()
        pixmap = look.pixmap("tick-bold", "onAccent", SIDE - 2, ratio)
        inset = (side - look.px(SIDE - 2)) / 2
        painter.drawPixmap(QPointF(square.left() + inset, square.top() + inset), pixmap)
    painter.restore()


class CheckBox(PaintedButton):
    """On or off."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(look, text)
        self.setCheckable(True)

    def wanted_size(self) -> QSize:
        """Return the width of box and words."""
        words = QFontMetricsF(self.look.font("list")).horizontalAdvance(self.text())
        return QSize(round(words) + self.look.px(SIDE + 12), self.look.px(28))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint box and words."""
        look = self.look
        draw_check(painter, look, box.adjusted(look.px(2), 0, 0, 0), self.isChecked())
        painter.setFont(look.font("list"))
        painter.setPen(look.colour("text" if self.isEnabled() else "dis"))
        painter.drawText(box.adjusted(look.px(SIDE + 10), 0, 0, 0), CENTRE_LEFT, self.text())
