"""The record of the current row of a worklist: its listed facts, and why it is watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app.records import Record
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.model.text import _

WIDTH, LABEL, MOST = 360, 116, 12


class Beside(QWidget):
    """Reads only; the button goes to the record itself."""

    def __init__(self, desk: Desk, opened: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        look, px = desk.look, desk.look.px
        ground(self, "base")
        self.setFixedWidth(px(WIDTH))
        self.title = Label(look, "", step="subtitle").wrap()
        self.kind = Label(look, "", "text2").wrap()
        self.notice = Notice(look, "red")
        self.facts = QWidget()
        self._facts = QVBoxLayout(self.facts)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setSpacing(0)
        self.open = button(_("打开台账 Enter"), "primary")
        self.open.setMinimumHeight(px(40))
        self.open.clicked.connect(opened)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(16), px(16), px(8))
        column.setSpacing(px(8))
        for part in (self.title, self.kind, self.notice, self.facts):
            column.addWidget(part)
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(16))
        foot.addWidget(self.open)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled(inner), 1)
        whole.addLayout(foot)
        self.clear()

    def clear(self) -> None:
        """Show no record."""
        self.title.setText(_("没有选中的事项"))
        self.kind.setText("")
        self.notice.tell("")
        self._empty()
        self.open.hide()

    def _empty(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def show_record(self, record: Record, what: str, due: Cell, reasons: Sequence[str]) -> None:
        """Show a record, what it asks for and why it is watched."""
        declaration = self._desk.declarations.get(record.kind)
        self.title.setText(record.title)
        self.kind.setText(declaration.label)
        told = "　".join(filter(None, (what, due.words)))
        self.notice.tell(told, mark=due.mark or "warn")
        self._empty()
        for reason in reasons:
            self._facts.addWidget(FactRow(self._desk.look, _("列入原因"), reason, LABEL))
        listed = sorted((f for f in declaration.fields if f.listed), key=lambda f: f.listed or 0)
        for each in listed[:MOST]:
            value = record.values.get(each.key)
            if value is not None:
                words = record.titles.get(each.key) or each.show(value)
                row = FactRow(self._desk.look, each.label, words, LABEL)
                self._facts.addWidget(row, 0, Qt.AlignmentFlag.AlignTop)
        self.open.show()
