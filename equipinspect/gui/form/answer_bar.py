"""One line under a list that asks three things of a record: a choice, a day to come back to it, a remark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.form.date_edit import DateEdit
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.model.text import _

Take = Callable[[str, str | None, str], None]  # value of the choice, day as YYYY-MM-DD, remark


@dataclass(frozen=True)
class Asked:
    """Which kind of record is asked about, by which fields; ``remind`` stands in the empty day."""

    kind: str
    choice: str
    day: str
    words: str
    remind: str
    widths: tuple[int, int]  # of choice and day, design pixels


class AnswerBar(QWidget):
    """Shown while something is answered; Enter writes, Esc leaves."""

    def __init__(self, desk: Desk, asked: Asked, take: Take, leave: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        look, declaration = desk.look, desk.declarations.get(asked.kind)
        ground(self, "window")
        self.title = Label(look, "", step="list", medium=True).elide()
        self._options = declaration.field(asked.choice).options
        self.choice = ChoiceBox(look)
        self.choice.addItems([option.label for option in self._options])
        self.choice.setAccessibleName(declaration.field(asked.choice).label)
        self.day = DateEdit(look, declaration.field(asked.day), desk.now().date())
        self.day.setProperty("rest", False)
        self.day.setPlaceholderText(asked.remind)
        self.words = QLineEdit()
        self.words.setPlaceholderText(declaration.field(asked.words).label)
        self.words.setAccessibleName(declaration.field(asked.words).label)
        self.problem = Label(look, "").elide()
        self.write, self.drop = button(_("记下 Enter"), "primary"), button(_("放弃 Esc"))
        self.write.clicked.connect(self._write)
        self.drop.clicked.connect(leave)
        for line in (self.day, self.words):
            line.returnPressed.connect(self._write)
        QShortcut(QKeySequence("Esc"), self).activated.connect(leave)
        self._lay_out(look.px, asked.widths)
        self.hide()

    def _lay_out(self, px: Callable[[float], int], widths: tuple[int, int]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(8))
        row.addWidget(self.title, 2)
        for part, width in zip((self.choice, self.day), widths, strict=True):
            part.setFixedWidth(px(width))
            row.addWidget(part)
        row.addWidget(self.words, 2)
        row.addWidget(self.problem, 1)
        for each in (self.write, self.drop):
            row.addWidget(each)

    def begin(self, title: str) -> None:
        """Ask about the record named in the title."""
        self.title.setText(title)
        self.title.update()
        self.choice.setCurrentIndex(0)
        self.day.write(None)
        self.words.clear()
        self.problem.setText("")
        self.show()
        self.choice.setFocus()

    def _write(self) -> None:
        try:
            day = self.day.read()
        except ValueError as error:
            self.problem.setText(str(error))
            return
        chosen = self._options[self.choice.currentIndex()].value
        self._take(chosen, str(day) if day else None, self.words.text().strip())
