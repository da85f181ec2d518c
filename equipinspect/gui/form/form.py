"""The form of one record: sections of fields from the declaration, what changed, and problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.field_row import LABEL, FieldRow
from equipinspect.gui.widgets.buttons import link_button
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.model.text import _


class RecordForm(QWidget):
    """Shows the fields of one declaration; the rows stay while records come and go."""

    edited = Signal(int)  # how many fields differ

    def __init__(self, desk: Desk, label: int = LABEL, helpful: bool = False) -> None:
        super().__init__()
        self._desk, self._label, self._helpful = desk, label, helpful
        self.declaration: Declaration | None = None
        self.rows: dict[str, FieldRow] = {}
        self.on_reveal: Callable[[QWidget], None] = lambda _widget: None
        self._more: dict[str, QWidget] = {}
        self._opened: set[str] = set()
        px = desk.look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(4), px(16), px(16))
        self._column.setSpacing(0)

    def begin(
        self, declaration: Declaration, values: Mapping[str, Value], titles: Mapping[str, str]
    ) -> None:
        """Show a record's values, or a blank form where there are none."""
        if self.declaration is not declaration:
            self._build(declaration)
        self.setUpdatesEnabled(False)
        for key, row in self.rows.items():
            row.start(values.get(key), titles.get(key, ""))
        self._opened.clear()
        self._fold()
        self.setUpdatesEnabled(True)
        self.edited.emit(0)

    def _build(self, declaration: Declaration) -> None:
        self.declaration = declaration
        self.rows, self._more = {}, {}
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        fields = [f for f in declaration.fields if f.key != "category"]
        known = dict(declaration.sections)
        for key, label in (*declaration.sections, ("", _("其他"))):
            own = [f for f in fields if f.section == key or (not key and f.section not in known)]
            if own:
                self._build_section(key, label, own)
        self._column.addStretch(1)
        for row in self.rows.values():
            row.widget.installEventFilter(self)

    def _build_section(self, key: str, label: str, fields: list[Field]) -> None:
        self._column.addWidget(SectionHeader(self._desk.look, label))
        for field in fields:
            row = FieldRow(self._desk, field, self._tell_edited, self._label)
            self.rows[field.key] = row
            self._column.addWidget(row)
            if self._helpful:
                row.show_help()
        more = link_button("")
        more.clicked.connect(lambda: self._open(key))
        more.setProperty("section", key)
        self._more[key] = more
        self._column.addWidget(more)

    def _section_of(self, row: FieldRow) -> str:
        return row.field.section if row.field.section in self._more else ""

    def _fold(self) -> None:
        """Hide what is neither filled nor needed, until the person opens the section."""
        hidden = dict.fromkeys(self._more, 0)
        for row in self.rows.values():
            section = self._section_of(row)
            empty = row.before is None and row.field.need == "o" and not row.is_changed()
            fold = empty and section not in self._opened
            row.setVisible(not fold)
            hidden[section] += fold
        for key, more in self._more.items():
            more.setText(_("还有 {n} 项未填").format(n=hidden[key]))  # type: ignore[attr-defined]
            more.setVisible(hidden[key] > 0)

    def _open(self, section: str) -> None:
        self._opened.add(section)
        first = next(
            (r for r in self.rows.values() if self._section_of(r) == section and r.isHidden()), None
        )
        self._fold()
        if first is not None:
            first.widget.setFocus()

    def open_all(self) -> None:
        """Show every field of every section."""
        self._opened = set(self._more)
        self._fold()

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

    def refuse(self, problems: Mapping[str, str]) -> bool:
        """Mark the fields a refusal names; say whether any of them is here."""
        here = [key for key in problems if key in self.rows]
        for key in here:
            self.rows[key].refuse(problems[key])
        if here:
            self.reveal(here[0])
        return bool(here)

    def reveal(self, key: str) -> None:
        """Bring a field into view and put the cursor there."""
        if key not in self.rows:
            return
        row = self.rows[key]
        row.show()
        row.widget.setFocus()
        self.on_reveal(row)

    def restore(self) -> None:
        """Take back what was typed but not saved."""
        for row in self.rows.values():
            if row.is_changed():
                row.start(row.before, row.title)
        self._tell_edited()

    def settle_saved(self) -> None:
        """Take what was typed as what is stored now."""
        for row in self.rows.values():
            if row.is_changed():
                row.start(row.value(), row.title)
        self._tell_edited()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        first = next((r for r in self.rows.values() if not r.isHidden()), None)
        if first is not None:
            first.widget.setFocus()

    def _tell_edited(self) -> None:
        self.edited.emit(self.changed_count())

    # Enter goes to the next field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn Enter in an editor into going to the next one; check a field when it is left."""
        if event.type() == QEvent.Type.FocusOut:
            key = watched.objectName()
            QTimer.singleShot(0, self, lambda: self._left(key))
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                return self._enter(watched, event)
        return super().eventFilter(watched, event)

    def _left(self, key: str) -> None:
        row = self.rows.get(key)
        if row is not None and not row.widget.hasFocus() and row.is_changed():
            row.check()

    def _enter(self, watched: QObject, event: QKeyEvent) -> bool:
        popup = getattr(watched, "popup", None)
        if popup is not None and popup.isVisible():
            return False
        shown = [row.widget for row in self.rows.values() if not row.isHidden()]
        if QApplication.focusWidget() is None or watched not in shown:
            return False
        place = shown.index(watched)
        if place + 1 < len(shown):
            shown[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
            self.on_reveal(shown[place + 1])
        event.accept()
        return True
