"""A tab: a word and a count, with a line beneath the chosen one; and the bar that holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QButtonGroup

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.widgets.overflow_row import OverflowRow
from equipinspect.gui.widgets.painted_button import PaintedButton

PADDING, GAP = 4, 6


class Tab(PaintedButton):
    """One of several views of which one is shown."""

    def __init__(self, look: Look, key: str, text: str, height: int = 40) -> None:
        super().__init__(look, text)
        self.key = key
        self._height = height
        self._count: int | None = None
        self.setCheckable(True)
        self.setObjectName(f"tab_{key}")

    def tell(self, count: int | None) -> None:
        """Show how many stand behind the tab; None shows no number."""
        self._count = count
        self.setAccessibleName(f"{self.text()} {self._number()}".strip())
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return "" if self._count is None else f"{self._count:,}"

    def wanted_size(self) -> QSize:
        """Return the width of word and count; the word counts as Medium, so nothing jumps."""
        look = self.look
        word = QFontMetricsF(look.font("list", True)).horizontalAdvance(self.text())
        number = QFontMetricsF(look.font("small")).horizontalAdvance(self._number())
        gap = look.px(GAP) if number else 0
        return QSize(round(word + gap + number + 2 * look.px(PADDING)) + 1, look.px(self._height))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint word, count and the line of the chosen tab."""
        look, chosen = self.look, self.isChecked()
        ink = "accent" if chosen else "text" if self.underMouse() else "text2"
        painter.setPen(look.colour(ink))
        painter.setFont(look.font("list", chosen))
        left = look.px(PADDING)
        painter.drawText(box.adjusted(left, 0, 0, 0), CENTRE_LEFT, self.text())
        word = QFontMetricsF(painter.font()).horizontalAdvance(self.text())
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("text2" if chosen else "text3"))
        number = box.adjusted(left + word + look.px(GAP), look.px(1), 0, 0)
        painter.drawText(number, CENTRE_LEFT, self._number())
        if chosen:
            line = QRectF(0, box.height() - look.px(3), box.width(), look.px(3))
            painter.fillRect(line, look.colour("accent"))


class TabBar(OverflowRow):
    """Tabs side by side; calls ``chosen`` with the key of the one a person picks."""

    def __init__(
        self, look: Look, chosen: Callable[[str], None], gap: int = 14, height: int = 40
    ) -> None:
        super().__init__(look, gap, height)
        self._chosen = chosen
        self._height = height
        self.tabs: dict[str, Tab] = {}
        self._group = QButtonGroup(self)

    def set_tabs(self, words: Mapping[str, str]) -> None:
        """Show these tabs, by key."""
        self.tabs = {key: self._made(key, text) for key, text in words.items()}
        self.fill(list(self.tabs.values()))

    def _made(self, key: str, text: str) -> Tab:
        tab = Tab(self.look, key, text, self._height)
        self._group.addButton(tab)
        tab.clicked.connect(lambda: self._chosen(key))
        return tab

    def choose(self, key: str) -> None:
        """Show ``key`` as chosen without telling anybody."""
        self.tabs[key].setChecked(True)
        self.arrange()

    def current(self) -> str:
        """Return the key of the chosen tab, "" before one was chosen."""
        return next((key for key, tab in self.tabs.items() if tab.isChecked()), "")

    def step(self, by: int) -> None:
        """Choose the tab ``by`` places further, around the end."""
        keys = list(self.tabs)
        key = keys[(keys.index(self.current()) + by) % len(keys)]
        self.choose(key)
        self._chosen(key)
