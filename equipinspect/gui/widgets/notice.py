"""An inline problem: a bar, a mark, one sentence, and the way there at its right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.painting import draw_mark, mark_box, word_colour
from equipinspect.gui.palette import RISKS
from equipinspect.gui.widgets.buttons import link_button
from equipinspect.gui.widgets.label import Label


class Notice(QWidget):
    """Says what is wrong under what it speaks of; hidden while nothing is."""

    def __init__(self, look: Look, mark: str = "warn") -> None:
        super().__init__()
        self._look, self._mark = look, mark
        self._follow: Callable[[], None] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.words = Label(look, ink=word_colour(mark)).wrap()
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.link: QPushButton = link_button("")
        self.link.clicked.connect(self._go)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        look.follow(self)
        self.hide()

    def tell(
        self, text: str, link: str = "", follow: Callable[[], None] | None = None, mark: str = ""
    ) -> None:
        """Show a sentence with an optional link; an empty sentence hides the notice."""
        if mark:
            self._mark = mark
            self.words.put_on(word_colour(mark))
        self._follow = follow
        self.words.setText(text)
        self.words.setAccessibleName(text)
        self.link.setText(link)
        self.link.setVisible(bool(link))
        self.setVisible(bool(text))
        self.update()

    def _go(self) -> None:
        if self._follow is not None:
            self._follow()

    def dress(self) -> None:
        """Take the measures of the look."""
        px = self._look.px
        self._row.setContentsMargins(px(30), px(5), px(12), px(5))
        self._row.setSpacing(px(12))
        self.link.setFixedHeight(px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, bar and mark; the mark stands at the first line."""
        look, risk = self._look, self._mark in RISKS
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour(f"{self._mark}Bg" if risk else "sunken"))
        bar = QRectF(0, 0, look.px(3), self.height())
        painter.fillRect(bar, look.colour(f"{self._mark}Mark" if risk else "text"))
        line = self.words.fontMetrics().height()
        first = self.words.y() + min(self.words.height(), line) / 2
        if self.words.height() < 2 * line:
            first = self.words.y() + self.words.height() / 2
        draw_mark(painter, look, self._mark, mark_box(look, look.px(13), first))
        painter.end()
