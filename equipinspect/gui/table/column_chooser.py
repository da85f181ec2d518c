"""Chooses which columns a list shows: searched by name, ticked, moved up and down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from equipinspect.gui.look import Look
from equipinspect.gui.table.columns import Layout, available, usual
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.model.text import _

WIDTH, HEIGHT = 300, 420
_KEY = Qt.ItemDataRole.UserRole


class ColumnChooser(QWidget):
    """A popup under the 列 button; every tick is shown at once and remembered."""

    def __init__(self, look: Look, layout: Layout, changed: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kept, self._changed = layout, changed
        ground(self, "base")
        self.setFixedSize(look.px(WIDTH), look.px(HEIGHT))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("搜索列名"))
        self.search.setAccessibleName(_("搜索列名"))
        self.list = QListWidget()
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        usual_ones = button(_("恢复默认"), "quiet")
        usual_ones.clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(8))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(usual_ones)
        column.addLayout(foot)
        self._fill([c.key for c in layout.columns()])
        self.search.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(lambda _item: self._keep())
        self.list.model().rowsMoved.connect(self._keep)

    def open_under(self, anchor: QWidget) -> None:
        """Show the popup with its right edge under ``anchor``."""
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def _fill(self, shown: list[str]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        known = {c.key: c for c in available(self._kept.declaration)}
        for key in [*shown, *(k for k in known if k not in shown)]:
            item = QListWidgetItem(known[key].label)
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _narrow(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip() not in item.text())

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(i) for i in range(self.list.count())]

    def _keep(self) -> None:
        keys = [str(i.data(_KEY)) for i in self._items() if i.checkState() == Qt.CheckState.Checked]
        if keys:
            self._kept.choose(keys)
            self._changed()

    def _reset(self) -> None:
        self._fill(usual(self._kept.declaration))
        self._keep()
