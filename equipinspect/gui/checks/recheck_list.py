"""The hazards a recheck looks at: the result of each, what was seen, a new deadline, and photos."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.drafts import Recheck
from equipinspect.app.visit_desk import Rechecked, View
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.checks.photo_strip import PhotoStrip
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.fields import Value
from equipinspect.model.text import _

LABEL = 72


class RecheckBox(QWidget):
    """One hazard; every field saves itself, and the new deadline is asked for a failed one only."""

    def __init__(self, desk: Desk, hazard: Rechecked) -> None:
        super().__init__()
        self.on_find: Callable[[str, Recheck], None] = lambda _hazard, _found: None
        self.on_photo: Callable[[str], None] = lambda _hazard: None
        self._id = hazard.id
        own, step = desk.declarations.get("hazard"), desk.declarations.get("hazard_step")
        fields = [own.field("recheck_result"), step.field("note"), own.field("deadline")]
        self.boxes = Boxes(desk, fields, 1, LABEL)
        self.boxes.on_write = lambda _values: self._find()
        self.photos = PhotoStrip(desk.look)
        self.photos.on_add = self._photograph
        px = desk.look.px
        until = _("，限 {day}").format(day=hazard.deadline) if hazard.deadline else ""
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(16), px(8))
        column.setSpacing(px(8))
        words = f"{hazard.level}　{hazard.words}{until}"
        column.addWidget(Label(desk.look, words, step="form", medium=True).wrap())
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self.boxes, 1)
        row.addWidget(self.photos, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.boxes.begin(_values(hazard.found), {})

    def show_hazard(self, hazard: Rechecked, view: View) -> None:
        """Show what is saved of it; a field that is being typed in is left alone."""
        self.boxes.show_values(_values(hazard.found), {})
        self.boxes.rows["deadline"].setVisible(hazard.found.result == "fail")
        self.photos.show_photos(hazard.found.photos, view.photos)

    def _photograph(self) -> None:
        self.boxes.flush()
        self.on_photo(self._id)

    def _find(self) -> None:
        found = {key: str(row.before or "") for key, row in self.boxes.rows.items()}
        result = found["recheck_result"]
        until = found["deadline"] if result == "fail" else ""
        self.on_find(self._id, Recheck(result, found["note"], until))


class RecheckList(QWidget):
    """Stands above the checklist of a recheck, or in its place where no device is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.on_find: Callable[[str, Recheck], None] = lambda _hazard, _found: None
        self.on_photo: Callable[[str], None] = lambda _hazard: None
        self.rows: dict[str, RecheckBox] = {}
        body = QWidget()
        ground(self, "base")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        header = SectionHeader(desk.look, _("复查的隐患"))
        header.setContentsMargins(desk.look.px(16), 0, desk.look.px(16), 0)
        self._column.addWidget(header)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(body))

    def show_view(self, view: View) -> None:
        """Show the hazards of a recheck; another kind of visit has none."""
        for hazard in view.hazards:
            if hazard.id not in self.rows:
                self._add(hazard)
            self.rows[hazard.id].show_hazard(hazard, view)
        self.setVisible(bool(view.hazards))

    def _add(self, hazard: Rechecked) -> None:
        made = self.rows[hazard.id] = RecheckBox(self._desk, hazard)
        made.on_find = self.on_find
        made.on_photo = self.on_photo
        self._column.insertWidget(self._column.count() - 1, made)

    def forget(self) -> None:
        """Drop the hazards of the visit before."""
        for made in self.rows.values():
            made.hide()
            made.deleteLater()
        self.rows = {}

    def photograph(self) -> None:
        """Add a photo to the hazard the cursor is in, else to the first one."""
        at = self.window().focusWidget()
        held = [b for b in self.rows.values() if at is not None and b.isAncestorOf(at)]
        boxes = held or list(self.rows.values())
        if boxes:
            boxes[0].photos.add.click()

    def flush(self) -> None:
        """Write what was typed now."""
        for made in self.rows.values():
            made.boxes.flush()

    def focus_first(self) -> None:
        """Put the cursor where the first result goes."""
        for made in self.rows.values():
            made.boxes.rows["recheck_result"].widget.setFocus()
            return


def _values(found: Recheck) -> Mapping[str, Value]:
    return {
        "recheck_result": found.result or None,
        "note": found.note or None,
        "deadline": found.deadline or None,
    }
