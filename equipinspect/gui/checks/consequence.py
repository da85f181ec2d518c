"""What follows from a failed item: its warning, and level, deadline and clause of the hazard it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.visit_desk import View
from equipinspect.app.visit_page import ItemView
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.model.fields import Value
from equipinspect.model.hazards import two_level
from equipinspect.model.text import _

GRADED = ("level", "deadline", "still_used")  # beside the clause, which is picked from a list
LABEL = 72


class Consequence(QWidget):
    """Shown under a failed item only; every choice saves itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.on_grade: Callable[[Mapping[str, Value]], None] = lambda _values: None
        px, hazard = desk.look.px, desk.declarations.get("hazard")
        self.warning = Notice(desk.look, "red")
        self.criterion = ChoiceBox(desk.look)
        self.criterion.setAccessibleName(_("重大事故隐患判定条款"))
        self.criterion.activated.connect(self._choose)
        self.severe = ChoiceBox(desk.look)
        self.severe.setAccessibleName(hazard.field("severe_57").caption)
        self.severe.setToolTip(hazard.field("severe_57").help)
        self.severe.activated.connect(self._choose_severe)
        self.progress = Boxes(desk, [hazard.field("progress")], 1, LABEL)
        self.progress.on_write = self._tell
        self.grade = Boxes(desk, [hazard.field(k) for k in GRADED], len(GRADED), LABEL)
        self.grade.on_write = self._tell
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.warning)
        column.addWidget(self.grade)
        column.addLayout(self._line(_("判定条款"), self.criterion))
        column.addLayout(self._line(_("57 号令"), self.severe))
        column.addWidget(self.progress)

    def _line(self, words: str, box: ChoiceBox) -> QHBoxLayout:
        row, name = QHBoxLayout(), Label(self._desk.look, words, "text2")
        name.setFixedWidth(self._desk.look.px(LABEL))
        row.setSpacing(self._desk.look.px(4))
        row.addWidget(name)
        row.addWidget(box, 1)
        return row

    def flush(self) -> None:
        """Write what was typed now."""
        self.grade.flush()
        self.progress.flush()

    def editors(self) -> list[QWidget]:
        """Return what can be typed in, in reading order."""
        graded = [row.widget for row in self.grade.rows.values()]
        return [*graded, self.criterion, self.severe, self.progress.rows["progress"].widget]

    def show_item(self, item: ItemView, view: View, other: bool) -> None:
        """Show the hazard of an item; ``other``: it is not the one shown before."""
        mark = item.mark
        self.setVisible(mark.verdict == "fail")
        level = self._desk.declarations.get("hazard").field("level").show(mark.hazard.get("level"))
        red = item.warning and mark.hazard.get("level") == "major"
        plain = _("将成为一处{level}隐患，签名时自动登记。").format(level=level)
        self.warning.tell(item.warning or plain, mark="red" if red else "warn")
        (self.grade.begin if other else self.grade.show_values)(mark.hazard, {})
        self.criterion.clear()
        self.criterion.addItem(_("（不按重大判定条款）"), "")
        for place, each in enumerate(view.criteria.get(item.part, []), 1):
            self.criterion.addItem(f"{each.clause}　{each.text}", each.clause)
            self.criterion.setItemData(place, each.text, Qt.ItemDataRole.ToolTipRole)
        chosen = self.criterion.findData(mark.hazard.get("criterion") or "")
        self.criterion.setCurrentIndex(max(0, chosen))
        self._show_severe(mark.hazard, view)
        (self.progress.begin if other else self.progress.show_values)(mark.hazard, {})
        major = two_level(mark.hazard.get("level")) == "major"
        asked = (mark.fixed and major) or bool(mark.hazard.get("progress"))
        self.progress.setVisible(asked)

    def _show_severe(self, hazard: Mapping[str, Value], view: View) -> None:
        self.severe.clear()
        self.severe.addItem(_("（不是总局令第 57 号的严重事故隐患）"), "")
        for place, (clause, text) in enumerate(view.severe.items(), 1):
            self.severe.addItem(_article(clause, text), clause)
            self.severe.setItemData(place, text, Qt.ItemDataRole.ToolTipRole)
        flagged = hazard.get("severe_57") == 1
        chosen = self.severe.findData(hazard.get("severe_clause") or "") if flagged else 0
        self.severe.setCurrentIndex(max(0, chosen))
        self.severe.setEnabled(bool(view.severe))

    def _choose_severe(self, _place: int) -> None:
        clause = str(self.severe.currentData() or "")
        self._tell({"severe_57": 1 if clause else None, "severe_clause": clause or None})

    def _choose(self, _place: int) -> None:
        clause = str(self.criterion.currentData() or "")
        self._tell({"criterion": clause or None, "level": "major" if clause else "ordinary"})

    def _tell(self, values: Mapping[str, Value]) -> None:
        self.on_grade(values)


def _article(clause: str, text: str) -> str:
    article, _dash, case = clause.partition("-")
    return _("第 {article} 条（{case}）　{text}").format(article=article, case=case, text=text)
