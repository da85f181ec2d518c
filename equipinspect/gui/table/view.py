"""The list of records: a table view over the windowed rows, with ticks, keys and the clipboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView

from equipinspect.app.lists import Query
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.clipboard import copy
from equipinspect.gui.table.columns import Column, Layout
from equipinspect.gui.table.header import TableHeader
from equipinspect.gui.table.model import RecordModel
from equipinspect.gui.table.painted_table import PaintedTable
from equipinspect.gui.table.row_painter import ROW
from equipinspect.model.text import _

TICKS = 46
_COPY = Qt.KeyboardModifier.ControlModifier


class RecordTable(PaintedTable):
    """Tells which record is current and which are chosen; everything else it does itself."""

    current_changed = Signal(object)  # id or None
    chosen_changed = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, RecordModel(desk.jobs))
        self._desk = desk
        self.layout_kept: Layout | None = None
        self._told: int | None = None
        self.on_enter: Callable[[], None] = lambda: None
        self.on_paste: Callable[[int, int], None] = lambda _row, _column: None
        self.head = TableHeader(desk.look, self.column_at, self)
        self.setHorizontalHeader(self.head)
        self._behave()
        self.head.sectionClicked.connect(self._sort_by)
        self.head.sectionResized.connect(self._remember_width)
        self.selectionModel().currentRowChanged.connect(self._tell_current)

    def _behave(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._desk.look.follow(self)
        self.setAccessibleName(_("记录列表"))

    def dress(self) -> None:
        """Take the height of rows from the look."""
        self.verticalHeader().setDefaultSectionSize(self._desk.look.px(ROW))

    def column_at(self, section: int) -> Column | None:
        """Return the column of a section of the head; None for the ticks."""
        columns = self.rows.columns
        return columns[section - 1] if 0 < section <= len(columns) else None

    def show_query(self, query: Query, layout: Layout) -> None:
        """Show a query with the columns this person keeps for it."""
        self.layout_kept = layout
        columns = layout.columns()
        self.head.sorted_by, self.head.descending = _sorted_key(query, columns), query.descending
        self.head.filtered = {f.key for f in query.filters}
        self.painted.current = -1
        self.rows.show(query, columns)
        self._set_widths(columns)

    def _set_widths(self, columns: list[Column]) -> None:
        px = self._desk.look.px
        self.head.blockSignals(True)
        self.head.resizeSection(0, px(TICKS))
        self.head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        for place, column in enumerate(columns, 1):
            self.head.resizeSection(place, px(column.width))
        self.head.setStretchLastSection(True)
        self.head.blockSignals(False)
        self.updateGeometries()

    def _remember_width(self, section: int, _old: int, new: int) -> None:
        column = self.column_at(section)
        dragged = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if dragged and column and self.layout_kept and section < self.head.count() - 1:
            self.layout_kept.widen(column.key, round(new * 100 / self._desk.look.percent))

    def _sort_by(self, section: int) -> None:
        column = self.column_at(section)
        if column is None or not column.sort or self.layout_kept is None:
            return
        query = self.rows.query
        down = query.sort == column.sort and not query.descending
        self.layout_kept.sort(column.sort, down)
        fresh = Query(query.kind, query.filters, query.text, column.sort, down)
        self.show_query(fresh, self.layout_kept)

    # current and chosen rows

    def current_id(self) -> int | None:
        """Return the record of the current row."""
        row = self.rows.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return row.id if row else None

    def go_to(self, row: int) -> None:
        """Make row ``row`` current and bring it into view."""
        column = max(1, self.currentIndex().column())
        self.setCurrentIndex(self.rows.index(row, column))

    def _tell_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.painted.current = now.row() if now.isValid() else -1
        self.viewport().update()
        self._told = self.current_id()
        self.current_changed.emit(self._told)

    def tell_arrived(self) -> None:
        """Tell the current record again, once the page it stands on has come."""
        if self.currentIndex().isValid() and self.current_id() != self._told:
            self._told = self.current_id()
            self.current_changed.emit(self._told)

    def tick(self, number: int) -> None:
        """Choose a record, or no longer."""
        self.rows.chosen ^= {number}
        self._tell_chosen()

    def choose(self, ids: set[int]) -> None:
        """Choose exactly these records."""
        self.rows.chosen = set(ids)
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        self.viewport().update()
        self.chosen_changed.emit(len(self.rows.chosen))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick where the column of ticks is hit, else select."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and (row := self.rows.row(index.row())):
            self.setFocus()
            self.tick(row.id)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Enter and F2 edit, Ctrl+C copies, Ctrl+V pastes, Alt+Down filters."""
        key, control = event.key(), bool(event.modifiers() & _COPY)
        if key == Qt.Key.Key_Space and (number := self.current_id()) is not None:
            self.tick(number)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not control:
            self.on_enter()
        elif key == Qt.Key.Key_C and control:
            self.copy()
        elif key == Qt.Key.Key_V and control:
            self.on_paste(self.currentIndex().row(), self.currentIndex().column())
        elif key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.head.pressed_funnel.emit(self.currentIndex().column())
        elif key == Qt.Key.Key_Escape and self.rows.chosen:
            self.choose(set())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring around the current row; the first row becomes current if none is."""
        super().focusInEvent(event)
        self.painted.focused = True
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Drop the ring."""
        super().focusOutEvent(event)
        self.painted.focused = False
        self.viewport().update()

    def copy(self) -> None:
        """Copy the selected block, or else the chosen rows."""
        copy(self._desk, self.rows, self.selectionModel().selection())


def _sorted_key(query: Query, columns: list[Column]) -> str:
    return next((c.key for c in columns if c.sort and c.sort == query.sort), "")
