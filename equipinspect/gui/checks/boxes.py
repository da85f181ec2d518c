"""A few fields of a declaration that save themselves: when typing rests, and when a field is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.enter_keys import EnterKeys
from equipinspect.gui.form.field_row import FieldRow
from equipinspect.model.fields import Field, Value

REST = 700  # milliseconds without a key after which a field is written


class Boxes(QWidget):
    """Calls ``on_write`` with what changed; nothing has to be pressed."""

    def __init__(self, desk: Desk, fields: Sequence[Field], columns: int = 1, label: int = 96):
        super().__init__()
        self.on_write: Callable[[Mapping[str, Value]], None] = lambda _values: None
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST)
        self._resting.timeout.connect(self.flush)
        self.rows: dict[str, FieldRow] = {}
        self.keys = EnterKeys(self, self._widgets, lambda _key: self.flush())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(desk.look.px(16))
        grid.setVerticalSpacing(desk.look.px(4))
        for place, field in enumerate(fields):
            row = self.rows[field.key] = FieldRow(desk, field, self._resting.start, label)
            row.widget.installEventFilter(self.keys)
            grid.addWidget(row, place // columns, place % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    def _widgets(self) -> list[QWidget]:
        return [row.widget for row in self.rows.values() if not row.isHidden()]

    def show_values(self, values: Mapping[str, Value], titles: Mapping[str, str]) -> None:
        """Show what is stored; a field that is being typed in is left alone."""
        for key, row in self.rows.items():
            if not row.widget.hasFocus() and row.before != values.get(key):
                row.start(values.get(key), titles.get(key, ""), resting=False)

    def begin(self, values: Mapping[str, Value], titles: Mapping[str, str]) -> None:
        """Show the values of another record, whatever stands there."""
        self._resting.stop()
        for key, row in self.rows.items():
            row.start(values.get(key), titles.get(key, ""), resting=False)

    def changes(self) -> dict[str, Value]:
        """Return what was typed and can be read; the rest stays in its field, marked when left."""
        found: dict[str, Value] = {}
        for key, row in self.rows.items():
            if row.is_changed() and (row.check() if not row.widget.hasFocus() else _readable(row)):
                found[key] = row.value()
        return found

    def flush(self) -> None:
        """Write what was typed now."""
        self._resting.stop()
        found = self.changes()
        for key, value in found.items():
            self.rows[key].before = value
        if found:
            self.on_write(found)

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Mark the fields that a refusal names."""
        for key, row in self.rows.items():
            row.refuse(problems.get(key, ""))


def _readable(row: FieldRow) -> bool:
    try:
        row.value()
    except ValueError:
        return False
    return True
