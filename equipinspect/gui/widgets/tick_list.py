"""A list of words with ticks, toggled by a click or with the space bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.widgets.check_box import SIDE, draw_check

ROW = 28
_KEY = Qt.ItemDataRole.UserRole
_ON = Qt.ItemDataRole.CheckStateRole


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, own: TickList) -> None:
        super().__init__(own)
        self._look = look

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, self._look.px(ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look, box = self._look, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("sel"))
        ticked = index.data(_ON) == Qt.CheckState.Checked.value
        draw_check(painter, look, box.adjusted(look.px(8), 0, 0, 0), ticked)
        painter.setFont(look.font("list"))
        painter.setPen(look.colour("text"))
        words = box.adjusted(look.px(8 + SIDE + 8), 0, -look.px(8), 0)
        elided = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words, CENTRE_LEFT, elided)


class TickList(QListWidget):
    """Calls ``changed`` whenever a tick changes or a line is moved."""

    def __init__(self, look: Look, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self.setItemDelegate(_Painter(look, self))
        self.itemClicked.connect(self._toggle)

    def fill(self, pairs: Iterable[tuple[str, str]], ticked: Iterable[str]) -> None:
        """Show lines by key and words, some of them ticked."""
        on = set(ticked)
        self.clear()
        for key, words in pairs:
            item = QListWidgetItem(words)
            item.setData(_KEY, key)
            item.setToolTip(words)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in on else Qt.CheckState.Unchecked)
            self.addItem(item)

    def items_shown(self) -> list[QListWidgetItem]:
        """Return the lines in their order."""
        return [self.item(row) for row in range(self.count())]

    def ticked(self) -> list[str]:
        """Return the keys that are ticked, in order."""
        on = (i for i in self.items_shown() if i.checkState() == Qt.CheckState.Checked)
        return [str(i.data(_KEY)) for i in on]

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self._changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Toggle the current line with the space bar."""
        if event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            self._toggle(self.currentItem())
            return
        super().keyPressEvent(event)
