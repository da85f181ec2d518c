"""Asks what a column should hold: a word, empty or filled, chosen values, or a span."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app.lists import Filter
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.ref_edit import RefEdit
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import framed
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.tick_list import TickList
from equipinspect.model.fields import Field
from equipinspect.model.text import _

WIDTH = 260
SPANS = ("integer", "decimal", "money", "date", "month", "due")
DATED = ("date", "month", "due")
WHOLE_MONTH = "-99"  # sorts after every day of a month, and after the day itself
PICKED = ("choice", "choices", "yes_no")


class ColumnFilter(QWidget):
    """A popup under the head of one column; Enter applies what was typed."""

    def __init__(
        self, desk: Desk, field: Field, apply: Callable[[str, list[Filter], str], None]
    ) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        framed(self)
        look = self._look = desk.look
        self.setFixedWidth(look.px(WIDTH))
        self._field, self._apply = field, apply
        self.low: QLineEdit = RefEdit(desk, field) if field.kind == "ref" else QLineEdit()
        self.low.setProperty("rest", False)
        self.high = QLineEdit()
        self.options = TickList(look, self._nothing)
        self.problem = Label(look, "", "text2", "small").wrap()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(12))
        self._column.addWidget(Label(look, field.caption, "text2", "list", True))
        self._add_inputs()
        self._column.addWidget(self.problem)
        self._add_buttons()

    def open_at(self, corner: QPoint) -> None:
        """Show the popup with its upper left corner at a point of the screen."""
        self.move(corner)
        self.show()
        (self.options if self._field.kind in PICKED else self.low).setFocus()

    def _add_inputs(self) -> None:
        if self._field.kind in PICKED:
            self._add_options()
            return
        span = self._field.kind in SPANS
        hint = _("名称、代码或拼音首字母") if self._field.kind == "ref" else _("包含的字")
        self.low.setPlaceholderText(_("从") if span else hint)
        self.high.setPlaceholderText(_("到"))
        for edit in (self.low, self.high) if span else (self.low,):
            edit.returnPressed.connect(self._keep)
            self._column.addWidget(edit)

    def _add_options(self) -> None:
        pairs = [(o.value, o.label) for o in self._field.options]
        self.options.fill(pairs or [("1", _("是")), ("0", _("否"))], ())
        self.options.setMaximumHeight(self._look.px(240))
        self._column.addWidget(self.options)

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        for words, op in ((_("空白"), "empty"), (_("已填"), "filled")):
            quick = button(words, "quiet")
            quick.clicked.connect(lambda _on=False, op=op: self._done([self._filter(op, "")]))
            row.addWidget(quick)
        row.addStretch(1)
        clear = button(_("清除"), "quiet")
        clear.clicked.connect(lambda: self._done([]))
        ready = button(_("筛选"), "primary")
        ready.clicked.connect(self._keep)
        row.addWidget(clear)
        row.addWidget(ready)
        self._column.addLayout(row)

    def _nothing(self) -> None:
        """Wait for the button: a filter of several values is set as one."""

    def _filter(self, op: str, value: str) -> Filter:
        return Filter(self._field.key, op, value)

    def _keep(self) -> None:
        if self._field.kind in PICKED:
            self._done(self._picked())
            return
        try:
            self._done(self._typed())
        except ValueError as error:
            self.problem.setText(str(error))

    def _picked(self) -> list[Filter]:
        on = self.options.ticked()
        if self._field.kind == "choices":
            return [self._filter("contains", value) for value in on]
        return [self._filter("in", "|".join(on))] if on else []

    def _typed(self) -> list[Filter]:
        low, high = self.low.text().strip(), self.high.text().strip()
        if isinstance(self.low, RefEdit):
            number = self.low.read()
            return [self._filter("=", str(number))] if number is not None else []
        if self._field.kind not in SPANS:
            return [self._filter("contains", low)] if low else []
        found = []
        for op, text in ((">=", low), ("<=", high)):
            if text:
                end = WHOLE_MONTH if op == "<=" and self._field.kind in DATED else ""
                found.append(self._filter(op, f"{self._field.parse(text)}{end}"))
        return found

    def _done(self, filters: list[Filter]) -> None:
        self._apply(self._field.key, filters, self.low.text())
        self.close()
