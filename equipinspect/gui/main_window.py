"""The window: rail, top bar and status bar around the pages, and the keys that work everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import entering
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.directory import ENTRIES, Page
from equipinspect.gui.frame.machine_room import MachineRoom
from equipinspect.gui.frame.rail import Rail
from equipinspect.gui.frame.said_line import SaidLine
from equipinspect.gui.frame.status_bar import StatusBar
from equipinspect.gui.frame.top_bar import TopBar
from equipinspect.gui.widgets.focus_ring import FocusRing
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

FIRST = "register"


class MainWindow(QWidget):
    """Lists the pages and shows one of them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entries = {e.key: e for e in ENTRIES}
        self._pages: dict[str, Page] = {}
        self._shown = ""
        self.setWindowTitle(_("特种设备监督检查"))
        desk.go, desk.say, desk.messages.window = self.go, self.say, self
        self.rail = Rail(desk.look, self.go, self)
        self.top = TopBar(desk, lambda text: self.go(FIRST, text=text))
        self.stack = QStackedWidget()
        self.said = SaidLine(desk.look)
        self.status = StatusBar(desk)
        self._ring = FocusRing(desk.look, desk.application, self)
        self._around: tuple[QWidget, ...] = (self.rail, self.top, self.status)
        self.room = MachineRoom(desk, self, self._around)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self.top, rule(), self.stack, self.said, rule(), self.status):
            right.addWidget(part, 1 if part is self.stack else 0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addWidget(upright_rule())
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        self.top.undo.clicked.connect(self.undo)
        self.top.more.clicked.connect(lambda: self.top.open_menu(self.commands()))
        self._desk.jobs.changed.connect(self.refresh)
        for command in self._keys():
            QShortcut(QKeySequence(command.keys), self).activated.connect(command.run)

    def _keys(self) -> list[Command]:
        return [
            Command(_("搜索全部台账"), "Ctrl+K", self.top.search.setFocus),
            Command(_("撤销上一步"), "Ctrl+Z", self.undo),
            Command(_("全部命令"), "Ctrl+Shift+P", self.open_palette),
            Command(_("这一页怎么用"), "F1", self.help),
            Command(_("机房模式"), "F11", self.room.toggle),
        ]

    # pages

    def begin(self, page: str = FIRST, **what: Any) -> None:
        """Show a page of the register that was opened."""
        self._show_around(True)
        self.status.tell(self._desk.info)
        self.go(page, **what)

    def go_first_start(self, problem: str = "", path: Path | None = None) -> None:
        """Show the three questions of a first start, or why a register could not be opened."""
        self._show_around(False)
        self.go("first_start", problem=problem, path=path)

    def _show_around(self, shown: bool) -> None:
        for part in self._around:
            part.setVisible(shown)

    def forget_pages(self) -> None:
        """Drop every page, because another register was opened."""
        self._desk.jobs.drop_all()
        for page in self._pages.values():
            widget = cast(QWidget, page)
            self.stack.removeWidget(widget)
            widget.deleteLater()
        self._pages.clear()
        self._shown = ""

    def go(self, key: str, **what: Any) -> None:
        """Show a page, unless the one before asks the person to stay."""
        if self._shown and self._shown != key and not self._pages[self._shown].leave():
            self.rail.show_page(self._shown)
            return
        if key not in self._pages:
            page = self._entries[key].make(self._desk)
            self._pages[key] = page
            cast(QWidget, page).setMinimumSize(1, 1)  # a page scrolls; it never widens the window
            self.stack.addWidget(cast(QWidget, page))
        self._shown = key
        self.stack.setCurrentWidget(cast(QWidget, self._pages[key]))
        self.rail.show_page(self._entries[key].under or key)
        self._pages[key].arrive(**what)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._shown]

    # saying and undoing

    def say(self, text: str, link: str = "", follow: Any = None, **how: bool) -> None:
        """Say what an action did; ``undo`` offers to take it back, ``warn`` marks a refusal."""
        if how.get("undo"):
            link, follow = _("撤销"), self.undo
        self.said.say(text, link, follow, how.get("warn", False))

    def undo(self) -> None:
        """Take back the last action of the register."""
        from equipinspect.app import undoing  # noqa: PLC0415 - not needed to start

        job = self._desk.watched(self._desk.jobs.run(undoing.undo_last))
        job.done.connect(lambda _changed: self.say(_("已撤销。")))

    def refresh(self, _changed: Changed | None = None) -> None:
        """Learn what undo would take back, and the facts of the status bar."""
        from equipinspect.app import undoing  # noqa: PLC0415 - not needed to start

        self._desk.jobs.read(undoing.last_action).done.connect(self._name_undo)
        self.learn_info()

    def learn_info(self) -> None:
        """Ask again for the facts of the status bar."""
        self._desk.jobs.read(entering.info).done.connect(self._learn_info)

    def _name_undo(self, done: Any) -> None:
        from equipinspect.app import undoing  # noqa: PLC0415 - not needed to start

        undoable = done is not None and done.verb not in undoing.FINAL
        self.top.tell_undo(undoing.describe(done) if undoable else "")

    def _learn_info(self, info: dict[str, Any]) -> None:
        self._desk.info.update(info)
        self.status.tell(info)

    # keys

    def commands(self) -> list[Command]:
        """Return everything that can be done now, by name."""
        pages = [
            Command(_("到{page}").format(page=e.words), "", lambda k=e.key: self.go(k))  # type: ignore[misc]
            for e in ENTRIES
            if e.words
        ]
        return [*self.page.commands(), *pages, *self._keys()]

    def open_palette(self) -> None:
        """Offer all commands by name."""
        from equipinspect.gui.frame.command_palette import CommandPalette  # noqa: PLC0415 - not needed to start

        CommandPalette(self._desk.look, self.commands(), self)

    def help(self) -> None:
        """Say in a line how this page is used."""
        self.say(self.page.help)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved words before the window goes."""
        if self._shown and not self.page.leave():
            event.ignore()
            return
        self._desk.preferences.put("window.size", [self.width(), self.height()])
        super().closeEvent(event)
