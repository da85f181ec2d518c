"""The head of the record pane: the title, the codes, the state, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.records import Record
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.model.declarations import Declaration
from equipinspect.model.schedule import Due
from equipinspect.model.text import _

CODES = 2


class RecordHead(QWidget):
    """Names the record in two lines; a red line beneath says what is overdue."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        self.title = Label(look, "", step="subtitle").elide()
        self.state = Label(look, "", "text2")
        self.codes = Label(look, "", "text2").elide()
        self.notice = Notice(look, "red")
        first = QHBoxLayout()
        first.setContentsMargins(px(16), px(12), px(16), 0)
        first.addWidget(self.title, 1)
        first.addWidget(self.state, 0, Qt.AlignmentFlag.AlignBottom)
        second = QHBoxLayout()
        second.setContentsMargins(px(16), px(2), px(16), px(8))
        second.addWidget(self.codes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.notice)

    def show_record(
        self, record: Record, declaration: Declaration, today: date, enter: Callable[[], None]
    ) -> None:
        """Show a record; ``enter`` leads to where the missing report is entered."""
        self.title.setText(record.title)
        self.title.setAccessibleName(record.title)
        self.state.setText(_state(record, declaration))
        self.codes.setText(_codes(record, declaration))
        late = [d for d in record.dues if d.last_day < today and d.confirmed]
        self.notice.tell(_late(late, today), _("录入报告") if late else "", enter, "red")

    def show_new(self, declaration: Declaration) -> None:
        """Show that a new record is being entered."""
        self.title.setText(_("新增{label}").format(label=declaration.label))
        self.state.setText("")
        self.codes.setText(_("Enter 下一项　Ctrl+Enter 保存并新增"))
        self.notice.tell("")


def _state(record: Record, declaration: Declaration) -> str:
    if record.deleted:
        return _("已删除")
    value = record.values.get("use_status")
    return declaration.field("use_status").show(value) if declaration.has("use_status") else ""


def _codes(record: Record, declaration: Declaration) -> str:
    coded = (f for f in declaration.fields if f.search == "code" and record.values.get(f.key))
    shown = [f.show(record.values[f.key]) for f in coded]
    return "　".join(shown[:CODES])


def _late(late: list[Due], today: date) -> str:
    if not late:
        return ""
    worst = min(late, key=lambda d: d.last_day)
    words = _("{label}超期 {n} 天：应于 {due}").format(
        label=worst.label, n=(today - worst.last_day).days, due=worst.due
    )
    return words if len(late) == 1 else words + _("；另有 {n} 项超期").format(n=len(late) - 1)
