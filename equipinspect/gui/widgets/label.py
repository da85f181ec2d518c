"""A line of plain text in one ink and one type step of the look."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from equipinspect.gui.look import Look


class Label(QLabel):
    """Plain text that follows palette and text size; wraps if asked, else elides with a tooltip."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        ink: str = "text",
        step: str = "list",
        medium: bool | None = None,
    ) -> None:
        super().__init__(text)
        self._look, self._ink, self._step, self._medium = look, ink, step, medium
        self.setTextFormat(Qt.TextFormat.PlainText)
        look.follow(self)

    def elide(self) -> Label:
        """Let the label shrink, with an ellipsis; the whole text is its tooltip."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setProperty("elided", True)
        return self

    def wrap(self) -> Label:
        """Let the text wrap."""
        self.setWordWrap(True)
        return self

    def put_on(self, ink: str) -> None:
        """Change the ink."""
        self._ink = ink
        self.dress()

    def dress(self) -> None:
        """Take ink and type step from the look."""
        given = self.palette()
        given.setColor(QPalette.ColorRole.WindowText, self._look.colour(self._ink))
        self.setPalette(given)
        self.setFont(self._look.font(self._step, self._medium))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; an eliding label shortens its text to the room it has."""
        if not self.property("elided"):
            super().paintEvent(event)
            return
        room = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self._look.colour(self._ink))
        painter.drawText(room, int(self.alignment()), shown)
