"""The editor of several lines of text; Enter goes on, Shift+Enter begins a new line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from equipinspect.gui.form.text_edit import no_one, raw
from equipinspect.gui.look import Look
from equipinspect.model.fields import Field, Value

HEIGHT = 76


class LongEdit(QPlainTextEdit):
    """A small page of plain text."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__()
        self.field = field
        self.on_edited: Callable[[], None] = no_one
        self.setObjectName(field.key)
        self.setAccessibleName(field.caption)
        self.setAccessibleDescription(field.help)
        self.setProperty("rest", True)
        self.setTabChangesFocus(True)
        self.setFixedHeight(look.px(HEIGHT))
        self.textChanged.connect(self._edit)

    def read(self) -> Value:
        """Return the text, None when there is none."""
        return self.field.parse(self.toPlainText())

    def write(self, value: Value, _title: str = "") -> None:
        """Show a stored text; nothing is edited then."""
        self.blockSignals(True)
        self.setPlainText(raw(value))
        self.blockSignals(False)

    def _edit(self) -> None:
        self.on_edited()

    def settle(self) -> None:
        """Nothing to settle."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a plain Enter to the form."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            event.ignore()
            return
        super().keyPressEvent(event)
