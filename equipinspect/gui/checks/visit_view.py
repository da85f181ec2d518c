"""A visit under way: its devices at the left, the checklist in the middle, the device's story right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from equipinspect.app import visit_desk
from equipinspect.app.visit_desk import At, View
from equipinspect.gui.checks.checklist_view import ChecklistView
from equipinspect.gui.checks.open_draft import PICTURES, OpenDraft
from equipinspect.gui.checks.part_side import PartSide
from equipinspect.gui.checks.recheck_list import RecheckList
from equipinspect.gui.checks.story_side import StorySide
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.section_header import upright_rule
from equipinspect.model.fields import Value
from equipinspect.model.text import _


class VisitView(OpenDraft):
    """Puts the three side by side and saves every change of the draft at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.on_view: Callable[[View, bool], None] = lambda _view, _fresh: None
        self._wanted: At | None = None
        self.parts, self.items, self.story = PartSide(desk), ChecklistView(desk), StorySide(desk)
        self.parts.on_pick = self.pick_part
        self.parts.add.clicked.connect(self._add_device)
        self.items.on_judge = self._judge
        self.items.judging.on_say = self._say
        self.items.judging.on_grade = self._grade
        self.items.judging.photos.on_add = self.photograph
        self.rechecks = RecheckList(desk)
        self.rechecks.on_find = self.recheck
        self.rechecks.on_photo = self.photograph_recheck
        self._lay_out()

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rechecks, 1)
        middle.addWidget(self.items, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.parts)
        row.addWidget(upright_rule())
        row.addLayout(middle, 1)
        row.addWidget(upright_rule())
        row.addWidget(self.story)

    # the draft

    def show_view(self, view: View) -> None:
        """Show a draft as it stands; another than before begins at its first item without a verdict."""
        fresh = self.name != view.page.draft.id
        if fresh:
            self.forget()
            self._wanted = view.page.next_unjudged()
        super().show_view(view)
        at, self._wanted = self._wanted, None
        self.parts.show_view(view)
        self.items.show_view(view, at)
        for part in (self.items, self.story):
            part.setVisible(bool(view.page.draft.parts) or not view.hazards)
        self.rechecks.show_view(view)
        self.story.show_story(view.page.story)
        self.on_view(view, fresh)

    def forget(self) -> None:
        """Drop the visit before, and the answers that are still to come for it."""
        self.name, self.view = "", None
        self._asked += 1
        self.parts.forget()
        self.items.forget()
        self.rechecks.forget()

    def flush(self) -> None:
        """Write what was typed now."""
        if self.name:
            self.items.judging.flush()
            self.rechecks.flush()

    def focus_first(self) -> None:
        """Put the cursor into the checklist, or into the hazards where there is none."""
        if self.view is not None and self.view.hazards and not self.view.page.draft.parts:
            self.rechecks.focus_first()
        else:
            self.items.setFocus()

    # items

    def _judge(self, at: At, verdict: str) -> None:
        self.ask(visit_desk.judged, self.name, at, verdict)

    def _say(self, at: At, texts: Mapping[str, str]) -> None:
        self.ask(visit_desk.said, self.name, at, dict(texts))

    def _grade(self, at: At, values: Mapping[str, Value]) -> None:
        self.ask(visit_desk.graded, self.name, at, dict(values))

    def fix(self) -> None:
        """Mark the open item as put right on the spot, or take that back."""
        if self.items.judging.saying.isVisible():
            self.items.judging.fixed.click()

    def photograph(self) -> None:
        """Add a photo to the item being judged."""
        judging = self.items.judging
        if not self.isVisible():
            return
        if self.items.isHidden():
            self.rechecks.photograph()
        if judging.item is None:
            return
        judging.flush()
        kinds = _("照片 ({kinds})").format(kinds=PICTURES)
        path = self._desk.messages.open_file(_("这一项的照片"), kinds)
        if path is not None:
            self.ask(visit_desk.photographed, self.name, judging.at, path, judging.role())

    def to_item(self, at: At) -> None:
        """Go to an item, in whichever device it is."""
        if self.view is not None and at[0] != self.view.part:
            self._wanted = at if at[1] else None
            self.pick_part(at[0])
        else:
            self.items.go_to(at)

    # devices

    def pick_part(self, key: str) -> None:
        """Show another device of the visit."""
        self.flush()
        self.ask(visit_desk.view, self.name, key)
        self.items.setFocus()

    def step_part(self, by: int) -> None:
        """Show the next device, or the one before."""
        keys = [p.key for p in self.view.page.draft.parts] if self.view is not None else []
        if keys and self.view is not None and self.isVisible():
            self.pick_part(keys[(keys.index(self.view.part) + by) % len(keys)])

    def _add_device(self) -> None:
        asked = _("加哪一台？输入登记证编号、设备代码或地址：")
        text = self._desk.messages.text(asked)
        if text and self.name:
            self.ask(visit_desk.device_found, self.name, text)
