"""The day that is looked at: typed in any usual form, picked from a calendar, or today."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.date_edit import DateEdit
from equipinspect.gui.widgets.buttons import button
from equipinspect.model.text import _

WIDTH = 128


class DayChoice(QWidget):
    """Calls ``chosen`` when another day is looked at."""

    def __init__(self, desk: Desk, chosen: Callable[[], None]) -> None:
        super().__init__()
        self._chosen = chosen
        self.day = desk.now().date()
        look = desk.look
        self.date = DateEdit(look, desk.declarations.get("policy").field("starts"), self.day)
        self.date.setProperty("rest", False)
        self.date.setFixedWidth(look.px(WIDTH))
        self.date.setAccessibleName(_("截至哪一天"))
        self.date.setToolTip(_("截至哪一天，可以是过去；按 Alt+↓ 选日期"))
        self.date.write(self.day.isoformat())
        self.date.returnPressed.connect(self._take)
        self.date.editingFinished.connect(self._take)
        self.date.textEdited.connect(self._take_whole)
        self.today = button(_("今天"))
        self.today.clicked.connect(lambda: self.go_to(desk.now().date()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        row.addWidget(self.date)
        row.addWidget(self.today)

    def _take(self) -> None:
        with suppress(ValueError):
            value = self.date.read()
            if value:
                self.go_to(date.fromisoformat(str(value)))

    def _take_whole(self, text: str) -> None:
        if len(text) >= len("2026-03-06"):
            self._take()

    def go_to(self, day: date) -> None:
        """Look at another day."""
        if day != self.day:
            self.day = day
            self.date.write(day.isoformat())
            self._chosen()
