"""The reasons why a certificate cannot be issued yet, each leading to where it is put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.model.text import _


class Refusals(QWidget):
    """A line for each reason; one quiet line when nothing is missing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.notices: list[Notice] = []
        self._ready = Label(look, _("✓ 资料齐全，可以出具。"), "text2").wrap()
        self._ready.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(4))
        self._column.addWidget(self._ready)

    def tell(self, problems: Mapping[str, str], follow: Callable[[str], None]) -> None:
        """Show the reasons by field key; ``follow`` leads to a field."""
        for old in self.notices:
            old.deleteLater()
        self.notices = []
        self._ready.setVisible(not problems)
        for place, (key, text) in enumerate(problems.items()):
            notice = Notice(self._look)
            self._column.insertWidget(place, notice)
            link = _("去补") if key else ""
            notice.tell(text, link, self._going(follow, key))
            self.notices.append(notice)

    def _going(self, follow: Callable[[str], None], key: str) -> Callable[[], None]:
        return lambda: follow(key)
