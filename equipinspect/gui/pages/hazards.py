"""The page of hazards: overdue ones first, and the step that comes next with who, when and what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app import hazard_desk, hazard_steps
from equipinspect.app.hazard_desk import Line
from equipinspect.app.hazards import Photo
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader, rule, upright_rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.hazard_steps import Step
from equipinspect.model.hazards import MATERIALS, Wish
from equipinspect.model.text import _

SIDE, LABEL = 376, 96
LISTS = {"open": "未销号", "overdue": "超期", "due": "30 天内到期", "recheck": "待复查",
         "major": "重大", "all": "全部"}  # fmt: skip
PEOPLE = (
    "closed_by1",
    "closed_by2",
    "approved_by",
)  # fields of persons: two officers, the approver
DAY = "state_on"
LABELS = {
    DAY: "办理日期",
    "closed_by1": "经办人员一",
    "closed_by2": "经办人员二",
    "approved_by": "审批人",
}
PICTURES = "*.jpg *.jpeg *.png *.pdf"


class HazardsPage(QWidget):
    """隐患: a list at the left, the next step of the current one at the right."""

    help = _(
        "上面选要看的隐患；在右边选下一步，写明谁、哪天和材料，按“办理”或 Ctrl+Enter。不能办的会说明原因。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines: list[Line] = []
        self._photos: list[Path] = []
        look = desk.look
        self.head = PageHead(look, _("隐患"))
        self.tabs = TabBar(look, lambda _key: self._read())
        self.tabs.set_tabs({key: _(words) for key, words in LISTS.items()})
        heads = (
            Head(_("等级"), 90), Head(_("期限"), 130), Head(_("整改时限"), 100),
            Head(_("状态"), 100), Head(_("隐患"), 280), Head(_("责任单位"), 200),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("隐患"))
        self.table.on_open = self._open
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_steps())
        hazard = desk.declarations.get("hazard")
        self.step = ChoiceBox(look)
        self.step.setAccessibleName(_("下一步"))
        self.step.activated.connect(self._show_needs)
        fields = {k: replace(hazard.field(k), label=_(words)) for k, words in LABELS.items()}
        self.on = Boxes(desk, [fields[DAY]], 1, LABEL)
        self.people = Boxes(desk, [fields[k] for k in PEOPLE], 1, LABEL)
        self.texts = {key: QLineEdit() for key in MATERIALS if key != "approver"}
        self.photo = button(_("整改后的照片…　F8"))
        self.photo.clicked.connect(self.photograph)
        self.take = button(_("办理　Ctrl+Enter"), "primary")
        self.take.clicked.connect(self.advance)
        self.words = Label(look, "", step="form", medium=True).wrap()
        self.said = Label(look, "", "text2").wrap()
        self._lay_out()
        desk.jobs.changed.connect(self._read_if_shown)
        for keys, run in (("F8", self.photograph), ("Ctrl+Return", self.advance)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        side = QWidget()
        ground(side, "base")
        form = QVBoxLayout(side)
        form.setContentsMargins(px(16), px(8), px(16), px(16))
        form.setSpacing(px(6))
        form.addWidget(self.words)
        form.addWidget(SectionHeader(look, _("下一步")))
        for part in (self.step, self.on, self.people):
            form.addWidget(part)
        self.rows: dict[str, QWidget] = {}
        for key, edit in self.texts.items():
            self.rows[key] = self._row(_(MATERIALS[key]), edit)
            form.addWidget(self.rows[key])
        form.addWidget(self.photo)
        form.addWidget(self.take)
        form.addWidget(self.said)
        form.addStretch(1)
        area = scrolled(side)
        area.setFixedWidth(px(SIDE))
        both = QHBoxLayout()
        both.setSpacing(0)
        for widget in (self.table, upright_rule(), area):
            both.addWidget(widget, 1 if widget is self.table else 0)
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), 0, 0, 0)
        bar.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(bar)
        column.addWidget(rule())
        column.addLayout(both, 1)
        self.tabs.choose("open")

    def _row(self, label: str, edit: QLineEdit) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._desk.look.px(4))
        name = Label(self._desk.look, label, "text2").wrap()
        name.setFixedWidth(self._desk.look.px(LABEL))
        edit.setAccessibleName(label)
        row.addWidget(name)
        row.addWidget(edit, 1)
        return made

    def arrive(self, only: str = "", **_what: Any) -> None:
        """Read the hazards of one of the lists."""
        if only in LISTS:
            self.tabs.choose(only)
        self._read()

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("办理这一步"), "Ctrl+Enter", self.advance),
                Command(_("整改后的照片"), "F8", self.photograph)]  # fmt: skip

    def _read_if_shown(self, _changed: Changed) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        job = self._desk.jobs.read(hazard_desk.listed, self.tabs.current() or "open")
        self._desk.watched(job).done.connect(self._show)

    def _show(self, found: list[Line]) -> None:
        kept = self.current.id if self.current is not None else 0
        self._lines = found
        self.table.show_lines(
            [
                [Cell(e.level, e.mark), Cell(e.due, "red") if e.late else Cell(e.due),
                 Cell(e.deadline), Cell(e.state), Cell(e.words), Cell(e.unit)]
                for e in found
            ]
        )  # fmt: skip
        places = [n for n, e in enumerate(found) if e.id == kept]
        if places:
            self.table.selectRow(places[0])
        late = sum(e.late for e in found)
        self.head.tell(_("共 {n:,} 处，超期 {m:,} 处").format(n=len(found), m=late))
        self._show_steps()

    @property
    def current(self) -> Line | None:
        """The hazard the step is for."""
        row = self.table.currentIndex().row()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _show_steps(self) -> None:
        line = self.current
        self.step.clear()
        self._photos = []
        self.words.setText(line.words if line else _("没有隐患。"))
        for step in line.steps if line else ():
            self.step.addItem(step.label, step)
        self.on.begin({DAY: self._desk.now().date().isoformat()}, {})
        self.people.begin({}, {})
        for edit in self.texts.values():
            edit.clear()
        self._show_needs()

    def _show_needs(self, _place: int = 0) -> None:
        step: Step | None = self.step.currentData()
        line = self.current
        needs = step.needs_for(line.two_level) if step and line else ()
        count = step.officers_for(line.two_level) if step and line else 0
        for key, row in self.rows.items():
            row.setVisible(key in needs or key == "note")
        for place, key in enumerate(PEOPLE):
            shown = place < count if key != "approved_by" else "approver" in needs
            self.people.rows[key].setVisible(shown)
        self.take.setEnabled(step is not None)
        none = _("这处隐患已经办结，没有下一步。") if line else _("先在左边选一处隐患。")
        self.said.setText("" if step else none)

    def photograph(self) -> None:
        """Add a photo or scan as evidence of the step."""
        kinds = _("照片和扫描件 ({kinds})").format(kinds=PICTURES)
        path = self._desk.messages.open_file(_("整改后的照片"), kinds)
        if path is not None:
            self._photos.append(path)
            self.said.setText(_("已选 {n} 张照片").format(n=len(self._photos)))

    def advance(self) -> None:
        """Take the chosen step; every reason against it is said, and nothing is half done."""
        line, step = self.current, self.step.currentData()
        rows = self.people.rows
        if line is None or step is None or not all(r.check() for r in rows.values()):
            return
        named = [rows[k].value() for k in PEOPLE[:2]]
        values = {k: edit.text().strip() for k, edit in self.texts.items() if edit.text().strip()}
        if isinstance(approver := rows["approved_by"].value(), int):
            values["approver"] = str(approver)
        day = str(self.on.rows[DAY].value() or "")
        wish = Wish(step.key, day, tuple(p for p in named if isinstance(p, int)), values)
        photos = [Photo(path) for path in self._photos]
        job = self._desk.jobs.run(hazard_steps.advance, line.id, wish, photos)
        job.refused.connect(lambda error: self.said.setText(str(error)))
        self._desk.watched(job).done.connect(lambda _changed: self._taken(step.label))

    def _taken(self, label: str) -> None:
        self._desk.say(_("已办理：{step}。").format(step=label), undo=True)
        self._read()

    def _open(self, row: int) -> None:
        self._desk.go("register", kind="hazard", number=self._lines[row].id)


def make(desk: Desk) -> HazardsPage:
    """Return the page."""
    return HazardsPage(desk)
