"""The four steps of a print job in a row: which are done, which one it stands at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.model.text import _

ROUND, GAP, WAY = 20, 8, 24


def steps() -> dict[str, str]:
    """Return the steps in order with their words."""
    return {
        "look": _("预检"),
        "issue": _("编号并签名"),
        "print": _("打印"),
        "count": _("清点"),
    }


class Steps(QWidget):
    """A ring with a number or a tick, the word, and a small figure beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.at = "look"
        self.figures: dict[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.follow(self)

    def tell(self, at: str, figures: Mapping[str, str]) -> None:
        """Show where the job stands and what each step has to say."""
        self.at, self.figures = at, dict(figures)
        words = [f"{word} {self.figures.get(key, '')}".strip() for key, word in steps().items()]
        self.setAccessibleName("，".join(words))
        self.updateGeometry()
        self.update()

    def dress(self) -> None:
        """Take the measures of the look."""
        self.updateGeometry()
        self.update()

    def _widths(self) -> list[tuple[float, float]]:
        word, small = self._look.font("list"), self._look.font("small")
        return [
            (
                QFontMetricsF(word).horizontalAdvance(text),
                QFontMetricsF(small).horizontalAdvance(self.figures.get(key, "")),
            )
            for key, text in steps().items()
        ]

    def sizeHint(self) -> QSize:
        """Return the room of all four."""
        px = self._look.px
        inner = sum(a + b + px(ROUND) + 2 * px(GAP) for a, b in self._widths())
        return QSize(round(inner) + 3 * px(WAY) + 2, px(ROUND) + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rings from left to right with a line between."""
        look, px, painter = self._look, self._look.px, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        keys = list(steps())
        x, height = 1.0, float(self.height())
        for place, (word, small) in enumerate(self._widths()):
            key, done, here = keys[place], place < keys.index(self.at), keys[place] == self.at
            ring = QRectF(x, (height - px(ROUND)) / 2, px(ROUND), px(ROUND))
            painter.setPen(look.colour("accent" if done or here else "line2"))
            painter.setBrush(look.colour("accent" if here else "base"))
            painter.drawEllipse(ring)
            ink = "onAccent" if here else "accent" if done else "text2"
            painter.setPen(look.colour(ink))
            painter.setFont(look.font("small", True))
            painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, "✓" if done else str(place + 1))
            x += px(ROUND) + px(GAP)
            painter.setPen(look.colour("text" if done or here else "text2"))
            painter.setFont(look.font("list"))
            painter.drawText(QRectF(x, 0, word + 2, height), CENTRE_LEFT, steps()[key])
            x += word + px(GAP) / 2
            painter.setPen(look.colour("text2"))
            painter.setFont(look.font("small"))
            painter.drawText(
                QRectF(x, 0, small + 2, height), CENTRE_LEFT, self.figures.get(key, "")
            )
            x += small + px(GAP) / 2
            if place + 1 < len(keys):
                line = QRectF(x + 2, height / 2, px(WAY) - px(GAP), 1)
                painter.fillRect(line, look.colour("line"))
                x += px(WAY)
        painter.end()
