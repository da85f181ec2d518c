"""The focus ring around filled buttons, which Fusion does not paint."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFocusFrame, QPushButton, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.painting import draw_ring


class FocusRing(QFocusFrame):
    """Stands 2 px outside a primary button while that has the focus."""

    def __init__(self, look: Look, application: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self.hide()
        application.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        filled = isinstance(new, QPushButton) and new.property("kind") == "primary"
        self.setWidget(new if filled else None)  # type: ignore[arg-type]
        if not filled:  # the frame shows itself around a button, and would stay where that goes
            self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        draw_ring(painter, self._look, QRectF(self.rect()), self._look.px(5))
        painter.end()
