"""The call list: whom to telephone first, what was said last, and the line that notes a call."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app import call_notes
from equipinspect.app.forecasting import Call
from equipinspect.gui.coverage.standing import LAPSED, LAPSING, NEVER, Standing, group
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.date_edit import DateEdit
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.chip import Chip
from equipinspect.gui.widgets.choice_box import ChoiceBox
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
        self.bar = CallBar(desk, self._save, self._leave_bar)
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
            self.bar.begin(self.current)

    def _save(self, call: Call, result: str, again_on: str | None, words: str) -> None:
        today = self._desk.now().date()
        job = self._desk.jobs.run(call_notes.note, call, today, result, again_on, words)
        said = _("已记下与{unit}的通话。").format(unit=call.name)
        self._desk.watched(job).done.connect(lambda _changed: self._desk.say(said, undo=True))
        self._leave_bar()

    def _leave_bar(self) -> None:
        self.bar.hide()
        self.table.setFocus()


Save = Callable[[Call, str, str | None, str], None]


class CallBar(QWidget):
    """One line under the list: result, the day to call again, a remark; Enter saves, Esc leaves."""

    def __init__(self, desk: Desk, save: Save, leave: Callable[[], None]) -> None:
        super().__init__()
        self._save = save
        self._call: Call | None = None
        look, note = desk.look, desk.declarations.get(call_notes.KIND)
        ground(self, "window")
        self.unit = Label(look, "", step="list", medium=True).elide()
        self._options = note.field("result").options
        self.result = ChoiceBox(look)
        self.result.setAccessibleName(note.field("result").label)
        self.result.addItems([option.label for option in self._options])
        self.again = DateEdit(look, note.field("again_on"), desk.now().date())
        self.again.setProperty("rest", False)
        self.words = QLineEdit()
        self.words.setAccessibleName(note.field("note").label)
        self.problem = Label(look, "", "text").elide()
        self.save, self.drop = button(_("记下 Enter"), "primary"), button(_("放弃 Esc"))
        self.save.clicked.connect(self._take)
        self.drop.clicked.connect(leave)
        for line in (self.again, self.words):
            line.returnPressed.connect(self._take)
        QShortcut(QKeySequence("Esc"), self).activated.connect(leave)
        self._lay_out(look.px)
        self.hide()

    def _lay_out(self, px: Callable[[float], int]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(8))
        self.result.setFixedWidth(px(132))
        self.again.setFixedWidth(px(132))
        self.again.setPlaceholderText(_("何日再打"))
        self.words.setPlaceholderText(_("备注"))
        row.addWidget(self.unit, 2)
        for part in (self.result, self.again):
            row.addWidget(part)
        row.addWidget(self.words, 2)
        row.addWidget(self.problem, 1)
        for each in (self.save, self.drop):
            row.addWidget(each)

    def begin(self, call: Call) -> None:
        """Ask what came of a call."""
        self._call = call
        phone = call.phone or _("没有电话")
        self.unit.setText(f"{call.name}　{phone}")
        self.result.setCurrentIndex(0)
        self.again.write(None)
        self.words.clear()
        self.problem.setText("")
        self.show()
        self.result.setFocus()

    def _take(self) -> None:
        try:
            again = self.again.read()
        except ValueError as error:
            self.problem.setText(str(error))
            return
        if self._call is not None:
            result = self._options[self.result.currentIndex()].value
            self._save(self._call, result, str(again) if again else None, self.words.text().strip())
