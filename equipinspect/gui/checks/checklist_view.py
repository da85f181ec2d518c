"""The checklist of the part at hand: sections and items, with the one being judged open in its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from equipinspect.app.visit_desk import At, View
from equipinspect.app.visit_page import ItemView
from equipinspect.gui.checks.items import ItemRow, SectionRow
from equipinspect.gui.checks.judging import SAID, Judging
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.ground import ground
from equipinspect.model.checklists import VERDICTS
from equipinspect.model.text import _


class ChecklistView(QScrollArea):
    """Digits judge, arrows go on and back, Enter goes into the words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._view: View | None = None
        self.on_judge: Callable[[At, str], None] = lambda _at, _verdict: None
        self.rows: dict[At, ItemRow] = {}
        self._sections: list[SectionRow] = []
        self._shape: list[tuple[str, int]] = []
        self.labels = dict(desk.declarations.get("check_item").field("verdict").labels)
        self.at: At = ("", "")
        self.judging = Judging(desk, self.judge, self.setFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(_("检查表：数字键判定，上下键换项，回车写问题"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        ground(inner, "base")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inner)

    # showing

    def show_view(self, view: View, at: At | None = None) -> None:
        """Show a draft as it stands; ``at`` is the item to judge, else the one judged stays."""
        self._view = view
        shown = [s for s in view.page.sections if s.part == view.part]
        shape = [(f"{s.part} {s.title}", len(s.items)) for s in shown]
        if shape != self._shape:
            self._build(view)
            self._shape = shape
        for section, row in zip(shown, self._sections, strict=True):
            row.tell(section)
            for item in section.items:
                self.rows[item.part, item.code].tell(item)
        wanted = at or self.at
        if wanted not in self.rows:
            wanted = next(iter(self.rows), ("", ""))
        if wanted in self.rows:
            self._open(wanted)

    def forget(self) -> None:
        """Drop the visit before."""
        self._clear()
        self.judging.item, self._shape, self._view = None, [], None
        self.at = ("", "")

    def _clear(self) -> None:
        self._column.removeWidget(self.judging)
        self.judging.hide()
        self.judging.setParent(self)
        for old in (*self.rows.values(), *self._sections):
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows, self._sections = {}, []

    def _build(self, view: View) -> None:
        self._clear()
        for section in view.page.sections:
            if section.part == view.part:
                made = SectionRow(self._desk.look, section)
                self._sections.append(made)
                self._column.insertWidget(self._column.count() - 1, made)
                for item in section.items:
                    self._add(item)

    def _add(self, item: ItemView) -> None:
        row = self.rows[item.part, item.code] = ItemRow(self._desk.look, item, self.labels)
        row.clicked.connect(lambda: self.go_to((row.item.part, row.item.code)))
        self._column.insertWidget(self._column.count() - 1, row)

    def _open(self, at: At) -> None:
        assert self._view is not None
        before = self.rows.get(self.at)
        moved = at != self.at or self.judging.isHidden()
        self.judging.show_item(self.rows[at].item, self._view)
        self.at = at
        if not moved:
            return
        if before is not None:
            before.show()
        self._column.removeWidget(self.judging)
        self._column.insertWidget(self._column.indexOf(self.rows[at]), self.judging)
        self.rows[at].hide()
        self.judging.show()
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.judging, 0, 60))

    # moving and judging

    def go_to(self, at: At) -> None:
        """Judge another item of the part shown."""
        if at in self.rows:
            self._open(at)
            self.setFocus()

    def step(self, by: int) -> bool:
        """Go to the next item, or the one before; False at the end."""
        keys = list(self.rows)
        place = keys.index(self.at) + by if self.at in keys else 0
        if not 0 <= place < len(keys):
            return False
        self.go_to(keys[place])
        return True

    def judge(self, verdict: str) -> None:
        """Give the open item its verdict; a good one leads on, a bad one asks for words."""
        if self.at not in self.rows:
            return
        self.judging.flush()
        self.on_judge(self.at, verdict)
        if verdict in SAID:
            self.judging.saying.show()
            self.judging.words.setFocus()
        else:
            self.setFocus()
            self.step(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, arrows and Enter; the rest scrolls."""
        key = event.key()
        place = key - Qt.Key.Key_1
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and 0 <= place < len(VERDICTS):
            self.judge(VERDICTS[place])
        elif plain and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.judging.saying.show()
            self.judging.words.setFocus()
        else:
            super().keyPressEvent(event)
