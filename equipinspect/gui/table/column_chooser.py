"""Chooses which columns a list shows: searched by name, ticked, moved up and down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.table.columns import Layout, available, usual
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import framed
from equipinspect.gui.widgets.tick_list import TickList
from equipinspect.model.text import _

WIDTH, HEIGHT = 300, 420


class ColumnChooser(QWidget):
    """A popup under the 列 button; every tick is shown at once and remembered."""

    def __init__(self, look: Look, layout: Layout, changed: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        framed(self)
        self._kept, self._changed = layout, changed
        self.setFixedSize(look.px(WIDTH), look.px(HEIGHT))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("搜索列名"))
        self.search.setAccessibleName(_("搜索列名"))
        self.list = TickList(look, self._keep)
        self.list.setDragDropMode(TickList.DragDropMode.InternalMove)
        usual_ones = button(_("恢复默认"), "quiet")
        usual_ones.clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(8))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addStretch(1)
        foot.addWidget(usual_ones)
        column.addLayout(foot)
        self._fill([c.key for c in layout.columns()])
        self.search.textChanged.connect(self._narrow)
        self.list.model().rowsMoved.connect(self._keep)

    def open_under(self, anchor: QWidget) -> None:
        """Show the popup with its right edge under ``anchor``."""
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def _fill(self, shown: list[str]) -> None:
        known = {c.key: c.label for c in available(self._kept.declaration)}
        ordered = [*shown, *(key for key in known if key not in shown)]
        self.list.fill([(key, known[key]) for key in ordered], shown)

    def _narrow(self, text: str) -> None:
        for item in self.list.items_shown():
            item.setHidden(text.strip() not in item.text())

    def _keep(self) -> None:
        if keys := self.list.ticked():
            self._kept.choose(keys)
            self._changed()

    def _reset(self) -> None:
        self._fill(usual(self._kept.declaration))
        self._keep()
