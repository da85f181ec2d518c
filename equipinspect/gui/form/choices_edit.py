"""The editor of several choices at once: typed with 、 between them, or ticked in a popup."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from equipinspect.gui.form.text_edit import TextEdit
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.ground import framed
from equipinspect.gui.widgets.tick_list import TickList
from equipinspect.model.fields import LIST_MARK, Field
from equipinspect.model.text import _


class ChoicesEdit(TextEdit):
    """Shows the labels of the chosen options in one line."""

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__(field)
        self._look = look
        action = QAction(look.icon("down"), _("选（Alt+↓）"), self)
        action.triggered.connect(self.open_options)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def _show(self, plain: bool) -> None:
        del plain  # labels are what a person types as well
        super()._show(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the options with Alt+Down."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_options()
            return
        super().keyPressEvent(event)

    def open_options(self) -> None:
        """Show every option with its tick."""
        popup = Options(self._look, self)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()

    def chosen(self) -> list[str]:
        """Return the values now chosen."""
        with suppress(ValueError):
            return str(self.read() or "").split(LIST_MARK)
        return []

    def pick(self, labels: list[str]) -> None:
        """Take the ticked options as if their labels had been typed."""
        text = LIST_MARK.join(labels)
        self.setText(text)
        self.textEdited.emit(text)


class Options(QWidget):
    """The popup of ticks."""

    def __init__(self, look: Look, edit: ChoicesEdit) -> None:
        super().__init__(edit, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        framed(self)
        self._edit = edit
        self.list = TickList(look, self._tell)
        self.list.fill([(o.value, o.label) for o in edit.field.options], edit.chosen())
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self.list)
        self.setFixedWidth(max(edit.width(), 200))

    def _tell(self) -> None:
        labels = self._edit.field.labels
        self._edit.pick([labels[key] for key in self.list.ticked()])
