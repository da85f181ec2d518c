"""Two tables that can be jumped about in and painted: the program's, and Qt's own over SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtWidgets import QTableView

from equipinspect.app.lists import Query
from equipinspect.bench.waiting import wait
from equipinspect.gui import application
from equipinspect.gui.table.view import RecordTable

WIDTH, HEIGHT = 926, 564  # the list within a window of 1366 × 768


class Program:
    """The window of the program, brought to one list."""

    def __init__(self, register: Path, home: Path, kind: str, total: int) -> None:
        self._qt = application.qt_application()
        self._running = application.Application(self._qt, home)
        self._running.window.resize(1366, 768)
        self._running.window.show()
        self._running.begin(register)
        self._table = self._first_table()
        self._show(kind, total)

    def _first_table(self) -> RecordTable:
        found: list[RecordTable] = []

        def shown() -> bool:
            tables = self._running.window.findChildren(RecordTable)
            found[:] = [t for t in tables if t.isVisible() and t.layout_kept and t.rows.row(0)]
            return bool(found)

        if not wait(self._qt, shown):
            raise LookupError("the list never showed its rows")
        return found[0]

    def _show(self, kind: str, total: int) -> None:
        rows, kept = self._table.rows, self._table.layout_kept
        assert kept is not None
        rows.show(Query(kind), kept.columns()[:6])
        if not wait(self._qt, lambda: rows.rowCount() == total):
            raise LookupError("the list never counted its rows")

    def frame(self, row: int) -> bool:
        """Jump to a row, wait until it is there, paint; say whether it was."""
        rows = self._table.rows
        self._table.scrollTo(rows.index(row, 1), RecordTable.ScrollHint.PositionAtTop)
        there = wait(self._qt, lambda: rows.row(row) is not None)
        self._table.viewport().grab()
        return there

    def close(self) -> None:
        """End the program."""
        self._running.stop()
        self._running.window.close()
        self._running.window.deleteLater()
        self._qt.processEvents()


class Plain:
    """A plain table view over Qt's own SQL model, which sees the first 256 rows only."""

    def __init__(self, register: Path, columns: tuple[str, ...]) -> None:
        self._name = "bench"
        base = QSqlDatabase.addDatabase("QSQLITE", self._name)
        base.setDatabaseName(str(register))
        base.open()
        self._model = QSqlTableModel(None, base)
        self._model.setTable("equipment")
        self._model.select()
        self._view = QTableView()
        self._view.resize(WIDTH, HEIGHT)
        self._view.setModel(self._model)
        for column in range(self._model.columnCount()):
            name = self._model.record().fieldName(column)
            self._view.setColumnHidden(column, name not in columns)
        self._view.show()

    def select(self) -> int:
        """Run the query again and return the rows the model knows."""
        self._model.select()
        return self._model.rowCount()

    def frame(self, row: int) -> bool:
        """Jump among the rows the model knows, and paint."""
        index = self._model.index(row % self._model.rowCount(), 0)
        self._view.scrollTo(index, QTableView.ScrollHint.PositionAtTop)
        self._view.viewport().grab()
        return True

    def close(self) -> None:
        """Close view, model and connection."""
        self._view.close()
        self._model.clear()
        del self._view, self._model
        QSqlDatabase.removeDatabase(self._name)


@contextmanager
def opened(
    register: Path, home: Path, what: tuple[str, int], columns: tuple[str, ...]
) -> Iterator[tuple[Program, Plain]]:
    """Open both tables on one register: ``what`` is the kind of record and how many there are."""
    program = Program(register, home, *what)
    plain = Plain(register, columns)
    try:
        yield program, plain
    finally:
        plain.close()
        program.close()
