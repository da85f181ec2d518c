"""A fact: a label that never wraps and a value that does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.label import Label


class FactRow(QWidget):
    """One read-only line of a pane."""

    def __init__(self, look: Look, label: str, value: str = "", width: int = 96) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(3), 0, look.px(3))
        row.setSpacing(look.px(8))
        name = Label(look, label, "text2")
        name.setMinimumWidth(look.px(width))
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        self.value = Label(look, value).wrap()
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.value, 1)

    def tell(self, value: str) -> None:
        """Show another value."""
        self.value.setText(value)
