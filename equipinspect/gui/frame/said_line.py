"""Says what an action did, or why it was refused, for a while above the status bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.section_header import rule

SECONDS = 10


class SaidLine(QWidget):
    """One line; a new sentence takes the place of the one before."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.notice = Notice(look, "tick")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addWidget(self.notice)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(
        self,
        text: str,
        link: str = "",
        follow: Callable[[], None] | None = None,
        warn: bool = False,
    ) -> None:
        """Show a sentence with an optional link for ten seconds."""

        def go() -> None:
            self.hide()
            if follow is not None:
                follow()

        self.notice.tell(text, link, go, "warn" if warn else "tick")
        self.setVisible(bool(text))
        self._timer.start(SECONDS * 1000)
