"""What is known of the device at hand: facts, due dates, open hazards, and what happened before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from equipinspect.app.lists import Row
from equipinspect.app.visit_page import Event, Story
from equipinspect.gui.desk import Desk
from equipinspect.gui.look import Look
from equipinspect.gui.painting import MARK, MARK_GAP, draw_pill
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.key_cap import KeyCap
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.gui.wording import due_reading
from equipinspect.model.hazards import two_level
from equipinspect.model.text import _

WIDTH, FACT, DAY, MOST = 352, 72, 80, 12
LEVELS = {"major": "red", "ordinary": "yellow"}


class Pill(QWidget):
    """A mark with its word."""

    def __init__(self, look: Look, mark: str, words: str) -> None:
        super().__init__()
        self._look, self._mark, self._words = look, mark, words
        width = QFontMetricsF(look.font("list")).horizontalAdvance(words)
        self.setFixedSize(round(width) + look.px(MARK + MARK_GAP + 14), look.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint mark and word."""
        painter = QPainter(self)
        painter.setFont(self._look.font("list"))
        box = self.rect().toRectF().adjusted(self._look.px(6), 0, 0, 0)
        draw_pill(painter, self._look, box, self._mark, self._words)
        painter.end()


class StorySide(QWidget):
    """Stands at the right of the checklist."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._story: Story | None = None
        ground(self, "base")
        px = desk.look.px
        self.setFixedWidth(px(WIDTH))
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(px(16), px(8), px(16), px(16))
        self._column.setSpacing(px(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolled(self._body), 1)
        column.addLayout(self._keys())

    def _keys(self) -> QHBoxLayout:
        px, row = self._desk.look.px, QHBoxLayout()
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(6))
        words = (("1–4", _("判定")), ("↓", _("下一项")), ("F8", _("拍照")), ("F11", _("机房模式")))
        for key, word in words:
            row.addWidget(KeyCap(self._desk.look, key))
            row.addWidget(Label(self._desk.look, word, "text2", "small"))
        row.addStretch(1)
        return row

    def show_story(self, story: Story) -> None:
        """Show the story of a device; the same one is not drawn again."""
        if story == self._story:
            return
        self._story = story
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        look = self._desk.look
        self._column.addWidget(Label(look, story.title, step="subtitle").wrap())
        self._column.addWidget(SectionHeader(look, _("这台设备")))
        for label, value in story.facts:
            self._column.addWidget(FactRow(look, label, value, FACT))
        self._add_dues(story)
        self._add_hazards(story.hazards)
        count = _("{n} 件").format(n=len(story.events))
        self._column.addWidget(SectionHeader(look, _("来龙去脉"), count))
        if not story.events:
            self._column.addWidget(Label(look, _("还没有记录。"), "text2"))
        for event in story.events[:MOST]:
            self._column.addWidget(self._event(event))
        self._column.addStretch(1)

    def _add_dues(self, story: Story) -> None:
        if not story.dues:
            return
        look, today = self._desk.look, self._desk.now().date()
        policy = self._desk.info["due_policy"]
        self._column.addWidget(SectionHeader(look, _("期限")))
        for due in story.dues:
            words, mark = due_reading(due.source, due.last_day.isoformat(), today, policy)
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(look.px(8))
            row.addWidget(Label(look, f"{due.label}　{due.due}").elide(), 1)
            row.addWidget(Pill(look, mark, words) if mark else Label(look, words, "text3"))
            self._column.addWidget(line)

    def _add_hazards(self, found: tuple[Row, ...]) -> None:
        look = self._desk.look
        count = _("{n} 处").format(n=len(found))
        self._column.addWidget(SectionHeader(look, _("未销号隐患"), count))
        if not found:
            self._column.addWidget(Label(look, _("没有未销号的隐患。"), "text2"))
        level = self._desk.declarations.get("hazard").field("level")
        for row in found:
            line = QWidget()
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            place = QHBoxLayout(line)
            place.setContentsMargins(0, look.px(3), 0, look.px(3))
            place.setSpacing(look.px(8))
            value = row.values.get("level")
            mark = LEVELS[two_level(value)]
            top = Qt.AlignmentFlag.AlignTop
            place.addWidget(Pill(look, mark, level.show(value)), 0, top)
            until = row.values.get("deadline")
            tail = _("，限 {day}").format(day=until) if until else ""
            words = f"{row.values.get('description') or ''}{tail}"
            place.addWidget(Label(look, words).wrap(), 1)
            self._column.addWidget(line)

    def _event(self, event: Event) -> QWidget:
        look, line = self._desk.look, QWidget()
        line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, look.px(4), 0, look.px(4))
        row.setSpacing(look.px(8))
        day = Label(look, event.on, "text2")
        day.setMinimumWidth(look.px(DAY))
        row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(look, event.what, medium=True).wrap())
        if event.detail:
            words.addWidget(Label(look, event.detail, "text2").wrap())
        row.addLayout(words, 1)
        return line
