"""The editor of a line of text, a code or a number: grouped while it rests, plain while edited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from equipinspect.model.fields import Absent, Field, Value


def no_one() -> None:
    """Tell nobody."""


def restyle(widget: QWidget, name: str, value: bool) -> None:
    """Set a property the style sheet looks at, and dress the widget anew."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def raw(value: Value) -> str:
    """Write a stored value as a person would type it."""
    if value is None:
        return ""
    return value.reason if isinstance(value, Absent) else str(value)


class TextEdit(QLineEdit):
    """One line; reads through its field, which knows what is allowed."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.on_edited: Callable[[], None] = no_one
        self._value: Value = None
        self._title = ""
        self._typed = False
        self.setObjectName(field.key)
        self.setAccessibleName(field.caption)
        self.setAccessibleDescription(field.help)
        self.setToolTip(field.help)
        self.setProperty("rest", True)
        self.textEdited.connect(self._edit)

    def read(self) -> Value:
        """Return the value; raise ValueError with a Chinese fragment when it cannot be read."""
        return self.parse(self.text()) if self._typed else self._value

    def parse(self, text: str) -> Value:
        """Read typed text (overridden where a field needs more)."""
        return self.field.parse(text)

    def write(self, value: Value, title: str = "") -> None:
        """Show a stored value, by its title where it has one; nothing is edited then."""
        self._value, self._title, self._typed = value, title, False
        self._show(self.hasFocus())

    def _edit(self, _text: str) -> None:
        self._typed = True
        self.on_edited()

    def _show(self, plain: bool) -> None:
        shown = raw(self._value) if plain else self.field.show(self._value)
        shown = self._title or shown
        self.setText(shown)
        self.setCursorPosition(0)

    def settle(self) -> None:
        """Show what was read in its final form."""
        try:
            value = self.read()
        except ValueError:
            return
        if self._typed:
            self._value, self._title = value, ""
            self._typed = False
        self._show(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the value without blanks, selected for typing over."""
        if not self._typed:
            self._show(True)
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Settle when the person leaves."""
        super().focusOutEvent(event)
        self.settle()
