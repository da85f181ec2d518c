"""The head of a page: its title, a sentence beside it, and its buttons at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.label import Label

HEIGHT = 55


class PageHead(QWidget):
    """Stands on the ground of the frame."""

    def __init__(self, look: Look, title: str, sentence: str = "") -> None:
        super().__init__()
        px = look.px
        self.setMinimumHeight(px(HEIGHT))
        self.title = Label(look, title, step="title")
        self.sentence = Label(look, sentence, "text2").elide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(16), px(4), px(16), px(4))
        self._row.setSpacing(px(12))
        self._row.addWidget(self.title)
        self._row.addWidget(self.sentence, 1)

    def add(self, widget: QWidget) -> None:
        """Add a button at the right end."""
        self._row.addWidget(widget)

    def tell(self, sentence: str) -> None:
        """Show another sentence."""
        self.sentence.setText(sentence)
        self.sentence.update()
