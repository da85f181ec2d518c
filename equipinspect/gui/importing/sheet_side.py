"""The left side of the import page: what the sheet lists, where it comes from, how it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.importing.columns import ColumnMatches
from equipinspect.gui.importing.settings import SheetSettings
from equipinspect.gui.widgets.ground import ground

WIDTH = 352


class SheetSide(QWidget):
    """``reread`` hears that the sheet is to be read again, perhaps with another mapping."""

    def __init__(self, desk: Desk, reread: Callable[[Any], None]) -> None:
        super().__init__()
        ground(self, "base")
        self.setMaximumWidth(desk.look.px(WIDTH))
        self.setMinimumWidth(WIDTH)
        self.settings = SheetSettings(desk.look, desk.declarations, lambda: reread(None))
        self.matches = ColumnMatches(desk.look, desk.declarations, reread)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.settings)
        column.addWidget(self.matches, 1)
