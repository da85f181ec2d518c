"""Changes one field of many records: the value, before and after, then one action."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app import bulk
from equipinspect.app.bulk import BulkLine, Change
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.form import editors
from equipinspect.gui.form.editors import Editor
from equipinspect.gui.jobs import Job
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.changes import Changed
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

EDITOR = 280


class BulkPage(QWidget):
    """批量修改: nothing is written before the person has seen every line."""

    help = _("选要改的字段，填新值，先看每一行改前改后，再写入。一次撤销可全部收回。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kind, self._ids = "", list[int]()
        self._editor: QWidget | None = None
        self._job: Job | None = None
        look = desk.look
        self.head = PageHead(look, _("批量修改"))
        self.field = ChoiceBox(look, typing=True)
        self.field.setObjectName("field")
        self.field.setAccessibleName(_("要改的字段"))
        self.field.activated.connect(lambda _row: self._choose_field())
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setPlaceholderText(_("理由（写进历史）"))
        heads = (Head(_("记录"), 320), Head(_("改前"), 220), Head(_("改后"), 220), Head("", 200))
        self.table = PlainTable(look, heads, _("改前改后"))
        self.refusal = Notice(look)
        self.progress = ProgressRow(look)
        self.apply = button(_("写入"), "primary")
        self.apply.setObjectName("apply")
        self.apply.clicked.connect(self._apply)
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        self._row = QHBoxLayout()
        self._row.setContentsMargins(px(16), px(8), px(16), px(8))
        self._row.setSpacing(px(8))
        self._row.addWidget(Label(look, _("把"), "text2"))
        self._row.addWidget(self.field)
        self._row.addWidget(Label(look, _("改为"), "text2"))
        self._row.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addWidget(self.reason, 1)
        back = button(_("不改了"))
        back.clicked.connect(lambda: self._desk.go("register"))
        foot.addWidget(back)
        foot.addWidget(self.apply)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(rule())
        whole.addLayout(self._row)
        for part in (rule(), self.table, self.refusal, self.progress, rule()):
            whole.addWidget(part, 1 if part is self.table else 0)
        whole.addLayout(foot)

    def arrive(self, **what: Any) -> None:
        """Come to change the records ``ids`` of one ``kind``."""
        self._kind, self._ids = str(what["kind"]), list(what["ids"])
        declaration = self._desk.declarations.get(self._kind)
        said = _("已选 {n:,} {c}{label}")
        counts = said.format(n=len(self._ids), c=declaration.counter, label=declaration.label)
        self.head.tell(counts)
        self.field.clear()
        for each in declaration.fields:
            if each.key != "category":
                self.field.addItem(each.caption, each.key)
        self.refusal.tell("")
        self._choose_field()
        self.field.setFocus()

    def leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("不改了，回台账"), "", lambda: self._desk.go("register"))]

    def _choose_field(self) -> None:
        key = str(self.field.currentData() or "")
        if not key:
            return
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
        field = self._desk.declarations.get(self._kind).field(key)
        self._editor = editors.make(self._desk, field)
        self._editor.setProperty("rest", False)
        self._editor.setFixedWidth(self._desk.look.px(EDITOR))
        cast(Editor, self._editor).on_edited = self._preview
        self._row.insertWidget(3, self._editor)
        self._preview()

    def _change(self) -> Change | None:
        if self._editor is None:
            return None
        editor = cast(Editor, self._editor)
        try:
            return Change(editor.field.key, editor.read(), self.reason.text().strip())
        except ValueError as error:
            self.refusal.tell(str(error))
            return None

    def _preview(self) -> None:
        self.refusal.tell("")
        if self._job is not None:
            self._job.drop()
        change = self._change()
        self.apply.setEnabled(False)
        if change is not None:
            self._job = self._desk.jobs.read_long(bulk.preview, self._ids, change)
            self._job.done.connect(self._show)
            self._job.refused.connect(self._refused)

    def _show(self, lines: list[BulkLine]) -> None:
        self._job = None
        self.table.show_lines([_cells(line) for line in lines])
        number = sum(line.changes for line in lines)
        self.apply.setText(_("写入 {n:,} 处").format(n=number))
        self.apply.setEnabled(number > 0)

    def _apply(self) -> None:
        change = self._change()
        if change is None:
            return
        self.apply.setEnabled(False)
        job = self._desk.jobs.run_long(bulk.edit, self._ids, change)
        job.done.connect(self._applied)
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)
        self.progress.follow(job, _("正在写入"))

    def _applied(self, changed: Changed) -> None:
        counts = changed.counts
        said = _("已改 {changed:,} 处，原来就相同 {same:,}，不能改 {refused:,}").format(**counts)
        self._desk.go("register")
        self._desk.say(said, undo=True)

    def _refused(self, error: UserError) -> None:
        self.refusal.tell(str(error))


def _cells(line: BulkLine) -> list[Cell]:
    nothing = _("（空）")
    last = Cell(line.problem, "warn") if line.problem else Cell("" if line.changes else _("相同"))
    return [
        Cell(line.title),
        Cell(line.old or nothing, ink="text2"),
        Cell(line.new or nothing),
        last,
    ]


def make(desk: Desk) -> BulkPage:
    """Return the page."""
    return BulkPage(desk)
