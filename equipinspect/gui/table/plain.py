"""A list of lines that are all in memory: previews, findings, backups; painted like the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT, draw_pill
from equipinspect.gui.table.header import HEIGHT
from equipinspect.gui.table.model import Index
from equipinspect.gui.table.row_painter import PADDING, ROW
from equipinspect.gui.table.rows import Cell

_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Head:
    """One column of a plain list; the last one takes the room that is left."""

    label: str
    width: int
    right: bool = False


class Lines(QAbstractTableModel):
    """Lines of cells under heads."""

    def __init__(self, heads: Sequence[Head]) -> None:
        super().__init__()
        self.heads = tuple(heads)
        self.lines: Sequence[Sequence[Cell]] = ()

    def show(self, lines: Sequence[Sequence[Cell]]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of heads."""
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words for tooltips, tests and screen readers."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and index.isValid():
            return self.lines[index.row()][index.column()].words
        return None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words above a column."""
        if way != Qt.Orientation.Horizontal or not 0 <= section < len(self.heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if self.heads[section].right else CENTRE_LEFT)
        return self.heads[section].label if role == Qt.ItemDataRole.DisplayRole else None


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, lines: Lines) -> None:
        super().__init__(lines)
        self._look, self._lines = look, lines

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box = self._look, QRectF(option.rect)
        cell = self._lines.lines[index.row()][index.column()]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("sel"))
            if index.column() == 0:
                bar = QRectF(box.left(), box.top(), look.px(3), box.height())
                painter.fillRect(bar, look.colour("accent"))
        line = QRectF(box.left(), box.bottom() - 1, box.width(), 1)
        painter.fillRect(line, look.colour("line"))
        inset = look.px(PADDING if index.column() else 2 * PADDING)
        inner = box.adjusted(inset, 0, -look.px(PADDING), 0)
        painter.setFont(look.font("list"))
        if cell.mark:
            draw_pill(painter, look, inner, cell.mark, cell.words)
            return
        words = QFontMetricsF(painter.font()).elidedText(
            cell.words, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.setPen(look.colour(cell.ink))
        right = self._lines.heads[index.column()].right
        painter.drawText(inner, _RIGHT if right else CENTRE_LEFT, words)


class PlainTable(QTableView):
    """Rows to look at; Enter or a double click calls ``on_open`` with the row's number."""

    def __init__(self, look: Look, heads: Sequence[Head], name: str) -> None:
        super().__init__()
        self.on_open: Callable[[int], None] = lambda _row: None
        self.lines = Lines(heads)
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(look, self.lines))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look.px(ROW))
        head = self.horizontalHeader()
        head.setFixedHeight(look.px(HEIGHT))
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        for place, each in enumerate(heads):
            head.resizeSection(place, look.px(each.width))
        self.doubleClicked.connect(lambda index: self.on_open(index.row()))

    def show_lines(self, lines: Sequence[Sequence[Cell]]) -> None:
        """Show other lines, the first one current."""
        self.lines.show(lines)
        if lines:
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current line with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.on_open(self.currentIndex().row())
            return
        super().keyPressEvent(event)
