"""The four verdicts: their buttons with a digit each, and the keys that judge inside a text field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.widgets.painted_button import PaintedButton
from equipinspect.model.checklists import VERDICTS


class VerdictButton(PaintedButton):
    """One of the four verdicts with its digit."""

    def __init__(self, look: Look, digit: int, text: str) -> None:
        super().__init__(look, text)
        self._digit = str(digit)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{digit} {text}")

    def wanted_size(self) -> QSize:
        """Return the height of the page's one decision; the width is shared."""
        return QSize(self.look.px(96), self.look.px(40))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, key cap and word."""
        look, px, chosen = self.look, self.look.px, self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = "onAccent" if chosen else "text"
        ground = "accent" if chosen else "hover" if self.underMouse() else "base"
        painter.setPen(QPen(look.colour("accent" if chosen else "line2"), 1))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        cap = QRectF(px(12), (box.height() - px(20)) / 2, px(20), px(20))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour(ink if chosen else "line2"), 1))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))
        painter.setPen(look.colour(ink))
        painter.setFont(look.font("small", True))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._digit)
        painter.setFont(look.font("form", chosen))
        painter.drawText(box.adjusted(px(44), 0, 0, 0), CENTRE_LEFT, self.text())


class VerdictKeys(QObject):
    """Lets Ctrl and a digit judge inside a text field, where the frame would change the page."""

    def __init__(self, own: QObject, judge: Callable[[str], None], back: Callable[[], None]):
        super().__init__(own)
        self._judge, self._back = judge, back

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take Ctrl+1–4 and Esc; everything else belongs to the field."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        assert isinstance(event, QKeyEvent)
        place = event.key() - Qt.Key.Key_1
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        verdict = VERDICTS[place] if control and 0 <= place < len(VERDICTS) else ""
        if not verdict and event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            if verdict:
                self._judge(verdict)
            else:
                self._back()
        return True
