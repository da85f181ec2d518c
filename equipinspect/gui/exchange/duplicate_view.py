"""Records that may be one and the same: say that they are, or leave them apart."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import duplicates, sameness
from equipinspect.app.duplicates import Duplicate
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

REASON = "合并台认定"


class DuplicateView(QWidget):
    """疑似重复: pairs with the reason and how alike they are."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pairs: list[Duplicate] = []
        ground(self, "base")
        heads = (
            Head(_("种类"), 90), Head(_("记录甲"), 260), Head(_("记录乙"), 260),
            Head(_("相似"), 70, True), Head("", 24), Head(_("依据"), 240),
        )  # fmt: skip
        self.table = PlainTable(desk.look, heads, _("疑似重复"))
        self.table.on_open = lambda _row: self._say(True)
        self.empty = EmptyPage(desk.look)
        self.empty.tell(_("没有疑似重复的记录。"), "", lambda: None)
        self.one, self.two = button(_("是同一个")), button(_("不是同一个"))
        self.all = button(_("编号相同的全部合为一个"))
        self.one.clicked.connect(lambda: self._say(True))
        self.two.clicked.connect(lambda: self._say(False))
        self.all.clicked.connect(self._accept)
        foot = QHBoxLayout()
        px = desk.look.px
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.setSpacing(px(8))
        told = _("合为一个后，编号小的代表；空项互补，不同的列为冲突；随时可以再分开。")
        foot.addWidget(Label(desk.look, told, "text2").elide(), 1)
        for part in (self.all, self.two, self.one):
            foot.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._show([])

    def read(self) -> None:
        """Look for pairs anew."""
        job = self._desk.watched(self._desk.jobs.read(duplicates.possible))
        job.done.connect(self._show, Qt.ConnectionType.UniqueConnection)

    @property
    def pairs(self) -> list[Duplicate]:
        """The pairs that are shown."""
        return self._pairs

    def _show(self, found: list[Duplicate]) -> None:
        self._pairs = found
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        for part in (self.one, self.two):
            part.setEnabled(bool(found))
        self.all.setEnabled(any(pair.exact for pair in found))
        self.table.show_lines([self._line(pair) for pair in found])

    def _line(self, pair: Duplicate) -> list[Cell]:
        label = self._desk.declarations.get(pair.kind).label
        score = _("编号相同") if pair.exact else f"{pair.score} %"
        first, second = pair.titles
        return [Cell(label), Cell(first), Cell(second), Cell(score), Cell(""), Cell(pair.why)]

    def _say(self, same: bool) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._pairs):
            return
        pair = self._pairs[row]
        do = sameness.say_same if same else sameness.say_apart
        job = self._desk.watched(self._desk.jobs.run(do, pair.one, pair.other, _(REASON)))
        job.done.connect(lambda _changed: self.read())

    def _accept(self) -> None:
        job = self._desk.watched(self._desk.jobs.run(duplicates.accept_exact, "", _(REASON)))
        job.done.connect(lambda _changed: self.read())
