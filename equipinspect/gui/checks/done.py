"""After the signature: the number, the hazards that followed, and the two official papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import visit_desk
from equipinspect.app.directives import Issued
from equipinspect.app.lists import Row
from equipinspect.gui.checks.amending import Amending
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.checks.story_side import LEVELS
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.hazards import two_level
from equipinspect.model.text import _

WRITTEN = {"check", "hazard", "device_check", "check_item", "attachment", "directive"}
DAYS = 15  # offered as the deadline where the failed items name none


class Done(QWidget):
    """A signed visit and what can be done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.check = 0
        self.hazards: list[Row] = []
        self.on_recheck: Callable[[int], None] = lambda _check: None
        look, px = desk.look, desk.look.px
        ground(self, "base")
        self.words = Label(look, "", step="subtitle").wrap()
        heads = (
            Head(_("等级"), 100), Head(_("隐患"), 420), Head(_("整改时限"), 120), Head(_("编号"), 180),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("可以下达指令的隐患"))
        self.table.on_open = self._open
        self.deadline = Boxes(desk, [desk.declarations.get("hazard").field("deadline")], 1, 72)
        self.direct = button(_("开监察指令书…　Alt+D"), "primary")
        self.direct.clicked.connect(self.issue)
        self.record = button(_("监督检查记录 PDF…　Alt+P"))
        self.record.clicked.connect(self.print_record)
        self.recheck = button(_("开始复查"))
        self.recheck.clicked.connect(lambda: self.on_recheck(self.check))
        self.amending = Amending(desk)
        self.amend = button(_("补正…"))
        self.amend.clicked.connect(lambda: self.amending.open(self.check))
        self.back = button(_("再检查一家"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.deadline.setFixedWidth(px(240))
        for part in (self.deadline, self.direct, self.record, self.recheck, self.amend, self.back):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.words)
        column.addWidget(SectionHeader(look, _("还没有下达指令的隐患")))
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.amending)

    def read(self, check: int, words: str) -> None:
        """Read the open hazards of a signed visit and show both."""
        job = self._desk.watched(self._desk.jobs.run(visit_desk.open_hazards, check))
        job.done.connect(lambda found: self.show_signed(check, words, found))

    def show_signed(self, check: int, words: str, found: list[Row]) -> None:
        """Show a signed visit with the hazards that are still only found."""
        self.check, self.hazards = check, found
        self.amending.hide()
        self.words.setText(words)
        hazard = self._desk.declarations.get("hazard")
        keys = ("description", "deadline", "number")
        lines = []
        for row in found:
            level = row.values.get("level")
            pill = Cell(hazard.field("level").show(level), LEVELS[two_level(level)])
            lines.append([pill, *(Cell(hazard.field(k).show(row.values.get(k))) for k in keys)])
        self.table.show_lines(lines)
        days = [str(d) for r in found if (d := r.values.get("deadline"))]
        later = (self._desk.now().date() + timedelta(days=DAYS)).isoformat()
        self.deadline.begin({"deadline": min(days, default=later)}, {})
        for part in (self.deadline, self.direct):
            part.setVisible(bool(found))
        (self.direct if found else self.record).setFocus()

    def issue(self) -> None:
        """Issue one directive for all of them, with one deadline."""
        row = self.deadline.rows["deadline"]
        if not self.isVisible() or not self.hazards or not row.check():
            return
        target = self._target(_("监察指令书"))
        if target is not None:
            job = self._desk.jobs.run(
                visit_desk.directed, self.check, str(row.value() or ""), target
            )
            self._desk.watched(job).done.connect(lambda issued: self._issued(issued, target))

    def _issued(self, issued: Issued, target: Path) -> None:
        self._desk.tell_written(WRITTEN)
        said = _("{number} 已写到 {file}，状态待签收。")
        self.read(self.check, said.format(number=issued.number, file=target.name))

    def print_record(self) -> None:
        """Write the record of the visit as PDF."""
        if not self.isVisible() or not self.check:
            return
        target = self._target(_("监督检查记录"))
        if target is not None:
            job = self._desk.jobs.run(visit_desk.record_written, self.check, target)
            said = _("监督检查记录已写到 {file}。").format(file=target.name)
            self._desk.watched(job).done.connect(lambda _done: self._desk.say(said))

    def _target(self, name: str) -> Path | None:
        return self._desk.messages.save_file(name, _("PDF 文件 (*.pdf)"), f"{name}.pdf")

    def _open(self, row: int) -> None:
        self._desk.go("register", kind="hazard", number=self.hazards[row].id)
