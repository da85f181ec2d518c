"""An empty page: one sentence and the one sensible button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label


class EmptyPage(QWidget):
    """Says why nothing is here and offers what helps."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        ground(self, "base")
        self.words = Label(look, "", "text2", "form").wrap()
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = button("", "primary")
        self._follow: Callable[[], object] = lambda: None
        self.button.clicked.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(32), look.px(32), look.px(32), look.px(32))
        column.setSpacing(look.px(16))
        column.addStretch(2)
        column.addWidget(self.words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def tell(self, text: str, verb: str, follow: Callable[[], object]) -> None:
        """Show a sentence and a button."""
        self.words.setText(text)
        self.button.setText(verb)
        self.button.setVisible(bool(verb))
        self._follow = follow

    def _go(self) -> None:
        self._follow()
