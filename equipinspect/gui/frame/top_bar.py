"""The bar at the top: the search, the day and time, undo, and a menu of the rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.frame.search_box import SearchBox
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.wording import day_and_time
from equipinspect.model.text import _

HEIGHT, SECONDS = 47, 20


class TopBar(QWidget):
    """Holds what is at hand on every page."""

    def __init__(self, desk: Desk, narrow: Callable[[str], None]) -> None:
        super().__init__()
        px = desk.look.px
        self._desk = desk
        self.setFixedHeight(px(HEIGHT))
        self.search = SearchBox(desk, narrow)
        self._clock = Label(desk.look, "", "text2")
        self.undo = IconButton(desk.look, _("撤销"), "undo", "quiet")
        self.undo.setObjectName("undo")
        self.undo.setToolTip(_("撤销上一步操作　Ctrl+Z"))
        self.more = IconButton(desk.look, "", "more", "quiet")
        self.more.setAccessibleName(_("更多"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(8))
        row.addWidget(self.search, 3)
        row.addStretch(1)
        for part in (self._clock, self.undo, self.more):
            row.addWidget(part)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start(SECONDS * 1000)
        self.tell_undo("")
        self._tick()

    def _tick(self) -> None:
        self._clock.setText(day_and_time(self._desk.now()))

    def tell_undo(self, words: str) -> None:
        """Name what undo would take back; "" when there is nothing."""
        self.undo.setText(_("撤销 {what}").format(what=words) if words else _("撤销"))
        self.undo.setEnabled(bool(words))

    def open_menu(self, commands: list[Command]) -> None:
        """Show the commands in a menu under its button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command in commands:
            action = menu.addAction(f"{command.words}\t{command.keys}")
            action.triggered.connect(lambda _on=False, run=command.run: run())
        width = menu.sizeHint().width()
        corner = self.more.mapToGlobal(QPoint(self.more.width() - width, self.more.height()))
        menu.popup(corner)
