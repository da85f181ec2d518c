"""The worklist of the Today page: rows, what is in all, the keys, and the line that answers an alarm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import alarms
from equipinspect.app.today import Tile
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.answer_bar import AnswerBar, Asked
from equipinspect.gui.register.filters import behind
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.today.worklist import MOST_OF_ALL, Work
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.key_cap import KeyCap
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

THEN = 5


class WorkView(QWidget):
    """Enter opens the record of a row, the blank answers its alarm."""

    def __init__(self, desk: Desk, looked_at: Callable[[Work | None], None]) -> None:
        super().__init__()
        self._desk, self._looked_at = desk, looked_at
        self._tile: Tile | None = None
        self.work: list[Work] = []
        look = desk.look
        heads = (
            Head(_("事项"), 160), Head(_("对象"), 256), Head(_("单位"), 192), Head(_("期限"), 96),
            Head(_("还有几天"), 132), Head(_("下一步"), 72),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("今日事项"))
        self.table.on_open = lambda _row: self.open()
        self.table.clicked.connect(lambda index: self.answer() if index.column() == THEN else None)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: looked_at(self.current))
        self.table.installEventFilter(self)
        self.empty = EmptyPage(look)
        self.empty.tell(_("这一项没有要办的事。"), "", lambda: None)
        self.words = Label(look, "", "text2").elide()
        self.list = button(_("在台账里列出"))
        self.list.clicked.connect(self._list)
        asked = Asked(alarms.KIND, "reason", "until", "note", _("何日再提醒"), (172, 120))
        self.bar = AnswerBar(desk, asked, self._write, self._leave_bar)
        self._lay_out()

    def _lay_out(self) -> None:
        px, look = self._desk.look.px, self._desk.look
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(4), px(16), px(4))
        foot.setSpacing(px(8))
        foot.addWidget(self.words, 1)
        for key, words in (("Enter", _("打开")), (_("空格"), _("处理"))):
            foot.addWidget(KeyCap(look, key))
            foot.addWidget(Label(look, words, "text2", "small"))
        foot.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.table, self.empty, rule(), self.bar):
            column.addWidget(part, 1 if part in (self.table, self.empty) else 0)
        column.addLayout(foot)

    def show_work(self, found: list[Work], tile: Tile | None) -> None:
        """Show the rows behind a tile, or the first of all tiles."""
        row = self.table.currentIndex().row()
        self.work, self._tile = found, tile
        self.table.show_lines([each.cells for each in found])
        if 0 < row < len(found):
            self.table.selectRow(row)
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.words.setText(self._told(tile))
        self.words.update()
        self.list.setVisible(bool(tile and tile.queries and tile.count))
        self._looked_at(self.current)

    def _told(self, tile: Tile | None) -> str:
        listed = _("列出 {n:,} 项").format(n=len(self.work))
        if tile is None:
            return _("{listed}，每种先列 {most} 项").format(listed=listed, most=MOST_OF_ALL)
        return _("共 {n:,} {c}，已处理 {done:,}，{listed}").format(
            n=tile.count + tile.answered, c=tile.counter, done=tile.answered, listed=listed
        )

    @property
    def current(self) -> Work | None:
        """The row looked at."""
        row = self.table.currentIndex().row()
        return self.work[row] if 0 <= row < len(self.work) else None

    def open(self) -> None:
        """Go to the record of the current row."""
        if (each := self.current) is not None and each.id:
            self._desk.go("register", kind=each.kind, number=each.id)

    def _list(self) -> None:
        if self._tile is not None and self._tile.queries:
            filters = behind(self._tile.queries[0], self._tile.label)
            self._desk.go("register", filters=filters)

    # answering

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The blank answers the alarm of the current row."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        if key == Qt.Key.Key_Space and event.type() == QEvent.Type.KeyPress:
            self.answer()
            return True
        return super().eventFilter(watched, event)

    def answer(self) -> None:
        """Begin to say how the alarm of the current row was dealt with."""
        each = self.current
        if each is not None and each.alarm and not each.is_answered:
            self.bar.begin(f"{each.cells[0].words}　{each.cells[1].words}")
        else:
            self.open()

    def _write(self, reason: str, day: str | None, words: str) -> None:
        until = date.fromisoformat(day) if day else None
        if (each := self.current) is None:
            return
        job = self._desk.jobs.run(alarms.answer, each.alarm, [each.id], reason, words, until)
        said = _("已记下处理结果：{title}。").format(title=each.cells[1].words)
        self._desk.watched(job).done.connect(lambda _changed: self._desk.say(said, undo=True))
        self._leave_bar()

    def _leave_bar(self) -> None:
        self.bar.hide()
        self.table.setFocus()
