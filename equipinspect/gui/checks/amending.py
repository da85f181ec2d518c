"""A 补正 record of a signed visit: what is corrected, and by which two officers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import visit_desk
from equipinspect.app.visit_signing import Signed
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.errors import InvalidRecord, UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _

ASKED = ("officer1", "officer2", "findings")


class Amending(QWidget):
    """Opened by the button of a signed visit; the visit itself stays as it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._check = 0
        self.on_written: Callable[[int], None] = lambda _check: None
        look, px = desk.look, desk.look.px
        check = desk.declarations.get("check")
        self.boxes = Boxes(desk, [check.field(k) for k in ASKED], 2)
        self.write = button(_("写入补正记录"), "primary")
        self.write.clicked.connect(self._write)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.write, 0, Qt.AlignmentFlag.AlignTop)
        said = _("原记录不改，补正记录指向它，日期是今天。内容写在“检查情况及发现的问题”里。")
        row.addWidget(Label(look, said, "text2").wrap(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(SectionHeader(look, _("补正")))
        column.addWidget(self.boxes)
        column.addLayout(row)
        self.hide()

    def open(self, check: int) -> None:
        """Ask for the words; the officers of the visit are filled in."""
        self._check = check
        job = self._desk.watched(self._desk.jobs.run(visit_desk.officers_of, check))
        job.done.connect(lambda found: self._begin(*found))

    def _begin(self, values: Mapping[str, Value], titles: Mapping[str, str]) -> None:
        self.boxes.begin(values, titles)
        self.boxes.refuse({})
        self.show()
        self.boxes.rows["findings"].widget.setFocus()

    def _write(self) -> None:
        rows = self.boxes.rows
        if not all([row.check() for row in rows.values()]):
            return
        named = (rows["officer1"].value(), rows["officer2"].value())
        people = tuple(p for p in named if isinstance(p, int))
        words = str(rows["findings"].value() or "")
        job = self._desk.jobs.run(visit_desk.amended, self._check, people, words)
        self._desk.watched(job).done.connect(self._written)
        job.refused.connect(self._refused)

    def _written(self, signed: Signed) -> None:
        self.hide()
        self._desk.tell_written({"check"})
        self._desk.say(_("补正记录 {number} 已写入。").format(number=signed.number))
        self.on_written(signed.id)

    def _refused(self, error: UserError) -> None:
        if isinstance(error, InvalidRecord):
            self.boxes.refuse(error.problems)
