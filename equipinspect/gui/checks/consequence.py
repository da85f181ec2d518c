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
        self.grade = Boxes(desk, [hazard.field(k) for k in GRADED], len(GRADED), LABEL)
        self.grade.on_write = self._tell
        name = Label(desk.look, _("判定条款"), "text2")
        name.setFixedWidth(px(LABEL))
        clause = QHBoxLayout()
        clause.setSpacing(px(4))
        clause.addWidget(name)
        clause.addWidget(self.criterion, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.warning)
        column.addWidget(self.grade)
        column.addLayout(clause)

    def editors(self) -> list[QWidget]:
        """Return what can be typed in, in reading order."""
        return [*(row.widget for row in self.grade.rows.values()), self.criterion]

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

    def _choose(self, _place: int) -> None:
        clause = str(self.criterion.currentData() or "")
        self._tell({"criterion": clause or None, "level": "major" if clause else "ordinary"})

    def _tell(self, values: Mapping[str, Value]) -> None:
        self.on_grade(values)
