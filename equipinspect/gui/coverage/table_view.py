"""The rate of a day by county, town, unit, insurer or maintainer; every number opens its lifts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app.coverage import INSURER, Line
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.ground import ground
from equipinspect.model.text import _

WORDS = {
    "county": _("按县区"),
    "town": _("按镇街"),
    "unit": _("按使用单位"),
    INSURER: _("按保险公司"),
    "maintainer": _("按维保单位"),
    "place": _("按场所"),
}
STATES = {1: "in_use", 2: "insured", 4: "lapsed", 5: "never"}  # the column a number stands in
Opened = Callable[[Line, str], None]


class TableView(QWidget):
    """One line a county, town, unit or firm."""

    def __init__(self, desk: Desk, opened: Opened) -> None:
        super().__init__()
        self._opened = opened
        self.by = ""
        self.shown: list[Line] = []
        ground(self, "base")
        heads = (
            Head("", 320), Head(_("在用电梯"), 100, True), Head(_("在保"), 100, True),
            Head(_("投保率"), 100, True), Head(_("脱保"), 100, True),
            Head(_("从未投保"), 100, True), Head("", 24),
        )  # fmt: skip
        self.table = PlainTable(desk.look, heads, _("投保率表"))
        self.table.on_open = lambda _row: self._open()
        self.table.clicked.connect(lambda _index: self._open())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def show_table(self, by: str, lines: list[Line]) -> None:
        """Show the lines of a table; insurers are measured against all lifts in use."""
        self.by, self.shown = by, lines
        self.table.show_lines([self._line(each) for each in lines])

    def _line(self, each: Line) -> list[Cell]:
        rate = each.rate
        if self.by == INSURER:  # what an insurer does not insure is not its own
            used, rest = Cell(f"{rate.denominator:,}", ink="text3"), [Cell(""), Cell("")]
        else:
            used, *rest = map(_number, (rate.denominator, each.lapsed, each.never))
        return [
            Cell(each.name), used, _number(rate.numerator), Cell(rate.percent()), *rest, Cell(""),
        ]  # fmt: skip

    def _open(self) -> None:
        at = self.table.currentIndex()
        state = STATES.get(at.column(), "")
        if state and self.table.lines.lines[at.row()][at.column()].ink == "accent":
            self._opened(self.shown[at.row()], state)


def _number(number: int) -> Cell:
    return Cell(f"{number:,}", ink="accent" if number else "text3")
