"""The form of one record: sections of fields from the declaration, what changed, and problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.enter_keys import EnterKeys
from equipinspect.gui.form.field_row import LABEL, FieldRow
from equipinspect.gui.form.section import Section
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.model.text import _

AT_ONCE = 6  # rows made before the window answers again


class RecordForm(QWidget):
    """Shows the fields of one declaration; rows are made when first shown, and stay."""

    edited = Signal(int)  # how many fields differ

    def __init__(self, desk: Desk, label: int = LABEL, helpful: bool = False) -> None:
        super().__init__()
        self._desk, self._label, self._helpful = desk, label, helpful
        self.declaration: Declaration | None = None
        self.rows: dict[str, FieldRow] = {}
        self.on_reveal: Callable[[QWidget], None] = lambda _widget: None
        self.keys = EnterKeys(self, self._shown, self._left)
        self._sections: list[Section] = []
        self._resting = True
        self._values: Mapping[str, Value] = {}
        self._titles: Mapping[str, str] = {}
        self._todo: list[tuple[Section, Field]] = []
        px = desk.look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(4), px(16), px(16))
        self._column.setSpacing(0)

    def begin(
        self, declaration: Declaration, values: Mapping[str, Value], titles: Mapping[str, str]
    ) -> None:
        """Show a record's values, or a blank form, whose fields stand as inputs at once."""
        self._values, self._titles, self._resting = values, titles, bool(values)
        self.setUpdatesEnabled(False)
        if self.declaration is not declaration:
            self._build(declaration)
        for key, row in self.rows.items():
            row.start(values.get(key), titles.get(key, ""), self._resting)
        for section in self._sections:
            section.is_open = False
        self._fold()
        self.setUpdatesEnabled(True)
        self.edited.emit(0)

    def _build(self, declaration: Declaration) -> None:
        self.declaration = declaration
        self.rows, self._sections = {}, []
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        fields = [f for f in declaration.fields if f.key != "category"]
        known = dict(declaration.sections)
        for key, label in (*declaration.sections, ("", _("其他"))):
            own = [f for f in fields if f.section == key or (not key and f.section not in known)]
            if own:
                section = Section(self._desk.look, label, own, self._fold)
                self._sections.append(section)
                self._column.addWidget(section)
        self._column.addStretch(1)

    # which fields are shown

    def _fold(self) -> None:
        """Hide what is neither filled nor needed, until the person opens the section."""
        self._todo = []
        for section in self._sections:
            folded = 0
            for field in section.fields:
                shown = section.is_open or self._is_wanted(field)
                folded += not shown
                if (row := self.rows.get(field.key)) is not None:
                    row.setVisible(shown)
                elif shown:
                    self._todo.append((section, field))
            section.tell_folded(folded)
        self._grow()

    def _is_wanted(self, field: Field) -> bool:
        row = self.rows.get(field.key)
        changed = row is not None and row.is_changed()
        return changed or field.need != "o" or self._values.get(field.key) is not None

    def _grow(self) -> None:
        """Make the next rows; the rest when the window has answered."""
        for section, field in self._todo[:AT_ONCE]:
            self._add(section, field)
        del self._todo[:AT_ONCE]
        if self._todo:
            QTimer.singleShot(0, self, self._grow)

    def _add(self, section: Section, field: Field) -> None:
        row = self.rows[field.key] = FieldRow(self._desk, field, self._tell_edited, self._label)
        section.insert(row)
        title = self._titles.get(field.key, "")
        row.start(self._values.get(field.key), title, self._resting and not self._helpful)
        row.widget.installEventFilter(self.keys)
        if self._helpful:
            row.show_help()

    def open_all(self) -> None:
        """Show every field of every section."""
        for section in self._sections:
            section.is_open = True
        self._fold()

    def finish(self) -> None:
        """Make the rows that are still to be made."""
        while self._todo:
            self._add(*self._todo.pop(0))

    # what was changed

    def changes(self) -> dict[str, Value]:
        """Return the values that differ; call `check` first."""
        return {key: row.value() for key, row in self.rows.items() if row.is_changed()}

    def changed_count(self) -> int:
        """Return how many fields differ from what was read."""
        return sum(row.is_changed() for row in self.rows.values())

    def check(self) -> bool:
        """Mark every field that cannot be read; say whether all can."""
        wrong = [row for row in self.rows.values() if row.is_changed() and not row.check()]
        if wrong:
            self.reveal(wrong[0].field.key)
        return not wrong

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Mark the fields a refusal names, with the cursor in the first."""
        known = self.declaration
        here = [key for key in problems if known is not None and known.has(key)]
        for key in reversed(here):
            self.reveal(key)
            self.rows[key].refuse(problems[key])

    def reveal(self, key: str) -> None:
        """Bring a field into view and put the cursor there."""
        self.finish()
        for section in self._sections:
            if key not in self.rows and any(f.key == key for f in section.fields):
                self._add(section, next(f for f in section.fields if f.key == key))
        if (row := self.rows.get(key)) is not None:
            row.show()
            row.widget.setFocus()
            self.on_reveal(row)

    def restore(self) -> None:
        """Take back what was typed but not saved."""
        for row in self.rows.values():
            if row.is_changed():
                row.start(row.before, row.title, self._resting)
        self._tell_edited()

    def settle_saved(self) -> None:
        """Take what was typed as what is stored now."""
        for row in self.rows.values():
            if row.is_changed():
                row.start(row.value(), row.title, self._resting)
        self._tell_edited()

    def _shown(self) -> list[QWidget]:
        """Return the editors in reading order."""
        found = [
            section.rows[f.key]
            for section in self._sections
            for f in section.fields
            if f.key in self.rows
        ]
        return [row.widget for row in found if not row.isHidden()]

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        if shown := self._shown():
            shown[0].setFocus()

    def _tell_edited(self) -> None:
        self.edited.emit(self.changed_count())

    def _left(self, key: str) -> None:
        row = self.rows.get(key)
        if row is not None and not row.widget.hasFocus() and row.is_changed():
            row.check()
