"""The table before a batch: how many are ready, each reason with its number, and who stands behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.print_desk import Group, Line, Looked
from equipinspect.gui.look import Look
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import link_button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

WIDTH, GROUPS_HEIGHT = 488, 172


class LookedSide(QWidget):
    """Groups above, the equipment of the chosen group beneath; Enter leads to its record."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._groups: list[Group] = []
        self._lines: list[Line] = []
        self.open_line: Callable[[Line, str], None] = lambda _line, _key: None
        self.setFixedWidth(look.px(WIDTH))
        ground(self, "base")
        self.words = Label(look, "", "text2").elide()
        self.again = link_button(_("重新预检"))
        heads = (Head(_("结果"), 104), Head(_("台数"), 64, right=True), Head(_("原因"), 300))
        self.groups = PlainTable(look, heads, _("预检结果"))
        self.groups.setFixedHeight(look.px(GROUPS_HEIGHT))
        self.title = Label(look, "", medium=True).elide()
        lines = (Head(_("设备"), 260), Head(_("位置或原因"), 200))
        self.lines = PlainTable(look, lines, _("这一组的设备"))
        self.foot = Label(look, "", "text2").elide()
        self.groups.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._show_group(now.row())
        )
        self.groups.on_open = lambda _row: self.lines.setFocus()
        self.lines.on_open = self._open
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._look.px
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(10), px(12), px(10))
        head.addWidget(Label(self._look, _("预检"), medium=True))
        head.addSpacing(px(8))
        head.addWidget(self.words, 1)
        head.addWidget(self.again)
        title = QHBoxLayout()
        title.setContentsMargins(px(16), px(10), px(12), px(10))
        title.addWidget(self.title)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(9), px(12), px(9))
        foot.addWidget(self.foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        for part in (rule(), self.groups):
            column.addWidget(part)
        column.addLayout(title)
        for part in (rule(), self.lines, rule()):
            column.addWidget(part, 1 if part is self.lines else 0)
        column.addLayout(foot)

    def show_looked(self, looked: Looked) -> None:
        """Show what was found, the first reason chosen, or the ready when there is none."""
        self._groups = looked.groups()
        self.words.setText(_("{n:,} 台").format(n=len(looked.ids)))
        self.foot.setText(_("退回 {n:,} 台，不占编号").format(n=len(looked.refused)))
        self.groups.show_lines([_cells(group) for group in self._groups])
        self.groups.selectRow(1 if len(self._groups) > 1 else 0)
        self._show_group(1 if len(self._groups) > 1 else 0)

    def _show_group(self, row: int) -> None:
        if not 0 <= row < len(self._groups):
            return
        group = self._groups[row]
        self._lines = group.lines
        n = len(group.lines)
        refused = _("{words}　{n:,} 台，补齐后可重新预检").format(words=group.words, n=n)
        self.title.setText(refused if group.key else _("可打　{n:,} 台").format(n=n))
        self.lines.show_lines(
            [
                [Cell(line.title), Cell(line.reasons.get(group.key, line.place), ink="text2")]
                for line in group.lines
            ]
        )

    def _open(self, row: int) -> None:
        group = self._groups[max(0, self.groups.currentIndex().row())]
        self.open_line(self._lines[row], group.key)


def _cells(group: Group) -> list[Cell]:
    result = Cell(_("退回"), "warn") if group.key else Cell(_("✓ 可打"))
    return [result, Cell(f"{len(group.lines):,}"), Cell(group.words)]
