"""The one conflict page of a sitting: both values side by side, decided by digit keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app.conflicts import Open
from equipinspect.gui.exchange.side_card import SideCard
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button, link_button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.key_cap import KeyCap
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

Decide = Callable[[Open, int, str | None, str], None]  # conflict, side from 1 or 0, typed, reason


class ConflictView(QWidget):
    """Shows one open conflict after the other."""

    def __init__(self, look: Look, moment: Callable[[str], str]) -> None:
        super().__init__()
        self._look, self._moment = look, moment
        self._open: list[Open] = []
        self._at = 0
        self.decide: Decide = lambda _conflict, _take, _text, _reason: None
        self.open_record: Callable[[int], None] = lambda _number: None
        ground(self, "base")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.count = Label(look, "", step="list", medium=True)
        self.back, self.next = button(_("← 上一项"), "quiet"), button(_("先放下 →"), "quiet")
        self.back.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.title = Label(look, "", step="subtitle").elide()
        self.record = link_button(_("打开台账"))
        self.record.clicked.connect(self._open_record)
        self.field = Label(look, "", "text2").wrap()
        self.cards = QHBoxLayout()
        self.reason = QLineEdit(_("合并台裁定"))
        self.reason.setAccessibleName(_("裁定的理由"))
        self.other = QLineEdit()
        self.other.setPlaceholderText(_("都不对时在这里写正确的值，回车采用"))
        self.other.setAccessibleName(_("另填的值"))
        self.other.returnPressed.connect(self._take_other)
        self.choices = QHBoxLayout()
        self.empty = EmptyPage(look)
        self.empty.tell(_("没有待裁定的冲突。"), "", lambda: None)
        self.body = self._made()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body, 1)
        column.addWidget(self.empty, 1)
        self.show_conflicts([])

    def _made(self) -> QWidget:
        px = self._look.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(8), px(16), px(16))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        for part in (self.count, self.back, self.next):
            head.addWidget(part)
        head.addStretch(1)
        title = QHBoxLayout()
        title.addWidget(self.title, 1)
        title.addWidget(self.record)
        why = QHBoxLayout()
        why.setSpacing(px(8))
        why.addWidget(Label(self._look, _("理由"), "text2"))
        why.addWidget(self.reason, 1)
        own = QHBoxLayout()
        own.setSpacing(px(8))
        own.addWidget(KeyCap(self._look, "0"))
        own.addWidget(self.other, 1)
        trace = _("裁定是一次改动，可撤销；这一行会留下冲突的痕迹，两个值都在历史里。")
        column.addLayout(head)
        column.addWidget(rule())
        column.addLayout(title)
        column.addWidget(self.field)
        column.addLayout(self.cards)
        column.addLayout(self.choices)
        column.addLayout(own)
        column.addLayout(why)
        column.addWidget(Label(self._look, trace, "text3", "small").wrap())
        column.addStretch(1)
        return scrolled(inner)

    @property
    def left(self) -> int:
        """How many conflicts are not decided."""
        return len(self._open)

    def show_conflicts(self, found: Sequence[Open]) -> None:
        """Show the open conflicts; the one looked at stays if it is still open."""
        now = self._open[self._at].key if self._open else ""
        self._open = list(found)
        keys = [each.key for each in self._open]
        self._at = keys.index(now) if now in keys else min(self._at, max(0, len(keys) - 1))
        self.body.setVisible(bool(found))
        self.empty.setVisible(not found)
        if found:
            self._show()

    def _show(self) -> None:
        each = self._open[self._at]
        self.count.setText(_("冲突 {i} / {n}").format(i=self._at + 1, n=len(self._open)))
        self.title.setText(each.title)
        said = _("⇄ {label}：两边都从同一处改起，彼此不知情，由人裁定。")
        self.field.setText(said.format(label=each.label))
        _clear(self.cards)
        _clear(self.choices)
        for digit, one in enumerate(each.said, 1):
            self.cards.addWidget(SideCard(self._look, digit, one, self._moment(one.at)), 1)
            take = button(_("{digit}　采用第 {digit} 个").format(digit=digit))
            take.setObjectName(f"take_{digit}")
            take.clicked.connect(lambda _on=False, digit=digit: self._take(digit))
            self.choices.addWidget(take)
        self.choices.addStretch(1)
        self.other.clear()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits decide, 0 goes to the free value, the arrows go on and back."""
        key = event.key()
        if not self._open:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._take(key - Qt.Key.Key_0)
        elif key == Qt.Key.Key_0:
            self.other.setFocus()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if self._open:
            self._at = (self._at + by) % len(self._open)
            self._show()

    def _take(self, digit: int) -> None:
        each = self._open[self._at]
        if digit <= len(each.said):
            self.decide(each, digit, None, self.reason.text())

    def _take_other(self) -> None:
        self.decide(self._open[self._at], 0, self.other.text().strip(), self.reason.text())

    def _open_record(self) -> None:
        self.open_record(self._open[self._at].conflict.entity)


def _clear(row: QHBoxLayout) -> None:
    while row.count():
        item = row.takeAt(0)
        if item is not None and (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
