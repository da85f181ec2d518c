"""Every clock of one record: when it is due, where that date comes from, and when to apply."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT, draw_pill
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.gui.wording import due_reading
from equipinspect.model.schedule import Due
from equipinspect.model.text import _

SOURCES = {
    "reported": "检验报告所载",
    "computed": "按规则推算（报告未载明）",
    "postponed": "经批准延期",
}


class DueLine(QWidget):
    """The reading of one due date as a pill."""

    def __init__(self, look: Look, words: str, mark: str) -> None:
        super().__init__()
        self._look, self._words, self._mark = look, words, mark
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of a list row."""
        return QSize(self._look.px(120), self._look.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill, or plain words where nothing is near."""
        painter = QPainter(self)
        painter.setFont(self._look.font("list"))
        box = QRectF(self.rect()).adjusted(self._look.px(6), 0, 0, 0)
        if self._mark:
            draw_pill(painter, self._look, box, self._mark, self._words)
        else:
            painter.setPen(self._look.colour("text3"))
            painter.drawText(box, CENTRE_LEFT, self._words)
        painter.end()


class DueView(QWidget):
    """A section for each clock."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(4), px(16), px(16))
        self._column.setSpacing(0)

    def show_dues(self, dues: list[Due], today: date, counted: bool) -> None:
        """Show the clocks of a record; nothing is overdue while it is not in use."""
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.deleteLater()
        if not dues:
            none = _("没有可以推算的期限：缺上次日期，或依法不要求。")
            self._column.addWidget(Label(self._desk.look, none, "text2").wrap())
        for due in dues:
            self._add(due, today, counted)
        self._column.addStretch(1)

    def _add(self, due: Due, today: date, counted: bool) -> None:
        look = self._desk.look
        self._column.addWidget(SectionHeader(look, due.label))
        source = due.source if counted else "stopped"
        words, mark = due_reading(
            source, due.last_day.isoformat(), today, self._desk.info["due_policy"]
        )
        if not due.confirmed:
            mark = "" if mark == "red" else mark
        self._column.addWidget(DueLine(look, words, mark))
        facts = [(_("应于"), due.due), (_("依据"), _(SOURCES.get(due.source, due.source)))]
        if due.original and due.original != due.due:
            facts.append((_("原定"), due.original))
        facts.append((_("最迟申报"), due.apply_by.isoformat()))
        if due.rule:
            facts.append((_("规则"), due.rule))
        for label, value in facts:
            self._column.addWidget(FactRow(look, label, value))
        if not due.confirmed:
            said = _("这条规则尚待办公室确认，确认前不计超期。")
            self._column.addWidget(Label(look, said, "text2").wrap())
