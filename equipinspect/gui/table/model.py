"""The rows of a list as Qt asks for them: the true count, and pages fetched when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from equipinspect.app import lists
from equipinspect.app.lists import Query
from equipinspect.gui.jobs import Job, Jobs
from equipinspect.gui.table.columns import Column
from equipinspect.gui.table.rows import ShownRow, shown_page
from equipinspect.model.text import _

PAGE = 32
KEPT_PAGES = 48
MOST_WAITING = 4
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RecordModel(QAbstractTableModel):
    """Holds a few pages of one query; column 0 is the tick of a chosen row."""

    counted = Signal(int)

    def __init__(self, jobs: Jobs, own: QObject | None = None) -> None:
        super().__init__(own)
        self._jobs = jobs
        self.query = Query("")
        self.columns: tuple[Column, ...] = ()
        self.chosen: set[int] = set()
        self._count = 0
        self._pages: OrderedDict[int, list[ShownRow]] = OrderedDict()
        self._stale: set[int] = set()
        self._waiting: OrderedDict[int, Job] = OrderedDict()
        self._counting: Job | None = None

    def show(self, query: Query, columns: list[Column]) -> None:
        """Show another query or other columns, from the first row."""
        self.beginResetModel()
        self.query, self.columns = query, tuple(columns)
        self._drop_waiting()
        self._pages.clear()
        self._count = 0
        self.endResetModel()
        self._fetch(0)
        self._recount()

    def reload(self) -> None:
        """Read again what is shown, because the register changed; nothing flickers meanwhile."""
        self._drop_waiting()
        self._stale = set(self._pages)
        self._recount()
        self.layoutChanged.emit()

    def row(self, number: int) -> ShownRow | None:
        """Return row ``number`` if its page is here, else fetch the page and return None."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._fetch(page)
        else:
            self._pages.move_to_end(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def place_of(self, number: int) -> int | None:
        """Return at which row a record stands among the pages that are here."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == number:
                    return page * PAGE + place
        return None

    def _fetch(self, page: int) -> None:
        if page in self._waiting or not self.query.kind:
            return
        job = self._jobs.read(shown_page, self.query, page * PAGE, PAGE, self.columns)
        job.done.connect(lambda rows: self._arrive(page, rows))
        self._waiting[page] = job
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)[1].drop()

    def _arrive(self, page: int, rows: list[ShownRow]) -> None:
        self._waiting.pop(page, None)
        self._stale.discard(page)
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        first = page * PAGE
        if first + len(rows) > self._count:
            self._grow(first + len(rows))
        last = min(first + PAGE, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns)))

    def _recount(self) -> None:
        if self._counting is not None:
            self._counting.drop()
        self._counting = self._jobs.read(lists.count, self.query)
        self._counting.done.connect(self._learn_count)

    def _learn_count(self, count: int) -> None:
        self._counting = None
        if count > self._count:
            self._grow(count)
        elif count < self._count:
            self.beginRemoveRows(_ROOT, count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self.counted.emit(count)

    def _grow(self, count: int) -> None:
        self.beginInsertRows(_ROOT, self._count, count - 1)
        self._count = count
        self.endInsertRows()

    def _drop_waiting(self) -> None:
        for job in self._waiting.values():
            job.drop()
        self._waiting.clear()

    # what Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the true number of rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the columns and the one of ticks."""
        return 0 if parent.isValid() else len(self.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words for tests, tooltips and screen readers; painting never asks."""
        if not index.isValid() or (row := self.row(index.row())) is None:
            return None
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            on = row.id in self.chosen
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if index.column() == 0:
            return None
        cell = row.cells[index.column() - 1]
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or cell.words
        return cell.words if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words above a column."""
        if role != Qt.ItemDataRole.DisplayRole or way != Qt.Orientation.Horizontal:
            return None
        return self.columns[section - 1].label if 0 < section <= len(self.columns) else _("选")
