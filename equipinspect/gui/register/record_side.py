"""The right side of the register page: the record of the current row, made once the rows are on screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.table.view import RecordTable
from equipinspect.gui.widgets.ground import ground
from equipinspect.model.changes import Changed

if TYPE_CHECKING:
    from equipinspect.app.records import Record
    from equipinspect.gui.record.pane import RecordPane

PAINTED = 50  # milliseconds in which the first rows come on screen before the record beside them


class RecordSide(QWidget):
    """Follows the current row of a list; ``saved`` hears of a record that was saved."""

    def __init__(self, desk: Desk, table: RecordTable, saved: Callable[[int], None]) -> None:
        super().__init__()
        self._desk, self._table, self._saved = desk, table, saved
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        ground(self, "base")
        table.current_changed.connect(self._follow_row)

    @cached_property
    def pane(self) -> RecordPane:
        """The pane of one record; made when first asked for."""
        from equipinspect.gui.record.pane import RecordPane  # noqa: PLC0415 - a list opens without it

        made = RecordPane(self._desk)
        made.on_saved = self._saved
        self._room.addWidget(made)
        return made

    @property
    def _is_made(self) -> bool:
        return "pane" in self.__dict__

    @property
    def record(self) -> Record | None:
        """The record that is shown."""
        return self.pane.record if self._is_made else None

    def save(self) -> None:
        """Save the record that is shown."""
        self.pane.save()

    def leave(self) -> bool:
        """Say whether the record may be left."""
        return not self._is_made or self.pane.leave()

    def clear(self) -> None:
        """Show no record."""
        if self._is_made:
            self.pane.clear()

    def follow(self, changed: Changed) -> None:
        """Read the record again where it changed."""
        if self._is_made:
            self.pane.follow(changed)

    def _follow_row(self, number: int | None) -> None:
        if not self._is_made:
            if number is not None:
                QTimer.singleShot(PAINTED, self, self._begin)
            return
        shown = self.pane.record.id if self.pane.record else None
        if self.pane.is_entering() and not self._table.hasFocus():
            return  # the list moved beneath a record being entered
        if number is not None and number != shown and self.pane.leave():
            self.pane.show_record(number)

    def _begin(self) -> None:
        """Show the record of the current row, now that the list is on screen."""
        if self.pane.record is None and (number := self._table.current_id()) is not None:
            self._follow_row(number)
