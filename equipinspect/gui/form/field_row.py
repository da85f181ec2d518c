"""One line of a form: the label, the editor, and beneath it what is wrong or looks odd."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.editors import Editor, make
from equipinspect.gui.form.text_edit import restyle
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.model.fields import Field, Value

LABEL = 100


class FieldRow(QWidget):
    """Holds the editor of one field and the value it began with."""

    def __init__(
        self, desk: Desk, field: Field, edited: Callable[[], None], width: int = LABEL
    ) -> None:
        super().__init__()
        self._width = width
        self.field = field
        self.widget = make(desk, field)
        self.editor = cast(Editor, self.widget)
        self.before: Value = None
        self.title = ""
        self._desk, self._edited = desk, edited
        self._notice: Notice | None = None
        self._problem = ""
        self._mark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self.editor.on_edited = self._on_edited

    def _lay_out(self) -> None:
        px = self._desk.look.px
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(4))
        self._grid.setVerticalSpacing(0)
        need = " *" if self.field.need == "R" else ""
        label = Label(self._desk.look, self.field.caption + need, "text2").wrap()
        label.setBuddy(self.widget)
        label.setToolTip(self.field.help)
        label.setFixedWidth(px(self._width))
        self.widget.setProperty("form", True)
        self._grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.widget, 0, 1)
        self._grid.setColumnStretch(1, 1)

    def show_help(self) -> None:
        """Show the field's help beneath it, and the editor as an input at once."""
        if self.field.help:
            words = Label(self._desk.look, self.field.help, "text3", "small").wrap()
            words.setContentsMargins(0, 0, 0, self._desk.look.px(8))
            self._grid.addWidget(words, 2, 1)

    def start(self, value: Value, title: str = "", resting: bool = True) -> None:
        """Begin with a stored value; a resting field shows no edge until it is entered."""
        restyle(self.widget, "rest", resting)
        self.before, self.title = value, title
        self._problem = ""
        self.editor.write(value, title)
        self.mark_odd(self.field.marks(value))

    def value(self) -> Value:
        """Return the value now in the editor; raise ValueError when it cannot be read."""
        return self.editor.read()

    def is_changed(self) -> bool:
        """Say whether the value differs from the one the row began with."""
        try:
            return self.value() != self.before
        except ValueError:
            return True

    def refuse(self, problem: str) -> None:
        """Mark the field as refused, with the sentence beneath; "" takes the mark away."""
        self._problem = problem
        restyle(self.widget, "bad", bool(problem))
        self._tell()

    def mark_odd(self, marks: list[str]) -> None:
        """Show soft marks beneath, which do not keep the record from being saved."""
        self._mark = "；".join(marks)
        restyle(self.widget, "bad", bool(marks or self._problem))
        self._tell()

    def check(self) -> bool:
        """Read the field and mark it; say whether it can be saved."""
        try:
            value = self.value()
        except ValueError as error:
            self.refuse(str(error))
            return False
        self.refuse("")
        self.mark_odd(self.field.marks(value))
        return True

    def _tell(self) -> None:
        words = self._problem or self._mark
        if self._notice is None and words:
            self._notice = Notice(self._desk.look)
            self._grid.addWidget(self._notice, 1, 0, 1, 2)
        if self._notice is not None:
            self._notice.tell(words)

    def _on_edited(self) -> None:
        if self._problem or self._mark:
            self._problem = self._mark = ""
            restyle(self.widget, "bad", False)
            self._tell()
        self._edited()
