"""The editor of a reference: finds a unit, person or holder as one types, and can add a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from equipinspect.app import lists, records
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.text_edit import no_one
from equipinspect.gui.jobs import Job
from equipinspect.model.fields import Field, Value
from equipinspect.model.text import _

MOST = 12
ROW = 28
NEW = -1
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Suggestion:
    """A record a reference could point to."""

    id: int
    title: str
    subtitle: str


def suggestions(session: Session, record: str, text: str) -> list[Suggestion]:
    """Return the first records of a kind that meet the typed text."""
    rows = lists.page(session, Query(record, text=text), 0, MOST)
    return [
        Suggestion(r.id, lists.title(session, r, record), lists.subtitle(session, r, record))
        for r in rows
    ]


class RefEdit(QLineEdit):
    """Holds the id of a record and shows its title."""

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__()
        self._desk, self.field = desk, field
        self.on_edited: Callable[[], None] = no_one
        self._value: Value = None
        self._title = ""
        self._job: Job | None = None
        self._typed = False
        self.setObjectName(field.key)
        self.setAccessibleName(field.caption)
        self.setAccessibleDescription(field.help or _("输入名称、代码或拼音首字母查找"))
        self.setProperty("rest", True)
        self.popup = self._made_popup()
        self.textEdited.connect(self._search)

    def _made_popup(self) -> QListWidget:
        popup = QListWidget(self)
        popup.setWindowFlags(Qt.WindowType.ToolTip)
        popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        popup.setProperty("popup", True)
        popup.itemClicked.connect(self._take)
        return popup

    def read(self) -> Value:
        """Return the id; raise ValueError while typed words point to no record."""
        if self._typed and self.text().strip():
            label = self._desk.declarations.get(self.field.refers).label
            said = _("没有选定{label}，请从列表中选一个")
            raise ValueError(said.format(label=label))
        return None if self._typed else self._value

    def write(self, value: Value, title: str = "") -> None:
        """Show a stored reference by its title; nothing is edited then."""
        self._value, self._title, self._typed = value, title, False
        self.setText(title)
        self.setCursorPosition(0)

    def settle(self) -> None:
        """Hide the suggestions."""
        self.popup.hide()

    def _search(self, text: str) -> None:
        self._typed = True
        self.on_edited()
        if self._job is not None:
            self._job.drop()
        self._job = None
        if not text.strip():
            self.popup.hide()
            return
        self._job = self._desk.jobs.read(suggestions, self.field.refers, text.strip())
        self._job.done.connect(self._offer)

    def _offer(self, found: list[Suggestion]) -> None:
        self._job = None
        self.popup.clear()
        for each in found:
            self._add(each.id, each.title, f"{each.title}　{each.subtitle}".strip())
        typed = self.text().strip()
        if typed and all(each.title != typed for each in found):
            label = self._desk.declarations.get(self.field.refers).label
            self._add(NEW, typed, _("＋ 新建{label}“{text}”").format(label=label, text=typed))
        self.popup.setCurrentRow(0)
        self._place_popup()

    def _add(self, number: int, title: str, words: str) -> None:
        item = QListWidgetItem(words)
        item.setData(_KEY, (number, title))
        item.setToolTip(words)
        self.popup.addItem(item)

    def _place_popup(self) -> None:
        if not self.hasFocus():
            return
        height = self._desk.look.px(ROW) * self.popup.count() + 4
        self.popup.resize(max(self.width(), self._desk.look.px(320)), height)
        self.popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.popup.show()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        number, title = item.data(_KEY)
        self.popup.hide()
        if number == NEW:
            self._create(title)
            return
        self._point_to(number, title)

    def _create(self, title: str) -> None:
        key = self._desk.declarations.get(self.field.refers).title[0]
        job = self._desk.jobs.run(records.save_new, self.field.refers, {key: title})
        self._desk.watched(job).done.connect(lambda number: self._point_to(number, title))

    def _point_to(self, number: int, title: str) -> None:
        self.write(number, title)
        self.on_edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows move in the suggestions, Enter take one, Esc close them."""
        if not self.popup.isVisible():
            super().keyPressEvent(event)
            return
        key, row = event.key(), self.popup.currentRow()
        if key == Qt.Key.Key_Down:
            self.popup.setCurrentRow(min(row + 1, self.popup.count() - 1))
        elif key == Qt.Key.Key_Up:
            self.popup.setCurrentRow(max(row - 1, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.popup.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.popup.hide()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the text, so that typing replaces it."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take an exact title; otherwise leave what was typed for the form to mark."""
        super().focusOutEvent(event)
        first = self.popup.item(0)
        if self._typed and first is not None and self.popup.isVisible():
            number, title = first.data(_KEY)
            if number != NEW and title == self.text().strip():
                self._point_to(number, title)
        self.popup.hide()
