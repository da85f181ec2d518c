"""A visit under way: its devices at the left, the checklist in the middle, the device's story right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from equipinspect.app.visit_desk import At, View
from equipinspect.gui.checks.checklist_view import ChecklistView
from equipinspect.gui.checks.part_side import PartSide
from equipinspect.gui.checks.story_side import StorySide
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.section_header import upright_rule


class VisitView(QWidget):
    """Puts the three side by side."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.parts, self.items, self.story = PartSide(desk), ChecklistView(desk), StorySide(desk)
        self.wanted: At | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.parts, upright_rule(), self.items, upright_rule(), self.story):
            row.addWidget(part, 1 if part is self.items else 0)

    def show_view(self, view: View, fresh: bool) -> None:
        """Show a draft as it stands; an older one stands at its first item without a verdict."""
        if fresh:
            self.forget()
            self.wanted = view.page.next_unjudged()
        at, self.wanted = self.wanted, None
        self.parts.show_view(view)
        self.items.show_view(view, at)
        self.story.show_story(view.page.story)

    def forget(self) -> None:
        """Drop the visit before."""
        self.parts.forget()
        self.items.forget()
