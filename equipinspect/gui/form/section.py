"""One section of a form: its header, its rows in declared order, and how many are folded away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from equipinspect.gui.form.field_row import FieldRow
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import link_button
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.fields import Field
from equipinspect.model.text import _


class Section(QWidget):
    """Holds rows that are made when they are first shown."""

    def __init__(
        self, look: Look, label: str, fields: Sequence[Field], opened: Callable[[], None]
    ) -> None:
        super().__init__()
        self.fields = tuple(fields)
        self.rows: dict[str, FieldRow] = {}
        self.is_open = False
        self._opened = opened
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._more = link_button("")
        self._more.clicked.connect(self._open)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(SectionHeader(look, label))
        self._column.addWidget(self._more)

    def insert(self, row: FieldRow) -> None:
        """Put a fresh row where its field belongs."""
        before = 0
        for field in self.fields:
            if field.key == row.field.key:
                break
            before += field.key in self.rows
        self.rows[row.field.key] = row
        self._column.insertWidget(1 + before, row)

    def tell_folded(self, number: int) -> None:
        """Say how many fields are neither filled nor shown."""
        self._more.setText(_("还有 {n} 项未填").format(n=number))
        self._more.setVisible(number > 0)

    def _open(self) -> None:
        self.is_open = True
        self._opened()
