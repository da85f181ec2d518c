"""Which editor a field gets, by its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.choice_edit import ChoiceEdit
from equipinspect.gui.form.choices_edit import ChoicesEdit
from equipinspect.gui.form.date_edit import DateEdit
from equipinspect.gui.form.long_edit import LongEdit
from equipinspect.gui.form.ref_edit import RefEdit
from equipinspect.gui.form.text_edit import TextEdit
from equipinspect.model.fields import Field, Value


class Editor(Protocol):
    """What the form asks of every editor."""

    field: Field
    on_edited: Callable[[], None]

    def read(self) -> Value:
        """Return the value; raise ValueError with a Chinese fragment when it cannot be read."""

    def write(self, value: Value, title: str = "", /) -> None:
        """Show a stored value; nothing is edited then."""

    def settle(self) -> None:
        """Show what was read in its final form."""


def make(desk: Desk, field: Field) -> QWidget:
    """Return a fresh editor, which is a widget and an `Editor`."""
    match field.kind:
        case "longtext":
            return LongEdit(desk.look, field)
        case "date" | "month" | "due":
            return DateEdit(desk.look, field, desk.now().date())
        case "choice" | "yes_no":
            return ChoiceEdit(desk.look, field)
        case "choices":
            return ChoicesEdit(desk.look, field)
        case "ref":
            return RefEdit(desk, field)
        case _:
            return TextEdit(field)
