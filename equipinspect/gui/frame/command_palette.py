"""All commands by name: a line to type in, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from equipinspect.gui.commands import Command
from equipinspect.gui.frame.pick_list import Pick, PickList
from equipinspect.gui.look import Look
from equipinspect.model.text import _

WIDTH, TOP = 520, 96


class CommandPalette(QLineEdit):
    """Opens in the middle of the window; gone after a command or Esc."""

    def __init__(self, look: Look, commands: list[Command], window: QWidget) -> None:
        super().__init__(window)
        self._commands = commands
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("commands")
        self.setPlaceholderText(_("要做什么？输入几个字"))
        self.setAccessibleName(_("全部命令"))
        self.resize(look.px(WIDTH), look.px(36))
        self.move((window.width() - self.width()) // 2, look.px(TOP))
        self.popup = PickList(look, self)
        self.textEdited.connect(self._narrow)
        self.show()
        self.raise_()
        self.setFocus()
        self._narrow("")

    def _narrow(self, text: str) -> None:
        wanted = text.strip().lower()
        found = [c for c in self._commands if wanted in c.words.lower()]
        self.popup.offer([Pick(c.words, c.keys, self._runner(c)) for c in found])

    def _runner(self, command: Command) -> Callable[[], None]:
        def run() -> None:
            self.close()
            command.run()

        return run

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows move, Enter run, Esc close."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.popup.take()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:
        """Close when the person goes elsewhere."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.popup.hide()
        self.close()
