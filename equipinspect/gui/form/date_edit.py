"""The editor of days and months: reads 20260305, 2026.3.5 and 3-5, and offers a small calendar."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.gui.form.text_edit import TextEdit
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import framed
from equipinspect.gui.widgets.label import Label
from equipinspect.model import dates
from equipinspect.model.fields import Field, Value
from equipinspect.model.text import _

MONTHS_ACROSS = 4


class DateEdit(TextEdit):
    """Where the law thinks in months the month picker comes first, else the calendar of days."""

    def __init__(self, look: Look, field: Field, today: date) -> None:
        super().__init__(field)
        self._look, self._today = look, today
        self._action = QAction(look.icon("calendar"), _("选日期（Alt+↓）"), self)
        self._action.triggered.connect(self.open_picker)
        self.addAction(self._action, QLineEdit.ActionPosition.TrailingPosition)
        self._action.setVisible(False)

    def parse(self, text: str) -> Value:
        """Read a day typed short in this year, else as the field reads it."""
        if self.field.kind in ("date", "due") and text.strip():
            with suppress(ValueError):
                return self.field.parse(dates.read_due(text, self._today.year))
        return self.field.parse(text)

    def focusInEvent(self, event: object) -> None:
        """Show the calendar sign while the field is edited."""
        self._action.setVisible(True)
        super().focusInEvent(event)  # type: ignore[arg-type]

    def focusOutEvent(self, event: object) -> None:
        """Hide the calendar sign."""
        self._action.setVisible(False)
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the picker with Alt+Down."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_picker()
            return
        super().keyPressEvent(event)

    def open_picker(self) -> None:
        """Show the months of a year, or the days of a month."""
        months = self.field.kind in ("month", "due")
        popup = MonthPicker(self) if months else DayPicker(self)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()

    def shown_day(self) -> date:
        """Return the day the picker begins with."""
        with suppress(ValueError):
            value = self.read()
            if isinstance(value, str) and value:
                return dates.last_day(value)
        return self._today

    def pick(self, text: str) -> None:
        """Take what was picked as if it had been typed."""
        self.setText(text)
        self.textEdited.emit(text)
        self.setFocus()


class DayPicker(QWidget):
    """A calendar of days under its field."""

    def __init__(self, edit: DateEdit) -> None:
        super().__init__(edit, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        framed(self)
        self._edit = edit
        calendar = QCalendarWidget()
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = edit.shown_day()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(self._pick)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(calendar)

    def _pick(self, day: QDate) -> None:
        self._edit.pick(day.toString("yyyy-MM-dd"))
        self.close()


class MonthPicker(QWidget):
    """The twelve months of a year under its field, with the years beside them."""

    def __init__(self, edit: DateEdit) -> None:
        super().__init__(edit, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        framed(self)
        self._edit = edit
        self._year = edit.shown_day().year
        self._title = Label(edit._look, "", medium=True)
        self._grid = QGridLayout(self)
        self._add_years()
        for month in range(1, 13):
            pick = button(_("{m} 月").format(m=month), "quiet")
            pick.clicked.connect(lambda _on=False, m=month: self._pick(m))
            row, column = divmod(month - 1, MONTHS_ACROSS)
            self._grid.addWidget(pick, row + 1, column)
        self._turn(0)

    def _add_years(self) -> None:
        for column, words, by in ((0, "‹", -1), (3, "›", 1)):
            turn = button(words, "quiet")
            turn.clicked.connect(lambda _on=False, by=by: self._turn(by))
            self._grid.addWidget(turn, 0, column)
        self._grid.addWidget(self._title, 0, 1, 1, 2, Qt.AlignmentFlag.AlignCenter)

    def _turn(self, by: int) -> None:
        self._year += by
        self._title.setText(_("{y} 年").format(y=self._year))

    def _pick(self, month: int) -> None:
        self._edit.pick(f"{self._year}-{month:02}")
        self.close()
