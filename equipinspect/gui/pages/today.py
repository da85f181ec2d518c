"""The Today page: the six most pressing numbers, the worklist behind each, and answers to alarms."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import records
from equipinspect.app.records import Record
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.today import worklist
from equipinspect.gui.today.beside import Beside
from equipinspect.gui.today.work_view import WorkView
from equipinspect.gui.today.worklist import ALL, Seen, Work
from equipinspect.gui.widgets.chip import Chip
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.overflow_row import OverflowRow
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.gui.widgets.tile import Tile, TileRow
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

NARROW, CHIPS = 1200, 47
SIGNS = frozenset({"red", "orange", "yellow"})


class TodayPage(QWidget):
    """今日: a number opens its rows; 空格 answers the alarm of the current one."""

    help = _(
        "点一个数看它后面的事项；Enter 打开那条记录，空格写处理结果（已报检、现场核实不存在……），"
        "处理过的提醒在期限变动之前不再出现。右下可把整张清单放到台账里看。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: Seen | None = None
        self.key = ALL
        self.tiles = TileRow((), self.choose)
        self._chips: list[Chip] = []
        look = desk.look
        ground(self, "base")
        self.head = PageHead(look, _("今日"))
        ground(self.head, "window")
        self.chips = OverflowRow(look, 8, CHIPS)
        self.list = WorkView(desk, self._show_record)
        self.beside = Beside(desk, self.list.open)
        self._line = upright_rule()
        self._lay_out()
        desk.jobs.changed.connect(self._follow)

    def _lay_out(self) -> None:
        px = self._desk.look.px
        chips = QHBoxLayout()
        chips.setContentsMargins(px(16), 0, px(16), 0)
        chips.addWidget(self.chips)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(chips)
        left.addWidget(rule())
        left.addWidget(self.list, 1)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addLayout(left, 1)
        both.addWidget(self._line)
        both.addWidget(self.beside)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for each in (self.head, rule(), self.tiles, rule()):
            self._column.addWidget(each)
        self._column.addLayout(both, 1)

    # coming and going

    def arrive(self, key: str = "", **_what: Any) -> None:
        """Read the day; perhaps one number of it."""
        self.key = key or self.key
        self.read()
        self.list.table.setFocus()

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("打开这一条"), "Enter", self.list.open),
            Command(_("写处理结果"), _("空格"), self.list.answer),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the record away where there is no room for it."""
        super().resizeEvent(event)
        wide = self.window().width() >= self._desk.look.px(NARROW)
        self.beside.setVisible(wide)
        self._line.setVisible(wide)

    # reading

    def _follow(self, _changed: Changed) -> None:
        if self.isVisible():
            self.read()

    def read(self) -> None:
        """Count anew."""
        job = self._desk.jobs.read(worklist.seen, self._desk.now().date())
        self._desk.watched(job).done.connect(self._show)

    def _show(self, found: Seen) -> None:
        self.shown = found
        if self.key not in found.tiles:
            self.key = ALL
        fresh = TileRow([self._tile(found, key) for key in found.first], self.choose)
        self._column.replaceWidget(self.tiles, fresh)
        self.tiles.deleteLater()
        self.tiles = fresh
        overdue = sum(t.count for t in found.tiles.values() if t.mark == "red")
        self.head.tell(_("{day}　逾期和待上报 {n:,} 项").format(day=found.on, n=overdue))
        self._show_chips(found)
        self.choose(self.key)

    def _tile(self, found: Seen, key: str) -> Tile:
        each = found.tiles[key]
        mark = each.mark if each.mark in SIGNS and each.count else ""
        tile = Tile(self._desk.look, key, each.label, mark, each.counter)
        tile.setCheckable(True)
        done = _("另有 {n:,} 已处理").format(n=each.answered) if each.answered else ""
        tile.tell(f"{each.count:,}", "，".join(filter(None, (each.note, done))))
        return tile

    def _show_chips(self, found: Seen) -> None:
        look, shown = self._desk.look, [t for t in found.tiles.values() if t.count]
        self._chips = [Chip(look, ALL, _("全部"))]
        self._chips += [Chip(look, each.key, each.label, "", each.count) for each in shown]
        for chip in self._chips:
            chip.clicked.connect(lambda _on=False, key=chip.key: self.choose(key))
        self.chips.fill(list(self._chips))

    def choose(self, key: str) -> None:
        """Show the rows behind one number."""
        if self.shown is None:
            return
        self.key = key
        for name, tile in self.tiles.tiles.items():
            tile.setChecked(name == key)
        for chip in self._chips:
            chip.setChecked(chip.key == key)
        job = self._desk.watched(self._desk.jobs.read(worklist.work, self.shown, key))
        job.done.connect(lambda found: self._show_work(key, found))

    def _show_work(self, key: str, found: list[Work]) -> None:
        if key == self.key and self.shown is not None:
            self.list.show_work(found, self.shown.tiles.get(key))

    # the record beside

    def _show_record(self, each: Work | None) -> None:
        if each is None or not each.id:
            self.beside.clear()
            return
        job = self._desk.watched(self._desk.jobs.read(records.read, each.id))
        job.done.connect(lambda record: self._tell_beside(each, record))

    def _tell_beside(self, each: Work, record: Record) -> None:
        if self.shown is not None and each is self.list.current:
            reasons = self.shown.reasons.get(each.id, ())
            what, due = self.shown.tiles[each.tile].label, each.cells[4]
            shown = due if due.mark else due._replace(words="")
            self.beside.show_record(record, what, shown, reasons)


def make(desk: Desk) -> TodayPage:
    """Return the page."""
    return TodayPage(desk)
