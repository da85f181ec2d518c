"""The foot of a list: how many rows there are, are filtered, are chosen, and what to do with them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.model.text import _

HEIGHT = 39


class ListFooter(QWidget):
    """共 2,914 台，筛出 312 台，已选 2 台, then the verbs."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        ground(self, "window")
        self.setFixedHeight(look.px(HEIGHT))
        self._counts = [0, 0, 0]
        self._counter = ""
        self.words = Label(look, "").elide()
        self.words.setObjectName("counts")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.px(16), 0, look.px(8), 0)
        self._row.addWidget(self.words, 1)

    def add(self, words: str, name: str) -> QPushButton:
        """Add a verb at the right end."""
        made = button(words, "quiet")
        made.setObjectName(name)
        self._row.addWidget(made)
        return made

    def tell(
        self,
        counter: str | None = None,
        total: int | None = None,
        shown: int | None = None,
        chosen: int | None = None,
    ) -> None:
        """Show other numbers; what is not given stays."""
        self._counter = self._counter if counter is None else counter
        for place, number in enumerate((total, shown, chosen)):
            if number is not None:
                self._counts[place] = number
        self.words.setText(self._sentence())
        self.words.update()

    def _sentence(self) -> str:
        total, shown, chosen = self._counts
        c = self._counter
        parts = [_("共 {n:,} {c}").format(n=total, c=c)]
        if shown != total:
            parts.append(_("筛出 {n:,} {c}").format(n=shown, c=c))
        if chosen:
            parts.append(_("已选 {n:,} {c}").format(n=chosen, c=c))
        return "，".join(parts)
