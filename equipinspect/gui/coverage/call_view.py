"""The call list: whom to telephone first, what was said last, and the line that notes a call."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import call_notes
from equipinspect.app.forecasting import Call
from equipinspect.gui.coverage.standing import LAPSED, LAPSING, NEVER, Standing, group
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.answer_bar import AnswerBar, Asked
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.chip import Chip
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

LIFTS = 4  # the column whose number opens its rows


class CallView(QWidget):
    """电话清单: most lifts a call first; F7 notes what came of a call."""

    def __init__(self, desk: Desk, opened: Callable[[Call], None]) -> None:
        super().__init__()
        self._desk, self._opened = desk, opened
        self._shown: Standing | None = None
        self.calls: list[tuple[int, Call, Cell]] = []
        self._noted: Call | None = None  # the call the line under the list is about
        look = desk.look
        ground(self, "base")
        heads = (
            Head(_("次序"), 56), Head(_("使用单位"), 232), Head(_("现状"), 116),
            Head(_("保单止"), 96), Head(_("台数"), 64, True), Head(_("对投保率"), 80, True),
            Head("", 24), Head(_("上次联系"), 176), Head(_("电话"), 130), Head(_("下一步"), 90),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("电话清单"))
        self.table.on_open = lambda _row: self.begin()
        self.table.clicked.connect(lambda index: self._click(index.column()))
        self.chips = {
            LAPSING: Chip(look, LAPSING, _("将到期"), "orange"),
            LAPSED: Chip(look, LAPSED, _("脱保"), "red"),
            NEVER: Chip(look, NEVER, _("未投保"), "ring"),
        }
        for chip in self.chips.values():
            chip.clicked.connect(self._list)
        self.call = button(_("记录电话 F7"), "primary")
        self.call.clicked.connect(self.begin)
        asked = Asked(call_notes.KIND, "result", "again_on", "note", _("何日再打"), (132, 132))
        self.bar = AnswerBar(desk, asked, self._save, self._leave_bar)
        QShortcut(QKeySequence("F7"), self).activated.connect(self.begin)
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(8), px(16), px(8))
        head.setSpacing(px(8))
        self.count = Label(self._desk.look, "", "text2").elide()
        head.addWidget(self.count, 1)
        for part in (*self.chips.values(), self.call):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(self.table, 1)
        column.addWidget(self.bar)

    def show_standing(self, shown: Standing) -> None:
        """Show the calls of a day."""
        self._shown = shown
        for key, chip in self.chips.items():
            chip.tell(sum(1 for call in shown.ahead.calls if group(call) == key))
        self._list()

    def _list(self) -> None:
        if self._shown is None:
            return
        chosen = {key for key, chip in self.chips.items() if chip.isChecked()} or set(self.chips)
        pairs = zip(self._shown.ahead.calls, self._shown.states, strict=True)
        self.calls = [
            (n, call, state) for n, (call, state) in enumerate(pairs, 1) if group(call) in chosen
        ]
        said = _("先打最能保住投保率的，共 {n:,} 家；点台数看是哪些电梯")
        self.count.setText(said.format(n=len(self.calls)))
        self.table.show_lines([self._line(*each) for each in self.calls])
        self.call.setEnabled(bool(self.calls))

    def _line(self, number: int, call: Call, state: Cell) -> list[Cell]:
        contact = call.contact
        last = f"{contact.on[5:]}　{contact.result}" if contact else _("没有联系过")
        then = _("打电话") if not contact else _("再打")
        if contact and contact.again_on:
            then = _("{day} 再打").format(day=contact.again_on[5:])
        points = _("{n:.1f} 点").format(n=float(call.points * 100))
        return [
            Cell(str(number)), Cell(call.name), state, Cell(call.ends or ""),
            Cell(f"{call.lifts:,}", ink="accent"), Cell(points), Cell(""),
            Cell(last, ink="text" if contact else "text3"),
            Cell(call.phone or _("没有电话"), ink="text" if call.phone else "text3"),
            Cell(then, ink="accent"),
        ]  # fmt: skip

    @property
    def current(self) -> Call | None:
        """The call of the current line."""
        row = self.table.currentIndex().row()
        return self.calls[row][1] if 0 <= row < len(self.calls) else None

    def _click(self, column: int) -> None:
        if self.current is not None and column == LIFTS:
            self._opened(self.current)
        elif column == len(self.table.lines.heads) - 1:
            self.begin()

    def begin(self) -> None:
        """Begin to note a call to the unit of the current line."""
        if self.current is not None:
            call = self._noted = self.current
            self.bar.begin(f"{call.name}　{call.phone or _('没有电话')}")

    def _save(self, result: str, again_on: str | None, words: str) -> None:
        if self._noted is None:
            return
        call = self._noted
        today = self._desk.now().date()
        job = self._desk.jobs.run(call_notes.note, call, today, result, again_on, words)
        said = _("已记下与{unit}的通话。").format(unit=call.name)
        self._desk.watched(job).done.connect(lambda _changed: self._desk.say(said, undo=True))
        self._leave_bar()

    def _leave_bar(self) -> None:
        self.bar.hide()
        self.table.setFocus()
