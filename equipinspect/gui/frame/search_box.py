"""The search over everything: finds as one types, grouped by kind, without leaving the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from equipinspect.app import lists
from equipinspect.app.lists import Hit
from equipinspect.gui.desk import Desk
from equipinspect.gui.jobs import Job
from equipinspect.gui.widgets.key_cap import KeyCap
from equipinspect.model.text import _

if TYPE_CHECKING:
    from equipinspect.gui.frame.pick_list import PickList

WIDTH, MOST = 560, 30


class SearchBox(QLineEdit):
    """One line; every key pressed asks again and drops the question before."""

    def __init__(self, desk: Desk, narrow: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._narrow = desk, narrow
        self._job: Job | None = None
        self._hurried = False  # Enter came before the answer, as from a scanner
        self.setObjectName("search")
        self.setProperty("search", True)
        self.setPlaceholderText(_("搜索设备、单位、地址、编号、拼音首字母"))
        self.setAccessibleName(_("搜索全部台账"))
        self._sign = QAction(self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self._cap = KeyCap(desk.look, "Ctrl+K")
        self._cap.setParent(self)
        self.textEdited.connect(self._search)
        desk.look.follow(self)

    @cached_property
    def popup(self) -> PickList:
        """What was found, under the line; made when something is first searched."""
        from equipinspect.gui.frame.pick_list import PickList  # noqa: PLC0415 - not needed to start

        return PickList(self._desk.look, self)

    @property
    def is_offering(self) -> bool:
        """Say whether the popup is open."""
        return "popup" in self.__dict__ and self.popup.isVisible()

    def _search(self, text: str) -> None:
        if self._job is not None:
            self._job.drop()
        self._job, self._hurried = None, False
        if not text.strip():
            self.popup.offer([])
            return
        self._job = self._desk.jobs.read(lists.find, text.strip(), MOST)
        self._job.done.connect(self._offer)

    def _offer(self, found: tuple[list[Hit], int]) -> None:
        from equipinspect.gui.frame.pick_list import Pick  # noqa: PLC0415 - not needed to start

        self._job = None
        hits, met = found
        text = self.text().strip()
        if self._hurried and len(hits) == 1:
            self._opener(hits[0])()
            return
        picks = [
            Pick(_("在当前列表中筛选“{text}”").format(text=text), "", lambda: self._filter(text))
        ]
        known = {kind: i for i, kind in enumerate(dict.fromkeys(h.kind for h in hits))}
        ordered = sorted(hits, key=lambda h: known[h.kind])
        for kind, group in groupby(ordered, lambda h: h.kind):
            picks.append(Pick(self._desk.declarations.get(kind).label))
            picks += [Pick(h.title, h.subtitle, self._opener(h)) for h in group]
        picks.append(Pick(self._met(len(hits), met)))
        self.popup.offer(picks)

    def _met(self, shown: int, met: int) -> str:
        if not met:
            return _("没有找到。可以换两个字、编号的一段或拼音首字母再试。")
        if met > lists.MOST_COUNTED:
            return _("先列 {n} 条，共 {m:,}+ 条").format(n=shown, m=lists.MOST_COUNTED)
        return _("共 {m:,} 条").format(m=met)

    def _opener(self, hit: Hit) -> Callable[[], None]:
        def open_hit() -> None:
            self.clear()
            self._desk.go("register", kind=hit.kind, number=hit.id)

        return open_hit

    def _filter(self, text: str) -> None:
        self.clear()
        self._narrow(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows move in what was found, Enter open it, Esc close it."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._close()
            self.clear()
            self.clearFocus()
        elif self.is_offering and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif (
            self._job is None and self.is_offering and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.popup.take()
        elif self._job is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._hurried = True
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what was searched before."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close what was found."""
        super().focusOutEvent(event)
        self._close()

    def _close(self) -> None:
        if self.is_offering:
            self.popup.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key cap at the right end."""
        super().resizeEvent(event)
        size = self._cap.sizeHint()
        self.setTextMargins(0, 0, size.width() + self._desk.look.px(6), 0)
        left = self.width() - size.width() - self._desk.look.px(6)
        self._cap.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def dress(self) -> None:
        """Take sign and width from the look."""
        self._sign.setIcon(self._desk.look.icon("search"))
        self.setMaximumWidth(self._desk.look.px(WIDTH))
