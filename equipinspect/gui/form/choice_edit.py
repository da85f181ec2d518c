"""The editor of a choice or of yes and no: a list to pick from, or typing a part of a word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFocusEvent

from equipinspect.gui.form.text_edit import no_one, raw
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.model.fields import Absent, Field, Value
from equipinspect.model.text import _


class ChoiceEdit(ChoiceBox):
    """Takes the value, the label or an alias of an option, however it is typed."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(look, typing=True)
        self.field = field
        self.on_edited: Callable[[], None] = no_one
        self._value: Value = None
        self._typed = False
        self.setObjectName(field.key)
        self.setAccessibleName(field.caption)
        self.setAccessibleDescription(field.help)
        self.setToolTip(field.help)
        self.setProperty("rest", True)
        labels = [o.label for o in field.options] or [_("是"), _("否")]
        self.addItems(["", *labels])
        self.line.textEdited.connect(self._edit)
        self.textActivated.connect(self._edit)

    def read(self) -> Value:
        """Return the option's value; raise ValueError for a word that is none."""
        return self.field.parse(self.currentText()) if self._typed else self._value

    def write(self, value: Value, _title: str = "") -> None:
        """Show a stored value; nothing is edited then."""
        self._value, self._typed = value, False
        absent = isinstance(value, Absent)
        self.setEditText(raw(value) if absent else self.field.show(value))
        self.line.setCursorPosition(0)

    def _edit(self, _text: str) -> None:
        self._typed = True
        self.on_edited()

    def settle(self) -> None:
        """Show the option's own words for what was typed."""
        try:
            value = self.read()
        except ValueError:
            return
        self.write(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Settle when the person leaves."""
        super().focusOutEvent(event)
        self.settle()
