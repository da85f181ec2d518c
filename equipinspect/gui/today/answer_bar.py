"""The line that answers an alarm: a reason code, a day to be reminded again, a remark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from equipinspect.app import alarms
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.date_edit import DateEdit
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.model.text import _

Take = Callable[[str, str, date | None], None]  # reason code, remark, day to be reminded again


class AnswerBar(QWidget):
    """Stands under the worklist while an alarm is answered; Enter writes, Esc leaves."""

    def __init__(self, desk: Desk, take: Take, leave: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        look, declaration = desk.look, desk.declarations.get(alarms.KIND)
        ground(self, "window")
        self.title = Label(look, "", step="list", medium=True).elide()
        self._options = declaration.field("reason").options
        self.reason = ChoiceBox(look)
        self.reason.addItems([option.label for option in self._options])
        self.reason.setAccessibleName(declaration.field("reason").label)
        self.until = DateEdit(look, declaration.field("until"), desk.now().date())
        self.until.setProperty("rest", False)
        self.until.setPlaceholderText(_("何日再提醒"))
        self.words = QLineEdit()
        self.words.setPlaceholderText(declaration.field("note").label)
        self.words.setAccessibleName(declaration.field("note").label)
        self.problem = Label(look, "").elide()
        self.write, self.drop = button(_("记下 Enter"), "primary"), button(_("放弃 Esc"))
        self.write.clicked.connect(self._write)
        self.drop.clicked.connect(leave)
        for line in (self.until, self.words):
            line.returnPressed.connect(self._write)
        QShortcut(QKeySequence("Esc"), self).activated.connect(leave)
        self._lay_out(look.px)
        self.hide()

    def _lay_out(self, px: Callable[[float], int]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(8))
        self.reason.setFixedWidth(px(172))
        self.until.setFixedWidth(px(120))
        row.addWidget(self.title, 2)
        for part in (self.reason, self.until):
            row.addWidget(part)
        row.addWidget(self.words, 2)
        row.addWidget(self.problem, 1)
        for each in (self.write, self.drop):
            row.addWidget(each)

    def begin(self, title: str) -> None:
        """Ask how an alarm was dealt with."""
        self.title.setText(title)
        self.title.update()
        self.reason.setCurrentIndex(0)
        self.until.write(None)
        self.words.clear()
        self.problem.setText("")
        self.show()
        self.reason.setFocus()

    def _write(self) -> None:
        try:
            until = self.until.read()
        except ValueError as error:
            self.problem.setText(str(error))
            return
        reason = self._options[self.reason.currentIndex()].value
        again = date.fromisoformat(str(until)) if until else None
        self._take(reason, self.words.text().strip(), again)
