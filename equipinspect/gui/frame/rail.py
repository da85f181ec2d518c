"""The rail at the left: a button for each page, with Ctrl and a digit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.directory import ENTRIES
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.rail_button import RailButton

KEYS = 9  # there are no more digits


class Rail(QWidget):
    """Calls ``go`` with the key of the page a person picks."""

    def __init__(self, look: Look, go: Callable[[str], None], window: QWidget) -> None:
        super().__init__()
        self._go = go
        self.buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        listed = [e for e in ENTRIES if e.words]
        for number, entry in enumerate(listed, 1):
            made = self.buttons[entry.key] = RailButton(look, entry.words, entry.icon)
            made.setObjectName(f"rail_{entry.key}")
            has_key = number <= KEYS
            made.setToolTip(f"{entry.words}　Ctrl+{number}" if has_key else entry.words)
            made.clicked.connect(lambda _on=False, key=entry.key: self._pick(key))
            if entry.at_foot:
                column.addStretch(1)
            column.addWidget(made)
            if has_key:
                keys = QShortcut(QKeySequence(f"Ctrl+{number}"), window)
                keys.activated.connect(lambda key=entry.key: self._pick(key))

    def _pick(self, key: str) -> None:
        self._go(key)

    def show_page(self, key: str) -> None:
        """Mark the page that is shown; a page that is not on the rail leaves the mark."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
