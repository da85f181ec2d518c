"""The header of a section: a word, a line to the right edge, a count at its end."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.label import Label


class SectionHeader(QWidget):
    """Parts the sections of a form or a pane."""

    def __init__(self, look: Look, text: str, count: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(8), 0, look.px(4))
        row.setSpacing(look.px(8))
        row.addWidget(Label(look, text, "text2", "list", True))
        row.addWidget(rule(), 1)
        self.count = Label(look, count, "text3", "small")
        row.addWidget(self.count)  # before it is shown: without a parent it would be a window
        self.count.setVisible(bool(count))


def rule() -> QFrame:
    """Return a separator of one pixel."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made


def upright_rule() -> QFrame:
    """Return an upright separator of one pixel."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedWidth(1)
    return made
