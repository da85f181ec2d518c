"""After the signature: the number, the hazards that followed, and the two official papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.lists import Row
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

DAYS = 15  # offered as the deadline where the failed items name none


class Done(QWidget):
    """A signed visit and what can be done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.check = 0
        self.hazards: list[Row] = []
        self.on_direct: Callable[[int, str], None] = lambda _check, _deadline: None
        self.on_record: Callable[[int], None] = lambda _check: None
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
        self.record.clicked.connect(lambda: self.on_record(self.check))
        self.recheck = button(_("开始复查"))
        self.recheck.clicked.connect(lambda: self.on_recheck(self.check))
        self.back = button(_("再检查一家"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.deadline.setFixedWidth(px(240))
        for part in (self.deadline, self.direct, self.record, self.recheck, self.back):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.words)
        column.addWidget(SectionHeader(look, _("还没有下达指令的隐患")))
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def show_signed(self, check: int, words: str, found: list[Row]) -> None:
        """Show a signed visit with the hazards that are still only found."""
        self.check, self.hazards = check, found
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
        if self.hazards and row.check():
            self.on_direct(self.check, str(row.value() or ""))

    def _open(self, row: int) -> None:
        self._desk.go("register", kind="hazard", number=self.hazards[row].id)
