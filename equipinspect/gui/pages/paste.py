"""Shows what a pasted block would change, cell by cell, before it is written."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import pasting
from equipinspect.app.pasting import Block, PastedCell
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.changes import Changed
from equipinspect.model.text import _


class PastePage(QWidget):
    """粘贴: nothing is written before the person has seen what changes."""

    help = _("左上角对准列表当前格。先看每一格改前改后，再写入；一次撤销可全部收回。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._cells: list[PastedCell] = []
        look, px = desk.look, desk.look.px
        self.head = PageHead(look, _("粘贴"))
        heads = (
            Head(_("记录"), 300),
            Head(_("字段"), 140),
            Head(_("现在"), 200),
            Head(_("改为"), 200),
            Head("", 200),
        )
        self.table = PlainTable(look, heads, _("粘贴前后"))
        self.progress = ProgressRow(look)
        self.apply = button("", "primary")
        self.apply.setObjectName("apply")
        self.apply.clicked.connect(self._apply)
        back = button(_("不粘贴了"))
        back.clicked.connect(lambda: desk.go("register"))
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(self.apply)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self.head, rule(), self.table, self.progress, rule()):
            whole.addWidget(part, 1 if part is self.table else 0)
        whole.addLayout(foot)

    def arrive(self, **what: Any) -> None:
        """Come with a ``block`` of text and where it falls."""
        block: Block = what["block"]
        self.apply.setEnabled(False)
        self.head.tell(_("正在核对…"))
        self._desk.watched(self._desk.jobs.read(pasting.compare, block)).done.connect(self._show)

    def leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("不粘贴了，回台账"), "", lambda: self._desk.go("register"))]

    def _show(self, cells: list[PastedCell]) -> None:
        self._cells = cells
        number = sum(c.changes for c in cells)
        refused = sum(bool(c.problem) for c in cells)
        same = len(cells) - number - refused
        said = _("共 {n:,} 格：要改 {m:,}，相同 {s:,}，不能改 {r:,}")
        self.head.tell(said.format(n=len(cells), m=number, s=same, r=refused))
        self.table.show_lines([_line(c) for c in cells if c.changes or c.problem])
        self.apply.setText(_("写入 {n:,} 处").format(n=number))
        self.apply.setEnabled(number > 0)
        self.apply.setFocus()

    def _apply(self) -> None:
        self.apply.setEnabled(False)
        job = self._desk.watched(self._desk.jobs.run_long(pasting.write, self._cells))
        job.done.connect(self._applied)
        self.progress.follow(job, _("正在写入"))

    def _applied(self, changed: Changed) -> None:
        said = _("已粘贴 {changed:,} 处，改了 {rows:,} 条记录").format(**changed.counts)
        self._desk.go("register")
        self._desk.say(said, undo=True)


def _line(cell: PastedCell) -> list[Cell]:
    nothing = _("（空）")
    return [
        Cell(cell.title),
        Cell(cell.label),
        Cell(cell.old or nothing, ink="text2"),
        Cell(cell.new or nothing),
        Cell(cell.problem, "warn") if cell.problem else Cell(""),
    ]


def make(desk: Desk) -> PastePage:
    """Return the page."""
    return PastePage(desk)
